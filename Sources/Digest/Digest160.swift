// A SHA-1 value: the hash of a piece, or of an info dictionary. Of integers, so that it can be a
// key in a table without an allocation. Also the shape of a peer id, which is as long.

import Bytes

package struct Digest160: Hashable, Sendable {
    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    /// Bytes of one.
    package static var length: Int { 20 }

    /// From exactly 20 bytes, else nil.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self = bytes.withSpan { Digest160($0, at: 0) }
    }

    /// The 20 bytes at `offset`; traps outside the span, for that is our own mistake.
    package init(_ bytes: RawSpan, at offset: Int) {
        precondition(offset >= 0 && offset + Self.length <= bytes.byteCount, "20 bytes are there")
        high = UInt64(bigEndian: bytes.word(at: offset))
        middle = UInt64(bigEndian: bytes.word(at: offset + 8))
        low = UInt32(truncatingIfNeeded: UInt64(bigEndian: bytes.word(at: offset + 12)))
    }

    /// Of its 8, 8 and 4 bytes as numbers of the network's order.
    package init(_ high: UInt64, _ middle: UInt64, _ low: UInt32) {
        self.high = high
        self.middle = middle
        self.low = low
    }

    /// From 40 hexadecimal digits, else nil.
    package init?(hex text: some StringProtocol) {
        guard let bytes = Hex.decode(text) else { return nil }
        self.init(bytes)
    }

    package var bytes: [UInt8] {
        var all: [UInt8] = []
        all.reserveCapacity(Self.length)
        append(to: &all)
        return all
    }

    package func append(to bytes: inout [UInt8]) {
        for word in [high, middle] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: low >> shift))
        }
    }

    /// For tables whose keys strangers choose.
    package func hash(by sip: SipHash) -> UInt64 { sip.of(high, middle, UInt64(low)) }

    package var firstByte: UInt8 { UInt8(truncatingIfNeeded: high >> 56) }

    /// 40 lower-case digits.
    package var hex: String { Hex.encode(bytes) }
}

extension Digest160: Comparable {
    /// As their digits are.
    package static func < (left: Digest160, right: Digest160) -> Bool {
        (left.high, left.middle, left.low) < (right.high, right.middle, right.low)
    }
}
