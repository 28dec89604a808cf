// Reads bencoding (BEP 3): metainfo, trackers' answers, extension messages.
//
// Law 1. One pass, no recursion: depth, values and bytes end at `Limits`, and what is refused costs
//        no more than what was read.
// Law 2. A value knows the bytes it was read from. An info-hash is that of those bytes, never of
//        what we would have written instead.

import Bytes
import Vocabulary

/// Why bytes are not bencoding.
package enum BencodeError: Error, Equatable, Sendable {
    /// The end came in the middle of a value.
    case cut
    /// No value begins with this byte, or none may stand here.
    case unexpected(offset: Int)
    /// Leading zeros, a minus before zero, no digits, or more than 64 bits.
    case badInteger(offset: Int)
    /// A key of a dictionary that is not a string, or one without a value.
    case badKey(offset: Int)
    /// The same key twice, one after the other.
    case repeatedKey(offset: Int)
    case tooDeep
    case tooManyValues
    /// More follows where one value should be all.
    case trailing(offset: Int)
}

/// One value and all inside it, read.
package struct Bencode: Sendable {
    let bytes: [UInt8]
    let tokens: [Token]

    /// The one value that `bytes` are.
    package init(_ bytes: [UInt8]) throws(BencodeError) {
        self = try Bencode(prefixOf: bytes)
        guard root.place.upperBound == bytes.count else {
            throw .trailing(offset: root.place.upperBound)
        }
    }

    /// The value that `bytes` begin with; `root.place` says where it ends (BEP 9 has raw bytes
    /// behind a dictionary).
    package init(prefixOf bytes: [UInt8]) throws(BencodeError) {
        var scanner = BencodeScanner(bytes)
        tokens = try scanner.value()
        self.bytes = bytes
    }

    package var root: Value { Value(document: self, token: 0) }

    /// What one value is, and where it stands.
    struct Token: Sendable {
        enum Kind: Sendable { case integer, string, list, dictionary }
        let kind: Kind
        /// Of the whole value, in the document's bytes.
        var place: Range<Int>
        /// Where the content of a string begins.
        let content: Int
        /// The token after this value and all inside it.
        var next: Int
        /// Keys of a dictionary ascend.
        var isSorted = true
    }

    /// A value in a document. Asking it for what it is not gives nil.
    package struct Value {
        let document: Bencode
        let token: Int

        private var own: Token { document.tokens[token] }

        /// Where the value stands in the bytes that were read.
        package var place: Range<Int> { own.place }

        /// The bytes that the value was read from.
        package var raw: [UInt8] { Array(document.bytes[own.place]) }

        package var integer: Int64? {
            guard own.kind == .integer else { return nil }
            var number: Int64 = 0
            let digits = document.bytes[own.place.lowerBound + 1..<own.place.upperBound - 1]
            let isNegative = digits.first == UInt8(ascii: "-")
            for digit in digits.dropFirst(isNegative ? 1 : 0) {
                // Towards the sign, so that the smallest number has a way; the scanner held it
                // against 64 bits.
                let value = Int64(digit - UInt8(ascii: "0"))
                number = number * 10 + (isNegative ? -value : value)
            }
            return number
        }

        package var string: [UInt8]? {
            own.kind == .string ? Array(document.bytes[own.content..<own.place.upperBound]) : nil
        }

        /// A string that is UTF-8.
        package var text: String? { string.flatMap { String(utf8: $0) } }

        package var list: [Value]? {
            own.kind == .list ? children() : nil
        }

        package var isDictionary: Bool { own.kind == .dictionary }

        /// Whether keys ascend, as BEP 3 wants; true of everything else.
        package var isSorted: Bool { own.isSorted }

        /// Keys and values as they stand there.
        package var entries: [(key: [UInt8], value: Value)]? {
            guard isDictionary else { return nil }
            let all = children()
            return stride(from: 0, to: all.count, by: 2).map { index in
                (all[index].string ?? [], all[index + 1])
            }
        }

        /// The value of a dictionary's key; the first, where it is there twice.
        package subscript(key: String) -> Value? {
            guard isDictionary else { return nil }
            var place = token + 1
            while place < own.next {
                let name = document.tokens[place]
                let value = name.next
                if document.bytes[name.content..<name.place.upperBound].elementsEqual(key.utf8) {
                    return Value(document: document, token: value)
                }
                place = document.tokens[value].next
            }
            return nil
        }

        private func children() -> [Value] {
            var all: [Value] = []
            var place = token + 1
            while place < own.next {
                all.append(Value(document: document, token: place))
                place = document.tokens[place].next
            }
            return all
        }
    }
}
