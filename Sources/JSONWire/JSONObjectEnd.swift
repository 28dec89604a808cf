// Where an object ends, for a dialect that sends neither a length nor a terminator.
//
// Law: each byte is looked at once and nothing is understood but strings and brackets. Whether
// the brackets match, and all the rest, is for `JSONReader` when the object is whole.

import Bytes
import Vocabulary

struct JSONObjectEnd {
    private enum Place { case before, between, inString, escaped }

    private var place = Place.before
    private var depth = 0

    /// The offset in `bytes` after the brace that ends the object, or nil while it is open.
    mutating func find(in bytes: RawSpan) throws(JSONViolation) -> Int? {
        var offset = 0
        while offset < bytes.byteCount {
            // Most of an object is in its strings, and little of a string means anything.
            if place == .inString { offset = Self.plain(bytes, from: offset) }
            guard offset < bytes.byteCount else { return nil }
            if try closes(bytes[offset]) { return offset + 1 }
            offset += 1
        }
        return nil
    }

    /// Where the bytes end that are nothing but part of a string.
    private static func plain(_ bytes: RawSpan, from start: Int) -> Int {
        var offset = start
        while offset < bytes.byteCount {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return offset }
            offset += 1
        }
        return offset
    }

    private mutating func closes(_ byte: UInt8) throws(JSONViolation) -> Bool {
        switch place {
        case .before: try begin(byte)
        case .escaped: place = .inString
        case .inString:
            if byte == UInt8(ascii: "\\") { place = .escaped }
            if byte == UInt8(ascii: "\"") { place = .between }
        case .between: return try bracket(byte)
        }
        return false
    }

    private mutating func begin(_ byte: UInt8) throws(JSONViolation) {
        if JSONReader.isWhiteSpace(byte) { return }
        guard byte == UInt8(ascii: "{") else { throw .malformed }
        place = .between
        depth = 1
    }

    private mutating func bracket(_ byte: UInt8) throws(JSONViolation) -> Bool {
        switch byte {
        case UInt8(ascii: "\""): place = .inString
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
            guard depth <= Limits.jsonDepth else { throw .malformed }
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
        return depth == 0
    }
}
