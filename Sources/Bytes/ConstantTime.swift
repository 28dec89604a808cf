// Comparing what a stranger sent with what only we know.

/// Whether both hold the same bytes. The time taken depends on the length of `theirs` alone,
/// so a stranger who measures it learns nothing of `ours`.
package func equalInConstantTime(_ theirs: [UInt8], _ ours: [UInt8]) -> Bool {
    theirs.withSpan { theirs in ours.withSpan { theirs.isEqualInConstantTime(to: $0) } }
}

extension RawSpan {
    /// The same of a stranger's bytes, where they lie.
    package func isEqualInConstantTime(to ours: RawSpan) -> Bool {
        // What has another length is unequal, and is held against itself for as long as it takes.
        let other = ours.byteCount == byteCount ? ours : self
        var difference: UInt64 = ours.byteCount == byteCount ? 0 : 1
        var place = 0
        while place + 8 <= byteCount {
            difference |= word(at: place) ^ other.word(at: place)
            place += 8
        }
        while place < byteCount {
            difference |= UInt64(self[place] ^ other[place])
            place += 1
        }
        return difference == 0
    }
}

extension String {
    /// The same of a stranger's text.
    package func isEqualInConstantTime(to ours: [UInt8]) -> Bool {
        let bytes = unsafe utf8.span.bytes
        return ours.withSpan { bytes.isEqualInConstantTime(to: $0) }
    }
}
