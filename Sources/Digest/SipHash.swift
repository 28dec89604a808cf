// SipHash-2-4 (Aumasson and Bernstein, 2012): 64 bits of a short message that nobody can foretell
// who does not know the key. For tables whose keys strangers choose, and for tags that they send
// back.
//
// Law. The message is whole words of 64 bits, so nothing is padded but by the length.

package struct SipHash: Sendable {
    @usableFromInline let first: UInt64
    @usableFromInline let second: UInt64

    /// The key: 128 bits, the first eight bytes of it in `first`, little-endian.
    package init(_ first: UInt64, _ second: UInt64) {
        self.first = first
        self.second = second
    }

    /// The hash of three words: 24 bytes, each word little-endian.
    @inlinable
    package func of(_ one: UInt64, _ two: UInt64, _ three: UInt64) -> UInt64 {
        var state = State(first, second)
        state.take(one)
        state.take(two)
        state.take(three)
        state.take(24 << 56)
        return state.finish()
    }

    @usableFromInline
    struct State {
        @usableFromInline var v0, v1, v2, v3: UInt64

        @inlinable
        init(_ first: UInt64, _ second: UInt64) {
            // "somepseudorandomlygeneratedbytes"
            v0 = first ^ 0x736f_6d65_7073_6575
            v1 = second ^ 0x646f_7261_6e64_6f6d
            v2 = first ^ 0x6c79_6765_6e65_7261
            v3 = second ^ 0x7465_6462_7974_6573
        }

        @inlinable
        mutating func take(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        @inlinable
        mutating func finish() -> UInt64 {
            v2 ^= 0xff
            round()
            round()
            round()
            round()
            return v0 ^ v1 ^ v2 ^ v3
        }

        @inlinable
        mutating func round() {
            v0 &+= v1
            v1 = (v1 &<< 13 | v1 &>> 51) ^ v0
            v0 = v0 &<< 32 | v0 &>> 32
            v2 &+= v3
            v3 = (v3 &<< 16 | v3 &>> 48) ^ v2
            v0 &+= v3
            v3 = (v3 &<< 21 | v3 &>> 43) ^ v0
            v2 &+= v1
            v1 = (v1 &<< 17 | v1 &>> 47) ^ v2
            v2 = v2 &<< 32 | v2 &>> 32
        }
    }
}
