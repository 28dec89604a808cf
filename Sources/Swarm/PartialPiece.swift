// A piece that was begun: which of its blocks came, and of whom the others were asked.

import Vocabulary

struct PartialPiece: Sendable {
    let piece: PieceIndex
    /// The speed of the peer it was begun with.
    let speed: PeerSpeed
    /// Whether it failed before, so that one peer alone is asked at a time: should it fail again,
    /// it is known who lied.
    let isAlone: Bool
    /// That peer, as long as something is in flight from him.
    private(set) var owner: PeerKey?
    var blocks: [Block]
    /// Blocks that nobody is asked for.
    private(set) var unasked: Int
    /// Blocks that have not come.
    private(set) var missing: Int
    /// No block before this one is unasked.
    private var cursor = 0

    enum State: UInt8 { case unasked, asked, received }

    struct Block: Sendable {
        var state = State.unasked
        /// Of whom it was asked first, or who sent it.
        var peer = PeerKey(0)
    }

    init(_ piece: PieceIndex, blockCount: Int, speed: PeerSpeed, isAlone: Bool) {
        self.piece = piece
        self.speed = speed
        self.isAlone = isAlone
        blocks = Array(repeating: Block(), count: blockCount)
        unasked = blockCount
        missing = blockCount
    }

    var isWhole: Bool { missing == 0 }
    /// Nobody is asked and nothing came, as if it had not been begun.
    var isUntouched: Bool { unasked == blocks.count }
    /// Nobody works at it.
    var isIdle: Bool { unasked == missing }

    /// The first block from `start` on that nobody is asked for.
    mutating func firstUnasked(from start: Int = 0) -> Int? {
        guard unasked > 0 else { return nil }
        var number = max(start, cursor)
        while number < blocks.count, blocks[number].state != .unasked { number += 1 }
        if start <= cursor { cursor = number }
        return number < blocks.count ? number : nil
    }

    mutating func ask(_ number: Int, of peer: PeerKey) {
        precondition(blocks[number].state == .unasked, "nobody was asked for the block")
        blocks[number] = Block(state: .asked, peer: peer)
        unasked -= 1
        if isAlone { owner = peer }
    }

    mutating func giveBack(_ number: Int) {
        precondition(blocks[number].state == .asked, "somebody was asked for the block")
        blocks[number] = Block()
        unasked += 1
        cursor = min(cursor, number)
    }

    mutating func receive(_ number: Int, from peer: PeerKey) {
        precondition(blocks[number].state != .received, "the block is missing")
        if blocks[number].state == .unasked { unasked -= 1 }
        blocks[number] = Block(state: .received, peer: peer)
        missing -= 1
    }
}
