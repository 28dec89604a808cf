// A file that changed or went while it was given: it is not offered any more, and peers hear of it.

import Bytes
import Metainfo
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    /// Once a second: whether what is given is still there.
    func lookAtContent(at now: Instant) {
        guard state == .seeding, case .shared(let places) = content, !isThere(places) else {
            return
        }
        lose(at: now)
    }

    /// One look at a file; the library and the file cache know most of what changed.
    private func isThere(_ places: [SharedPlace?]) -> Bool {
        guard let info else { return false }
        let first = places.indices.first { places[$0] != nil }
        guard let number = first, let place = places[number] else { return true }
        guard case .success(let file) = host.open(share: place.share, place.path) else {
            return false
        }
        return file.size == info.files[number].length
            && place.modified.map { $0 == file.modified } ?? true
    }

    /// What was given is another's now, or nobody's.
    func lose(at now: Instant) {
        guard case .shared = content else { return }
        host.log(.info, "swarm", "\(name) has changed on the disk and is not given any more")
        for session in sessions where session.isGreeted { tellLoss(to: session, at: now) }
        content = .nowhere
        have = PieceSet(pieceCount: have.pieceCount)
        stopTalking(at: now)
        placedName = nil
        state = .failed("its files have changed on the disk")
        swarms.remember(self)
        if !isAdded { swarms.remove(self) }
    }

    /// Who does not speak BEP 54 learns it by the end of the connection.
    private func tellLoss(to session: PeerSession, at now: Instant) {
        guard let id = session.extensionIDs[.dontHave] else { return }
        var bytes: [UInt8] = []
        for piece in have.pieces { PeerMessage.appendDontHave(piece, id: id, to: &bytes) }
        send(bytes, session, at: now)
    }
}
