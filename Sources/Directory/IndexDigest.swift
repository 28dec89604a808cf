// What a whole index is, in 16 bytes that follow every change of it.
//
// A sum of what its files are, each in the first 16 bytes of a SHA-256: whichever way an index came
// about, the same files have the same sum. It is held against accidents, not against liars: a peer
// could only lie about itself.

import Digest
import Vocabulary

package struct IndexDigest: Hashable, Sendable {
    private var high: UInt64 = 0
    private var low: UInt64 = 0

    /// Of an index without files.
    package init() {}

    package init(of listing: Listing) {
        var bytes = Array(listing.name.path.utf8)
        // No name has a zero in it, so what follows cannot be taken for its end.
        bytes.append(0)
        let size = UInt64(bitPattern: listing.size ?? -1)
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: size >> shift))
        }
        bytes.append(listing.digest == nil ? 0 : 1)
        if let digest = listing.digest { bytes += digest.bytes }
        bytes.append(listing.infoHash == nil ? 0 : 1)
        listing.infoHash?.append(to: &bytes)
        let words = SHA256.of(bytes).words
        (high, low) = (words.0, words.1)
    }

    /// From 32 hexadecimal digits, else nil.
    package init?(hex text: String) {
        guard text.utf8.count == 32, text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
            let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        (self.high, self.low) = (high, low)
    }

    package var hex: String { Self.digits(high) + Self.digits(low) }

    package mutating func add(_ other: IndexDigest) {
        high &+= other.high
        low &+= other.low
    }

    package mutating func subtract(_ other: IndexDigest) {
        high &-= other.high
        low &-= other.low
    }

    private static func digits(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
