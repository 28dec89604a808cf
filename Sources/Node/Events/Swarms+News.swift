// News of torrents, as events: at once when one comes, goes or is in another state, and once a
// second while its numbers move.

import Digest
import Vocabulary

/// What is to be told of torrents.
struct TorrentNews {
    private(set) var changed: Set<Digest160> = []
    private(set) var gone: [Digest160] = []

    var isEmpty: Bool { changed.isEmpty && gone.isEmpty }

    mutating func note(_ infoHash: Digest160) { changed.insert(infoHash) }

    mutating func noteGone(_ infoHash: Digest160) {
        changed.remove(infoHash)
        gone.append(infoHash)
    }
}

extension Torrent {
    /// What moves without a change of state; where it is the same, nobody needs to hear of it.
    struct Counts: Equatable {
        var pieces: Int
        var downloaded: UInt64
        var uploaded: UInt64
        var peers: Int
    }

    /// Whether its numbers are others than at the last call.
    func haveCountsMoved() -> Bool {
        let counts = Counts(
            pieces: have.count, downloaded: downloaded, uploaded: uploaded, peers: sessions.count)
        defer { toldCounts = counts }
        return toldCounts != counts
    }
}

extension Swarms {
    /// Tells what is new since the last call.
    func tellNews(to events: Events, at now: Instant) {
        guard !news.isEmpty else { return }
        let told = news
        news = TorrentNews()
        for infoHash in told.gone { events.publish(.torrentRemoved(infoHash)) }
        let changed = told.changed.compactMap { torrents[$0] }.sorted { $0.number < $1.number }
        for torrent in changed {
            events.publish(.torrentChanged(torrent.view(at: now, inFull: false)))
        }
    }
}
