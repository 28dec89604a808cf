// A number for bytes, to find again what came before. It is no digest: who wants two that have one
// number finds them, so whatever is found by it is compared.

extension RawSpan {
    package func mark() -> UInt64 { mark(of: 0..<byteCount) }

    /// Of a part of the bytes.
    package func mark(of range: Range<Int>) -> UInt64 {
        var mark = UInt64(range.count) &* 0x9e37_79b9_7f4a_7c15
        var place = range.lowerBound
        while place + 8 <= range.upperBound {
            mark = (mark ^ word(at: place)) &* 0x9fb2_1c65_1e98_df25
            mark ^= mark >> 29
            place += 8
        }
        while place < range.upperBound {
            mark = (mark ^ UInt64(self[place])) &* 0x9fb2_1c65_1e98_df25
            mark ^= mark >> 29
            place += 1
        }
        return mark
    }
}
