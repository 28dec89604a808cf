// Reads JSON (RFC 8259), all of it and nothing else, for the old dialect and for the REST surface:
// Foundation's reader takes a comma before the end, and costs a daemon two megabytes of memory.
//
// Law 1. Depth is bounded by `Limits.jsonDepth`, so recursion is.
// Law 2. An end of input in the middle is `cut`, anything wrong before it is `malformed`: old
//        bootstraps' answers arrive cut, and what was whole of them still counts.

import Bytes
import Vocabulary

/// A value of JSON. Numbers that are written as integers, and fit, are kept as such.
package enum JSONValue: Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case otherNumber(Double)
    case string(String)
    case list([JSONValue])
    case object([Member])

    package struct Member: Equatable {
        package let name: String
        package let value: JSONValue
    }

    /// The member of that name; the last of several, as in Python's json.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var integer: Int? {
        guard case .integer(let number) = self else { return nil }
        return number
    }
}

/// A place in bytes that should be JSON.
package struct JSONReader {
    package enum Failure: Error { case cut, malformed }

    private let bytes: [UInt8]
    private let keeping: Int
    private var place = 0

    /// Of every list, `keeping` elements from its front are kept; the rest is only read.
    package init(_ bytes: [UInt8], keeping: Int = .max) {
        self.bytes = bytes
        self.keeping = keeping
    }

    static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }

    /// The one value that the bytes are.
    package mutating func whole() throws(Failure) -> JSONValue {
        let value = try value(depth: 1)
        skipWhiteSpace()
        guard place == bytes.count else { throw .malformed }
        return value
    }

    /// The object that the bytes are, a member at a time, as `members`.
    mutating func wholeObject(
        _ body: (inout JSONReader, String) throws(Failure) -> Void
    ) throws(Failure) {
        try members(body)
        skipWhiteSpace()
        guard place == bytes.count else { throw .malformed }
    }

    /// Reads an object, a member at a time: `body` gets each name and must read its value.
    mutating func members(
        _ body: (inout JSONReader, String) throws(Failure) -> Void
    ) throws(Failure) {
        try expect(UInt8(ascii: "{"))
        if accept(UInt8(ascii: "}")) { return }
        repeat {
            let name = try string()
            try expect(UInt8(ascii: ":"))
            try body(&self, name)
        } while accept(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    /// Reads a list: `body` must read each value of it.
    mutating func elements(_ body: (inout JSONReader) throws(Failure) -> Void) throws(Failure) {
        try expect(UInt8(ascii: "["))
        if accept(UInt8(ascii: "]")) { return }
        repeat { try body(&self) } while accept(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
    }

    /// Reads any value that stands inside `depth - 1` others.
    mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth <= Limits.jsonDepth + 1 else { throw .malformed }
        switch try peek() {
        case UInt8(ascii: "{"):
            var all: [JSONValue.Member] = []
            try members { reader, name throws(Failure) in
                all.append(.init(name: name, value: try reader.value(depth: depth + 1)))
            }
            return .object(all)
        case UInt8(ascii: "["):
            var all: [JSONValue] = []
            try elements { reader throws(Failure) in
                let value = try reader.value(depth: depth + 1)
                if all.count < reader.keeping { all.append(value) }
            }
            return .list(all)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    /// Passes white space, then returns the byte there without passing it.
    private mutating func peek() throws(Failure) -> UInt8 {
        skipWhiteSpace()
        guard place < bytes.count else { throw .cut }
        return bytes[place]
    }

    private mutating func next() throws(Failure) -> UInt8 {
        guard place < bytes.count else { throw .cut }
        place += 1
        return bytes[place - 1]
    }

    private mutating func expect(_ byte: UInt8) throws(Failure) {
        guard try peek() == byte else { throw .malformed }
        place += 1
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        skipWhiteSpace()
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private mutating func skipWhiteSpace() {
        while place < bytes.count, Self.isWhiteSpace(bytes[place]) { place += 1 }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(Failure)
        -> JSONValue
    {
        for offset in 0..<text.utf8CodeUnitCount {
            guard unsafe try next() == text.utf8Start[offset] else { throw .malformed }
        }
        return value
    }
}

// Numbers, RFC 8259, section 6.
extension JSONReader {
    private mutating func number() throws(Failure) -> JSONValue {
        let start = place
        var isInteger = true
        if bytes[place] == UInt8(ascii: "-") { place += 1 }
        try digits(leadingZeroEnds: true)
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
            isInteger = false
            place += 1
            try digits(leadingZeroEnds: false)
        }
        if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            place += 1
            if place < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[place]) {
                place += 1
            }
            try digits(leadingZeroEnds: false)
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isInteger, let number = Int(text) { return .integer(number) }
        // What this grammar takes, Swift's does; too large a number is infinite.
        return .otherNumber(Double(text) ?? .nan)
    }

    private mutating func digits(leadingZeroEnds: Bool) throws(Failure) {
        let first = try next()
        guard Self.isDigit(first) else { throw .malformed }
        if leadingZeroEnds, first == UInt8(ascii: "0") { return }
        while place < bytes.count, Self.isDigit(bytes[place]) { place += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

// Strings, RFC 8259, section 7. Half a surrogate pair is no character, and is refused.
extension JSONReader {
    private mutating func string() throws(Failure) -> String {
        try expect(UInt8(ascii: "\""))
        let start = place
        while place < bytes.count, Self.isPlain(bytes[place]) { place += 1 }
        if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
            // Most strings are over before anything in them means more than itself.
            let end = place
            place += 1
            guard let string = bytes.withSpan({ String(utf8: $0.extracting(start..<end)) }) else {
                throw .malformed
            }
            return string
        }
        var text = Array(bytes[start..<place])
        while true {
            let byte = try next()
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(utf8: text) else { throw .malformed }
                return string
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case 0..<0x20: throw .malformed
            default: text.append(byte)
            }
        }
    }

    /// Neither an end nor an escape, nor what may not stand in a string.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && byte >= 0x20
    }

    /// What stands behind a backslash, as UTF-8.
    private mutating func escape() throws(Failure) -> [UInt8] {
        let letter = try next()
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        default: throw .malformed
        }
    }

    private mutating func scalar() throws(Failure) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xdc00, try next() == UInt8(ascii: "\\"), try next() == UInt8(ascii: "u")
        else {
            throw .malformed
        }
        let second = try fourDigits()
        guard (0xdc00..<0xe000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw .malformed }
        return scalar
    }

    private mutating func fourDigits() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Hex.value(of: try next()) else { throw .malformed }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
