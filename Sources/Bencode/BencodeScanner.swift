// Finds the values in bencoding: a list of tokens, each before what is inside it.

import Vocabulary

struct BencodeScanner {
    private let bytes: [UInt8]
    private var place = 0
    private var tokens: [Bencode.Token] = []
    /// Lists and dictionaries that have not ended, outermost first.
    private var open: [Container] = []

    private struct Container {
        let token: Int
        let isDictionary: Bool
        /// The key whose value is due.
        var pending = false
        /// Content of the last key.
        var lastKey: Range<Int>?
    }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The tokens of the value that the bytes begin with.
    mutating func value() throws(BencodeError) -> [Bencode.Token] {
        repeat { try step() } while !open.isEmpty
        return tokens
    }

    /// Reads one thing: a string or integer, or the beginning or end of a container.
    private mutating func step() throws(BencodeError) {
        guard place < bytes.count else { throw .cut }
        let byte = bytes[place]
        if byte == UInt8(ascii: "e"), !open.isEmpty { return try end() }
        try admit(isString: Self.isDigit(byte))
        guard tokens.count < Limits.bencodeValues else { throw .tooManyValues }
        switch byte {
        case UInt8(ascii: "i"): try integer()
        case UInt8(ascii: "l"): try begin(.list)
        case UInt8(ascii: "d"): try begin(.dictionary)
        case _ where Self.isDigit(byte): try string()
        default: throw .unexpected(offset: place)
        }
    }

    /// Whether a value may stand here: a key must be a string.
    private mutating func admit(isString: Bool) throws(BencodeError) {
        guard let top = open.indices.last, open[top].isDictionary else { return }
        if !open[top].pending, !isString { throw .badKey(offset: place) }
    }

    private mutating func begin(_ kind: Bencode.Token.Kind) throws(BencodeError) {
        guard open.count < Limits.bencodeDepth else { throw .tooDeep }
        open.append(Container(token: tokens.count, isDictionary: kind == .dictionary))
        tokens.append(.init(kind: kind, place: place..<place + 1, content: place + 1, next: 0))
        place += 1
    }

    private mutating func end() throws(BencodeError) {
        let container = open.removeLast()
        if container.pending { throw .badKey(offset: place) }
        place += 1
        tokens[container.token].place = tokens[container.token].place.lowerBound..<place
        tokens[container.token].next = tokens.count
        hasEnded()
    }

    private mutating func integer() throws(BencodeError) {
        let start = place
        var digits = place + 1
        var number: Int64 = 0
        let isNegative = digits < bytes.count && bytes[digits] == UInt8(ascii: "-")
        if isNegative { digits += 1 }
        place = digits
        while place < bytes.count, Self.isDigit(bytes[place]) {
            let value = Int64(bytes[place] - UInt8(ascii: "0"))
            let (product, tooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, tooLong) =
                isNegative
                ? product.subtractingReportingOverflow(value)
                : product.addingReportingOverflow(value)
            guard !tooLarge, !tooLong else { throw .badInteger(offset: start) }
            number = sum
            place += 1
        }
        guard place < bytes.count else { throw .cut }
        let count = place - digits
        let isPadded = count > 0 && bytes[digits] == UInt8(ascii: "0") && (count > 1 || isNegative)
        guard bytes[place] == UInt8(ascii: "e"), count > 0, !isPadded else {
            throw .badInteger(offset: start)
        }
        place += 1
        tokens.append(
            .init(kind: .integer, place: start..<place, content: start, next: tokens.count + 1))
        hasEnded()
    }

    private mutating func string() throws(BencodeError) {
        let start = place
        var length = 0
        while place < bytes.count, Self.isDigit(bytes[place]) {
            length = length * 10 + Int(bytes[place] - UInt8(ascii: "0"))
            // More than there is can only be cut, and never overflows this way.
            guard length <= bytes.count else { throw .cut }
            place += 1
        }
        guard place < bytes.count else { throw .cut }
        let isPadded = bytes[start] == UInt8(ascii: "0") && place - start > 1
        guard bytes[place] == UInt8(ascii: ":"), !isPadded else {
            throw .badInteger(offset: start)
        }
        place += 1
        guard length <= bytes.count - place else { throw .cut }
        let content = place..<place + length
        place += length
        tokens.append(
            .init(
                kind: .string, place: start..<place, content: content.lowerBound,
                next: tokens.count + 1))
        if let top = open.indices.last, open[top].isDictionary, !open[top].pending {
            try key(content, of: top)
        } else {
            hasEnded()
        }
    }

    /// A key has come: its order is noted, and its value is due.
    private mutating func key(_ content: Range<Int>, of top: Int) throws(BencodeError) {
        if let last = open[top].lastKey {
            if bytes[last] == bytes[content] { throw .repeatedKey(offset: content.lowerBound) }
            if !bytes[last].lexicographicallyPrecedes(bytes[content]) {
                tokens[open[top].token].isSorted = false
            }
        }
        open[top].lastKey = content
        open[top].pending = true
    }

    /// A value is complete: a key that waited for it has it.
    private mutating func hasEnded() {
        if let top = open.indices.last { open[top].pending = false }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
