// How much a piece is wanted.

package struct PiecePriority: Hashable, Comparable, Sendable {
    /// 0 is not wanted, 1 comes last, 7 first.
    package let level: UInt8

    package static let unwanted = PiecePriority(unchecked: 0)
    package static let lowest = PiecePriority(unchecked: 1)
    package static let normal = PiecePriority(unchecked: 4)
    package static let highest = PiecePriority(unchecked: 7)

    /// Nil beyond 0 to 7.
    package init?(_ level: some BinaryInteger) {
        guard let level = UInt8(exactly: level), level <= Self.highest.level else { return nil }
        self.level = level
    }

    private init(unchecked level: UInt8) { self.level = level }

    package static func < (left: PiecePriority, right: PiecePriority) -> Bool {
        left.level < right.level
    }
}
