// A short keyed digest of blocks, to tell whether two that came at different times are the same.
//
// Law: it is for our own eyes. Who does not know the key can not make two blocks alike but by
// chance, 2^-63; who sees digests may learn the key.
//
// NH of UMAC (RFC 4418, section 5.2.2) with words of 64 bits, and a multiplication that folds its
// 128 bits: some GB/s, where SHA-1 would cost as much as the hash of the piece did.

import Bytes

package struct BlockDigest: Sendable {
    private let keys: [UInt64]
    /// Bytes of the longest block.
    package let length: Int

    /// From a number that nobody can guess, for blocks up to `length` bytes.
    package init(key: UInt64, length: Int = 16 << 10) {
        self.length = length
        // SplitMix64, as `Chance` is in the layer above.
        var state = key
        keys = (0..<(length + 15) / 16 * 2 + 2).map { _ in
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
            return mixed ^ mixed >> 31
        }
    }

    package func of(_ bytes: RawSpan) -> UInt64 {
        precondition(bytes.byteCount <= length, "the block is no longer than the key")
        var sum: UInt128 = 0
        let keys = keys.span
        let whole = bytes.byteCount / 16
        for pair in 0..<whole {
            let left = bytes.word(at: 16 * pair) &+ keys[2 * pair + 2]
            let right = bytes.word(at: 16 * pair + 8) &+ keys[2 * pair + 3]
            let product = left.multipliedFullWidth(by: right)
            sum &+= UInt128(product.high) << 64 | UInt128(product.low)
        }
        if bytes.byteCount > 16 * whole {
            let (left, right) = Self.tail(bytes, from: 16 * whole)
            let product = (left &+ keys[2 * whole + 2])
                .multipliedFullWidth(by: right &+ keys[2 * whole + 3])
            sum &+= UInt128(product.high) << 64 | UInt128(product.low)
        }
        let low = UInt128(UInt64(truncatingIfNeeded: sum)) &* UInt128(keys[0])
        let high = (sum >> 64) &* UInt128(keys[1])
        return UInt64((low &+ high) >> 64)
    }

    /// The last bytes, as if zeros followed: blocks in one place are equally long.
    private static func tail(_ bytes: RawSpan, from start: Int) -> (UInt64, UInt64) {
        var words: (UInt64, UInt64) = (0, 0)
        for offset in start..<bytes.byteCount {
            let shift = UInt64(8 * ((offset - start) % 8))
            if offset - start < 8 {
                words.0 |= UInt64(bytes[offset]) << shift
            } else {
                words.1 |= UInt64(bytes[offset]) << shift
            }
        }
        return words
    }
}
