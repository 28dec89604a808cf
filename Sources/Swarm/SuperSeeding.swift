// Super-seeding (BEP 16): a seed that is alone shows each peer one piece at a time, and the next
// when others have got the last from him. So it uploads little more than one copy of everything.
//
// Law: a piece that nobody has is shown to one peer; he who does not pass it on is shown no more.

import Vocabulary

package struct SuperSeeding: Sendable {
    /// A piece to tell a peer of, as if we had just got it.
    package struct Showing: Hashable, Sendable {
        package let peer: PeerKey
        package let piece: PieceIndex
    }

    private struct Pupil {
        var having: PieceSet
        var shown: PieceIndex?
    }

    private var availability: Availability
    private var pupils: [PeerKey: Pupil] = [:]
    /// To whom each piece is being shown.
    private var shownTo: [PieceIndex: [PeerKey]] = [:]

    package init(_ geometry: PieceGeometry) {
        availability = Availability(geometry)
        for piece in 0..<geometry.pieceCount { availability.offer(piece) }
    }

    /// Whether the others have each piece among them, so that it has done its work. O(pieces).
    package var isSpread: Bool { availability.copies >= 1 }

    /// Whether nobody is getting anything: each has what he was shown, and none passes it on.
    package var isStuck: Bool {
        !pupils.isEmpty
            && pupils.values.allSatisfy { pupil in
                pupil.shown.map { pupil.having.contains($0) } ?? true
            }
    }

    package mutating func joined(
        _ peer: PeerKey, having: PieceSet, using chance: inout Chance
    ) -> Showing? {
        availability.joined(peer, having: having)
        guard !having.isFull else { return nil }
        pupils[peer] = Pupil(having: having)
        return show(peer, using: &chance)
    }

    package mutating func left(_ peer: PeerKey, having: PieceSet) {
        availability.left(peer, having: having)
        if let piece = pupils.removeValue(forKey: peer)?.shown { hide(piece, from: peer) }
    }

    /// A peer that had `having` lacks a piece of it now (BEP 54).
    package mutating func lost(_ piece: PieceIndex, _ peer: PeerKey, having: PieceSet) {
        availability.lost(piece, peer, having: having)
        pupils[peer]?.having.remove(piece)
    }

    /// A peer got a piece, from us or from another. Returns what to show now, and to whom.
    package mutating func has(
        _ piece: PieceIndex, _ peer: PeerKey, using chance: inout Chance
    ) -> [Showing] {
        availability.has(piece, peer)
        pupils[peer]?.having.insert(piece)
        // Who was shown it has passed it on; he himself is done when another has it too, or where
        // there is nobody to pass it on to.
        let isShared = availability.count(of: piece) > 1 || pupils.count == 1
        let done = (shownTo[piece] ?? []).filter { $0 != peer || isShared }
        var showings: [Showing] = []
        for pupil in done {
            hide(piece, from: pupil)
            if let showing = show(pupil, using: &chance) { showings.append(showing) }
        }
        return showings
    }

    /// The rarest that he lacks, and that nobody is being shown if there is such.
    private mutating func show(_ peer: PeerKey, using chance: inout Chance) -> Showing? {
        guard let having = pupils[peer]?.having else { return nil }
        let lacking = PieceSet(pieceCount: having.pieceCount, all: true).subtracting(having)
        var unshown = lacking
        for piece in shownTo.keys { unshown.remove(piece) }
        let number =
            availability.rarest(in: unshown, using: &chance)
            ?? availability.rarest(in: lacking, using: &chance)
        guard let piece = number.flatMap({ availability.geometry.piece($0) }) else { return nil }
        pupils[peer]?.shown = piece
        shownTo[piece, default: []].append(peer)
        return Showing(peer: peer, piece: piece)
    }

    private mutating func hide(_ piece: PieceIndex, from peer: PeerKey) {
        pupils[peer]?.shown = nil
        shownTo[piece]?.removeAll { $0 == peer }
        if shownTo[piece]?.isEmpty == true { shownTo[piece] = nil }
    }
}
