// The pieces that can be begun, the rarest first: of each priority a list in buckets by how many
// peers have them.
//
// Law: a piece that one more peer has moves over one boundary, which is one swap. So is the
// opposite. To come or go costs as many moves as there are buckets above.

import Vocabulary

struct RarityOrder: Sendable {
    /// Of each piece 0 (not wanted) to 7.
    private(set) var priorities: [UInt8]
    /// Where each piece stands in the list of its priority, or `absent`.
    private var positions: [UInt32]
    /// By priority; what no piece has is an empty list.
    private var lists: [RarityList]
    private(set) var count = 0
    private static let absent = UInt32.max

    /// Nothing is in it at first.
    init(pieceCount: Int) {
        priorities = Array(repeating: PiecePriority.normal.level, count: pieceCount)
        positions = Array(repeating: Self.absent, count: pieceCount)
        lists = Array(repeating: RarityList(), count: Int(PiecePriority.highest.level) + 1)
    }

    func contains(_ piece: Int) -> Bool { positions[piece] != Self.absent }

    /// How many in it nobody has who is not a seed.
    var orphans: Int { lists.reduce(0) { $0 + $1.bucket(0).count } }

    /// Lists that have pieces, the most wanted first.
    var levels: some Sequence<RarityList> { lists.reversed().lazy.filter { !$0.order.isEmpty } }

    mutating func setPriority(_ level: UInt8, of piece: Int, count: Int) {
        let isIn = contains(piece)
        if isIn { remove(piece, count: count) }
        priorities[piece] = level
        if isIn, level > 0 { insert(piece, count: count) }
    }

    mutating func insert(_ piece: Int, count bucket: Int) {
        precondition(!contains(piece) && priorities[piece] > 0, "the piece is wanted, and not in")
        lists[Int(priorities[piece])].insert(UInt32(piece), bucket, of: positions.count, &positions)
        count += 1
    }

    mutating func remove(_ piece: Int, count bucket: Int) {
        precondition(contains(piece), "the piece is in")
        lists[Int(priorities[piece])].remove(UInt32(piece), bucket, &positions)
        positions[piece] = Self.absent
        count -= 1
    }

    /// One more has it; `before` had it.
    mutating func raise(_ piece: Int, from before: Int) {
        guard contains(piece) else { return }
        lists[Int(priorities[piece])].raise(piece, from: before, &positions)
    }

    /// One less has it; `before` had it.
    mutating func lower(_ piece: Int, from before: Int) {
        guard contains(piece) else { return }
        lists[Int(priorities[piece])].lower(piece, from: before, &positions)
    }
}

/// Pieces of one priority. Bucket n, of those that n peers have, begins at `starts[n]` and ends
/// where the next begins.
struct RarityList: Sendable {
    private(set) var order: [UInt32] = []
    private var starts: [UInt32] = []
    /// The same pieces as a set, to be compared with a peer's a word at a time.
    private(set) var members = PieceSet(pieceCount: 0)

    var bucketCount: Int { starts.count }

    func bucket(_ number: Int) -> Range<Int> {
        guard number < starts.count else { return order.count..<order.count }
        let end = number + 1 < starts.count ? Int(starts[number + 1]) : order.count
        return Int(starts[number])..<end
    }

    mutating func insert(
        _ piece: UInt32, _ bucket: Int, of pieceCount: Int, _ positions: inout [UInt32]
    ) {
        if members.pieceCount == 0 { members = PieceSet(pieceCount: pieceCount) }
        while starts.count <= bucket { starts.append(UInt32(order.count)) }
        var hole = order.count
        order.append(piece)
        // Each bucket above gives its first place to the one below, and takes the hole at its end.
        for above in stride(from: starts.count - 1, to: bucket, by: -1) {
            let first = Int(starts[above])
            move(from: first, to: hole, &positions)
            hole = first
            starts[above] += 1
        }
        order[hole] = piece
        positions[Int(piece)] = UInt32(hole)
        members.insert(number: Int(piece))
    }

    mutating func remove(_ piece: UInt32, _ bucket: Int, _ positions: inout [UInt32]) {
        var hole = Int(positions[Int(piece)])
        for number in bucket..<starts.count {
            let last = self.bucket(number).upperBound - 1
            if number > bucket { starts[number] -= 1 }
            move(from: last, to: hole, &positions)
            hole = last
        }
        order.removeLast()
        members.remove(number: Int(piece))
    }

    mutating func raise(_ piece: Int, from bucket: Int, _ positions: inout [UInt32]) {
        if starts.count == bucket + 1 { starts.append(UInt32(order.count)) }
        swap(Int(positions[piece]), self.bucket(bucket).upperBound - 1, &positions)
        starts[bucket + 1] -= 1
    }

    mutating func lower(_ piece: Int, from bucket: Int, _ positions: inout [UInt32]) {
        swap(Int(positions[piece]), Int(starts[bucket]), &positions)
        starts[bucket] += 1
    }

    private mutating func move(from source: Int, to target: Int, _ positions: inout [UInt32]) {
        guard source != target else { return }
        order[target] = order[source]
        positions[Int(order[target])] = UInt32(target)
    }

    private mutating func swap(_ left: Int, _ right: Int, _ positions: inout [UInt32]) {
        order.swapAt(left, right)
        positions[Int(order[left])] = UInt32(left)
        positions[Int(order[right])] = UInt32(right)
    }
}
