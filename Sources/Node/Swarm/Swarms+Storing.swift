// What the disk answers, and how it holds up those who send faster than it writes.

import Vocabulary

extension Swarms {
    func opened(_ store: StoreID, present: PieceSet, at now: Instant) {
        stores[store]?.opened(present: present, at: now)
    }

    func written(_ store: StoreID, _ piece: PieceIndex, isRight: Bool, at now: Instant) {
        stores[store]?.written(piece, isRight: isRight, at: now)
    }

    func failed(_ store: StoreID, _ error: WorldError, at now: Instant) {
        stores[store]?.fail(error, at: now)
    }

    func placed(_ store: StoreID, _ result: Result<PlacedStore, WorldError>, at now: Instant) {
        stores[store]?.placed(result, at: now)
    }

    /// More waits for the disk than memory is spent on: nobody is read from until it is less.
    func holdAll() {
        guard !isHolding else { return }
        isHolding = true
        for session in sessionsInOrder where session.areInterested {
            host.pauseReading(session.id)
        }
        for torrent in torrents.values { torrent.holdWebSeeds(true) }
    }

    /// So many bytes of a piece wait no more.
    func verified(_ bytes: Int, at now: Instant) {
        unverified -= bytes
        guard isHolding, unverified < Limits.unverifiedBytes / 2 else { return }
        isHolding = false
        for session in sessionsInOrder where session.pacedUntil == nil {
            host.resumeReading(session.id)
            session.torrent?.ask(session, at: now)
        }
        for torrent in Array(torrents.values) where !torrent.webSeeds.isEmpty {
            torrent.holdWebSeeds(false)
            torrent.askWebSeeds(at: now)
        }
    }
}
