// A seed that is alone shows each peer a piece at a time (BEP 16).

import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    /// Whether this peer is shown pieces one by one. Our own network is shaped otherwise.
    func isShown(_ session: PeerSession) -> Bool {
        superSeeding != nil && have.isFull && !session.isMember
    }

    func beginSuperSeeding() {
        guard let geometry, have.isFull, superSeeding == nil else { return }
        superSeeding = SuperSeeding(geometry)
    }

    /// What the peer has is known.
    func showFirst(to session: PeerSession, at now: Instant) {
        guard isShown(session), let pieces = session.pieces, !session.isPupil else { return }
        session.isPupil = true
        let showing = superSeeding?.joined(
            session.key, having: pieces, using: &swarms.desk.chance)
        if let showing { show([showing], at: now) }
    }

    func pupilHas(_ piece: PieceIndex, _ session: PeerSession, at now: Instant) {
        guard session.isPupil else { return }
        let showings = superSeeding?.has(piece, session.key, using: &swarms.desk.chance)
        show(showings ?? [], at: now)
        if superSeeding?.isSpread == true { endSuperSeeding(at: now) }
    }

    func pupilLeft(_ session: PeerSession) {
        guard session.isPupil, let pieces = session.pieces else { return }
        superSeeding?.left(session.key, having: pieces)
    }

    private func show(_ showings: [SuperSeeding.Showing], at now: Instant) {
        for showing in showings {
            guard let session = sessions.first(where: { $0.key == showing.peer }) else { continue }
            send([.have(UInt32(showing.piece.number))], session, at: now)
        }
    }

    /// A whole copy is among the others: from now on we are a seed like any.
    func endSuperSeeding(at now: Instant) {
        superSeeding = nil
        for session in sessions where session.isPupil {
            session.isPupil = false
            let missing = session.pieces.map { have.subtracting($0) } ?? have
            send(missing.pieces.map { .have(UInt32($0.number)) }, session, at: now)
        }
    }
}
