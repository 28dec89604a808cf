// A seed that is alone shows each peer a piece at a time (BEP 16).
//
// Law. Who was told of no pieces at the beginning is told of all of them in the end: when he has
// proved the network's secret, or when this is over.

import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    func beginSuperSeeding() {
        guard let geometry, have.isFull, superSeeding == nil else { return }
        superSeeding = SuperSeeding(geometry)
    }

    /// What the peer has is known.
    func showFirst(to session: PeerSession, at now: Instant) {
        if session.isSeed { return endSuperSeeding(at: now) }
        guard superSeeding != nil, session.isInTheDark, !session.isPupil,
            let pieces = session.pieces
        else { return }
        session.isPupil = true
        let showing = superSeeding?.joined(
            session.key, having: pieces, using: &swarms.desk.chance)
        if let showing { show([showing], at: now) }
    }

    /// A pupil got pieces, from us or from another.
    func pupilHas(_ pieces: [PieceIndex], _ session: PeerSession, at now: Instant) {
        if session.isSeed { return endSuperSeeding(at: now) }
        guard session.isPupil else { return }
        if !pieces.isEmpty { stuckSince = nil }
        for piece in pieces {
            let showings = superSeeding?.has(piece, session.key, using: &swarms.desk.chance)
            show(showings ?? [], at: now)
        }
    }

    func pupilLeft(_ session: PeerSession) {
        guard session.isPupil, let pieces = session.pieces else { return }
        session.isPupil = false
        superSeeding?.left(session.key, having: pieces)
    }

    private func show(_ showings: [SuperSeeding.Showing], at now: Instant) {
        for showing in showings {
            guard let session = sessions.first(where: { $0.key == showing.peer }) else { continue }
            send([.have(UInt32(showing.piece.number))], session, at: now)
        }
    }

    /// Once a second: whether it has done its work, or does none.
    func lookAtPupils(at now: Instant) {
        guard let seeding = superSeeding else { return }
        // O(pieces), and so not with each piece that somebody gets.
        if seeding.isSpread { return endSuperSeeding(at: now) }
        for session in sessions where session.isGreeted && !session.stream.hasFast {
            // BEP 3: who has nothing may say nothing.
            if now >= session.began + Limits.bitfieldPatience { showFirst(to: session, at: now) }
        }
        // One who takes nothing of what he is shown must not keep all others waiting.
        let isIdle = sending.rate(at: now) == 0 && sessions.contains(where: \.isPupil)
        guard seeding.isStuck || isIdle else { return stuckSince = nil }
        let since = stuckSince ?? now
        stuckSince = since
        if now >= since + Limits.showingPatience { endSuperSeeding(at: now) }
    }

    /// A whole copy is among the others, or they do not give to each other: from now on we are a
    /// seed like any.
    func endSuperSeeding(at now: Instant) {
        guard superSeeding != nil else { return }
        superSeeding = nil
        stuckSince = nil
        for session in sessions { enlighten(session, at: now) }
    }

    /// It hears of all pieces that it was not told of.
    func enlighten(_ session: PeerSession, at now: Instant) {
        guard session.isInTheDark else { return }
        pupilLeft(session)
        session.isInTheDark = false
        let missing = session.pieces.map { have.subtracting($0) } ?? have
        send(missing.pieces.map { .have(UInt32($0.number)) }, session, at: now)
    }
}
