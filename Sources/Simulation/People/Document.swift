// Reads JSON as a script would that somebody wrote against the documents: enough for checks, and
// independent of the coders that wrote them.

import Bytes

/// A value of JSON (RFC 8259). Numbers that are no integers are kept as text.
package indirect enum Document: Equatable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case text(String)
    case list([Document])
    case object([String: Document])

    package subscript(name: String) -> Document? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    package var list: [Document]? { if case .list(let list) = self { list } else { nil } }

    /// Nil where the bytes are not one value.
    package init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard let value = reader.value(), reader.isAtEnd else { return nil }
        self = value
    }
}

private struct Reader {
    let bytes: [UInt8]
    var place = 0

    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return place == bytes.count
        }
    }

    mutating func value() -> Document? {
        skipSpace()
        guard place < bytes.count else { return nil }
        switch bytes[place] {
        case UInt8(ascii: "{"): return object()
        case UInt8(ascii: "["): return list()
        case UInt8(ascii: "\""): return text().map(Document.text)
        case UInt8(ascii: "t"): return word("true", .boolean(true))
        case UInt8(ascii: "f"): return word("false", .boolean(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
    }

    private mutating func take(_ byte: Character) -> Bool {
        skipSpace()
        guard place < bytes.count, bytes[place] == byte.asciiValue else { return false }
        place += 1
        return true
    }

    private mutating func object() -> Document? {
        place += 1
        var members: [String: Document] = [:]
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            guard let name = text(), take(":"), let value = value() else { return nil }
            members[name] = value
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func list() -> Document? {
        place += 1
        var elements: [Document] = []
        if take("]") { return .list(elements) }
        repeat {
            guard let value = value() else { return nil }
            elements.append(value)
        } while take(",")
        return take("]") ? .list(elements) : nil
    }

    private mutating func word(_ word: String, _ value: Document) -> Document? {
        guard bytes[place...].starts(with: word.utf8) else { return nil }
        place += word.utf8.count
        return value
    }

    private static let numerals = Array("+-.0123456789Ee".utf8)

    private mutating func number() -> Document? {
        let digits = bytes[place...].prefix { Self.numerals.contains($0) }
        guard !digits.isEmpty else { return nil }
        place += digits.count
        let text = String(decoding: digits, as: UTF8.self)
        return Int64(text).map(Document.integer) ?? .text(text)
    }

    private mutating func text() -> String? {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return nil }
        place += 1
        var plain: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\"") { return String(utf8: plain) }
            if byte == UInt8(ascii: "\\") {
                guard escape(into: &plain) else { return nil }
            } else {
                plain.append(byte)
            }
        }
        return nil
    }

    /// Surrogate pairs are not joined: no name in the simulated world has one.
    private mutating func escape(into plain: inout [UInt8]) -> Bool {
        guard place < bytes.count else { return false }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "n"): plain.append(0x0a)
        case UInt8(ascii: "t"): plain.append(0x09)
        case UInt8(ascii: "r"): plain.append(0x0d)
        case UInt8(ascii: "u"):
            guard place + 4 <= bytes.count,
                let code = UInt32(
                    String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { return false }
            place += 4
            plain += Array(String(Character(scalar)).utf8)
        default: plain.append(byte)
        }
        return true
    }
}
