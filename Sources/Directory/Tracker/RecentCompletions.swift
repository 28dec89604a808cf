// Who has completed what lately, so that a peer that leaves, comes and says so again is not counted
// again. Whoever is listed has that written beside him; this is of those who have left.
//
// A table of 32 bits for each, eight to a bucket, of which the oldest makes room. So a peer is
// known until about as many others have completed something as there are places (a quarter of a
// million in a mebibyte); two are taken for one once in five hundred million.

import Vocabulary

struct RecentCompletions {
    private var marks: [UInt32] = []
    private let buckets: Int
    private static let width = 8

    /// - Parameter memoryMax: bytes of the tracker that it is of; it takes a thousandth of them.
    init(memoryMax: Int) {
        var buckets = Limits.completionBucketsMin
        while buckets < Limits.completionBucketsMax, buckets * 2 * 32 <= memoryMax / 1024 {
            buckets *= 2
        }
        self.buckets = buckets
    }

    /// Bytes of memory; none before the first.
    var bytes: Int { marks.isEmpty ? 0 : marks.count * 4 + Limits.allocationBytes }

    /// Whether it was not there.
    ///
    /// - Parameter hash: of a torrent and a peer, by a key that nobody can guess.
    mutating func insert(_ hash: UInt64) -> Bool {
        if marks.isEmpty { marks = [UInt32](repeating: 0, count: buckets * Self.width) }
        // An empty place is 0.
        let mark = max(1, UInt32(truncatingIfNeeded: hash))
        let first = (Int(hash >> 32) & (buckets - 1)) * Self.width
        let places = first..<first + Self.width
        if places.contains(where: { marks[$0] == mark }) { return false }
        for place in places.dropFirst().reversed() { marks[place] = marks[place - 1] }
        marks[first] = mark
        return true
    }
}
