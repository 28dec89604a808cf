// What one torrent says to its trackers and hears of them: the list of them, kept up with the
// torrent, which it may outlive by a goodbye.

import Swarm
import TrackerWire
import Vocabulary

final class TrackerTalk {
    var list: TrackerList
    /// Its trackers are bootstraps of our own network, which are shown that we belong to it.
    let isOwn: Bool
    /// Nil once the torrent is gone: then nobody wants the peers.
    private(set) weak var torrent: Torrent?
    /// What was counted before this run of the list began.
    private let uploadedBefore: UInt64
    private let downloadedBefore: UInt64
    /// Whether everything was here when the trackers heard of us last.
    private var wasWhole: Bool

    init(_ list: TrackerList, of torrent: Torrent, isOwn: Bool = false) {
        self.list = list
        self.isOwn = isOwn
        self.torrent = torrent
        uploadedBefore = torrent.uploaded
        downloadedBefore = torrent.downloaded
        wasWhole = torrent.have.isFull && torrent.info != nil
    }

    /// How far the torrent is.
    func update() {
        guard let torrent else { return }
        list.progress.uploaded = Int64(clamping: torrent.uploaded - uploadedBefore)
        list.progress.downloaded = Int64(clamping: torrent.downloaded - downloadedBefore)
        // While nobody knows how much there is, something is missing: 0 would make us a seed.
        list.progress.left = torrent.info == nil ? Int64(Limits.blockLength) : torrent.bytesLeft
        let isWhole = torrent.info != nil && torrent.have.isFull
        list.progress.isPartialSeed = torrent.isComplete && !isWhole
        if isWhole, !wasWhole { list.completed() }
        wasWhole = isWhole
    }
}

@available(*, unavailable) extension TrackerTalk: Sendable {}
