// Comparing what a stranger sent with what only we know.

/// Whether both hold the same bytes. The time taken depends on the length of `theirs` alone,
/// so a stranger who measures it learns nothing of `ours`.
package func equalInConstantTime(_ theirs: [UInt8], _ ours: [UInt8]) -> Bool {
    var difference = UInt8(theirs.count == ours.count ? 0 : 1)
    for (index, byte) in theirs.enumerated() {
        difference |= byte ^ (ours.isEmpty ? ~byte : ours[index % ours.count])
    }
    return difference == 0
}
