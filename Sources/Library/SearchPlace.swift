// Where a file stands among what a search has found.

/// First by how well it fits, then by when the library met it. Both stay for as long as the file
/// does, so a list can be gone on with where it was left, whatever came and went meanwhile.
package struct SearchPlace: Comparable, Sendable {
    /// 0 is the best.
    package let rank: Int
    package let serial: UInt64

    package init(rank: Int, serial: UInt64) {
        self.rank = rank
        self.serial = serial
    }

    package static func < (left: SearchPlace, right: SearchPlace) -> Bool {
        (left.rank, left.serial) < (right.rank, right.serial)
    }
}
