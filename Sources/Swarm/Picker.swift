// Which block to ask of a peer next, and what becomes of it.
//
// Law: a piece is in one place. It is had; or begun, and then among `partials`; or it can be begun,
// and then in the order of `availability`; or it is not wanted. A block is asked of one peer at a
// time, but for the end of a download. Nothing here looks at all pieces for one block: a choice
// costs what it yields, and a look at the pieces that are begun and not yet all asked for.

import Vocabulary

package enum PieceOrder: Hashable, Sendable {
    case rarestFirst, sequential
}

package struct Picker: Sendable {
    package let geometry: PieceGeometry
    /// What is verified.
    package internal(set) var have: PieceSet
    package var order: PieceOrder
    /// Pieces that may be begun and not whole, together: who keeps their bytes says how many.
    package var partialsMax = Limits.partialPieces
    package internal(set) var availability: Availability
    /// Wanted pieces that are not verified.
    package internal(set) var missingCount: Int

    var partials: [Int: PartialPiece] = [:]
    /// The keys of `partials` in the order they were begun: a dictionary's own order is another in
    /// each process, and the same seed must give the same day.
    var begun: [Int] = []
    /// Those of them with blocks that nobody is asked for.
    var open: [Int] = []
    /// What each peer is asked for.
    var askedOf: [PeerKey: AskedOf] = [:]
    /// The peers that a block was asked of after the first, by its place.
    var furtherAskers: [BlockPlace: [PeerKey]] = [:]
    /// Pieces that failed and have not passed since.
    var failed: Set<Int> = []
    /// Those that are waited for, the first first.
    var urgent: [PieceIndex] = []

    /// A block by its piece and its number in it.
    struct BlockPlace: Hashable, Sendable {
        let piece: Int
        let number: Int
    }

    struct AskedOf: Sendable {
        /// Blocks in flight, by piece.
        var counts: [Int: Int] = [:]
        /// The piece he was asked for last.
        var current: Int?
        /// What he still owes, after it was given back because he was silent: it is not asked of
        /// him twice.
        var owed: Set<BlockPlace> = []
    }

    /// `wanted` need not exclude what we have.
    package init(
        geometry: PieceGeometry, have: PieceSet, wanted: PieceSet? = nil,
        order: PieceOrder = .rarestFirst
    ) {
        self.geometry = geometry
        self.have = have
        self.order = order
        availability = Availability(geometry)
        missingCount = 0
        for piece in 0..<geometry.pieceCount {
            if let wanted, !wanted.contains(number: piece) {
                availability.setPriority(.unwanted, of: piece)
            } else if !have.contains(number: piece) {
                availability.offer(piece)
                missingCount += 1
            }
        }
    }

    /// Whether all that is wanted is verified.
    package var isDone: Bool { missingCount == 0 }

    /// Wanted pieces that nobody is asked for and that only seeds have, if anybody has them.
    package var seedOnlyCount: Int { availability.order.orphans }

    /// Whether a peer has a piece that we want and have not. O(pieces/64), so ask when he joins.
    package func isInterested(in having: PieceSet) -> Bool {
        availability.lowest(in: having) != nil
            || begun.contains { wants($0) && having.contains(number: $0) }
    }

    /// Whether we want that piece and have it not.
    package func lacks(_ piece: PieceIndex) -> Bool {
        !have.contains(piece) && wants(piece.number)
    }

    /// Whether blocks of it came, or somebody is asked for some.
    package func isBegun(_ piece: PieceIndex) -> Bool { partials[piece.number] != nil }

    func wants(_ piece: Int) -> Bool { availability.order.priorities[piece] > 0 }

    // MARK: What peers have

    package mutating func joined(_ peer: PeerKey, having: PieceSet) {
        availability.joined(peer, having: having)
    }

    package mutating func has(_ piece: PieceIndex, _ peer: PeerKey) {
        availability.has(piece, peer)
    }

    /// A peer that had `having` lacks the piece now (BEP 54).
    package mutating func lost(_ piece: PieceIndex, _ peer: PeerKey, having: PieceSet) {
        availability.lost(piece, peer, having: having)
    }

    /// A peer that had `having` is gone; what he was asked for can be asked of others.
    package mutating func gone(_ peer: PeerKey, having: PieceSet) {
        availability.left(peer, having: having)
        giveBackAll(of: peer)
        askedOf[peer] = nil
    }

    // MARK: What is wanted

    package func priority(of piece: PieceIndex) -> PiecePriority {
        PiecePriority(availability.order.priorities[piece.number])!
    }

    /// Blocks that are in flight for a piece that nobody wants any more still come.
    package mutating func setPriority(_ priority: PiecePriority, of piece: PieceIndex) {
        let wasWanted = wants(piece.number)
        availability.setPriority(priority, of: piece.number)
        guard !have.contains(piece), wasWanted != (priority > .unwanted) else { return }
        missingCount += wasWanted ? -1 : 1
        if !wasWanted, partials[piece.number] == nil { availability.offer(piece.number) }
    }

    /// Pieces that somebody waits for, the first first: they come before all others.
    package mutating func setUrgent(_ pieces: [PieceIndex]) {
        urgent = pieces.prefix(Limits.deadlines).filter { !have.contains($0) }
    }
}
