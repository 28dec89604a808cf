// A download that comes by the file's own swarm: all who have it, and all who are getting it, give
// each other what they have, so that a hundred machines do not take a hundred copies from one.
//
// Law 1. The swarm brings verified pieces and no more. Once they are all, or nobody brings more,
//        they are a part file like any other: from there it goes the way of every download. From
//        the swarm to ranges nothing is fetched again; there is no way back.
// Law 2. SHA-256 decides, as ever. Where a torrent's content is another than was promised, what it
//        brought is thrown away, and no other is joined: each could cost a whole file.
// Law 3. Nobody waits long for a swarm: who can be asked for ranges is asked for them.

import Digest
import Vocabulary

/// What of a download comes by a swarm.
final class Swarming {
    let torrent: Torrent
    /// Whether it is known what it consists of, as watchers were told.
    fileprivate(set) var isUnderWay = false
    /// Bytes that the torrent had taken when it was looked at last, and when they were more.
    fileprivate var taken: UInt64
    fileprivate var lastByte: Instant
    /// How many they were when a window began.
    private var window: (began: Instant, taken: UInt64)

    init(_ torrent: Torrent, at now: Instant) {
        self.torrent = torrent
        taken = torrent.downloaded
        lastByte = now
        window = (now, taken)
    }

    /// Bytes that are here and verified.
    var received: Int64 {
        torrent.geometry.map { max(0, $0.length - torrent.bytesLeft) } ?? 0
    }

    /// Whether nobody has brought anything for too long, or so little that it is a trick: who
    /// names a torrent of his own could hold the download with a byte now and then.
    fileprivate func isOver(_ idleTimeout: Duration, at now: Instant) -> Bool {
        let patience = torrent.have.isEmpty ? Limits.swarmJoinTime : idleTimeout
        return now.since(lastByte) >= patience || drips(at: now)
    }

    private func drips(at now: Instant) -> Bool {
        if torrent.state == .opening { window = (now, taken) }
        guard now.since(window.began) >= Limits.bodyWindow else { return false }
        defer { window = (now, taken) }
        // Nothing at all is a seed that starts anew, and has its patience.
        return taken > window.taken && taken - window.taken < UInt64(Limits.bodyWindowLength)
    }
}

extension Downloads {
    // MARK: Beginning

    /// Joins the file's swarm, where it has one. False: holders are asked for ranges, and who was
    /// named as the only one to be asked is asked alone.
    func joinSwarm(_ download: Download, at now: Instant) -> Bool {
        guard let swarms = owner.swarms, swarms.mayBeJoined, download.web == nil,
            download.request.from == nil, download.part == nil,
            let digest = download.digest, !isOpen(digest),
            // What another try left of that content is gone on with.
            !all.contains(where: { $0.part == digest }),
            let size = download.size, size >= desk.settings.swarmLength,
            let infoHash = download.torrent ?? download.toldTorrent, !download.isDoneWithSwarms
        else { return false }
        let peers = download.sources.filter { $0.torrent == infoHash && $0.isHopeful }
        let loan = Loan(download: download.id, size: size)
        guard
            let torrent = swarms.lend(infoHash, loan, peers: peers.map(\.endpoint), at: now)
        else { return false }
        download.torrent = infoHash
        download.state = .swarming(Swarming(torrent, at: now))
        remember(download)
        changed(download, at: now)
        wake(at: now + Limits.downloadTick)
        return true
    }

    /// The torrent of which something is left that is this download's own.
    func torrentLeft(of download: Download) -> Digest160? {
        guard let infoHash = download.torrent, owner.swarms?.torrents[infoHash] == nil else {
            return nil
        }
        return infoHash
    }

    // MARK: Looking after

    /// Once a second.
    func lookAfter(_ download: Download, _ swarming: Swarming, at now: Instant) {
        let torrent = swarming.torrent
        guard torrent.loan?.download == download.id, torrent.isRunning,
            owner.swarms?.torrents[torrent.infoHash] === torrent
        else { return goOnByRanges(download, swarming, "the torrent was stopped", at: now) }
        note(download, swarming, at: now)
        torrent.learn(holders: download.holdersBeside(torrent), at: now)
        guard hasRoom(for: 0) else {
            return pause(download, roomReason(for: download), at: now)
        }
        guard !swarming.isOver(desk.settings.idleTimeout, at: now) else {
            return goOnByRanges(download, swarming, "nobody there brings it", at: now)
        }
        swarming.isUnderWay = torrent.info != nil
        changed(download, at: now)
        wake(at: now + Limits.downloadTick)
    }

    /// What has come, and from whom.
    private func note(_ download: Download, _ swarming: Swarming, at now: Instant) {
        let torrent = swarming.torrent
        // While the disk is asked what is there, nobody can bring anything.
        if torrent.state == .opening { swarming.lastByte = now }
        if torrent.downloaded > swarming.taken {
            swarmedBytes += torrent.downloaded - swarming.taken
            swarming.taken = torrent.downloaded
            swarming.lastByte = now
        }
        download.received = swarming.received
        for source in download.sources {
            if let session = torrent.session(with: source.endpoint) {
                source.received = max(source.received, Int64(clamping: session.received))
            }
            if let seed = torrent.webSeed(of: source) {
                source.received = max(source.received, Int64(clamping: seed.received))
                if seed.hasLied { source.standing = .lied }
            }
        }
    }

    // MARK: Ending

    /// Holders are asked for what is missing.
    private func goOnByRanges(
        _ download: Download, _ swarming: Swarming, _ reason: String, at now: Instant
    ) {
        host.log(.info, "download", "\(download.title) leaves its swarm: \(reason)")
        leave(download, swarming, keeping: true, at: now)
        download.isDoneWithSwarms = true
        prepare(download, at: now)
    }

    /// Lets go of the torrent; what it has brought is the download's, as long as it is kept.
    func leave(_ download: Download, _ swarming: Swarming, keeping isKept: Bool, at now: Instant) {
        note(download, swarming, at: now)
        download.state = .searching
        let isOurs = owner.swarms?.takeBack(swarming.torrent, keeping: isKept, at: now) ?? true
        guard !isOurs || !isKept else { return }
        download.torrent = nil
        download.received = 0
    }

    /// All of it is here: a part file like any other.
    func torrentIsWhole(for id: Int64, at now: Instant) {
        guard let download = download(id), case .swarming(let swarming) = download.state,
            let size = download.size, let digest = download.digest
        else { return }
        note(download, swarming, at: now)
        owner.swarms?.handOver(swarming.torrent)
        let transfer = Transfer(
            at: now, expected: digest, segment: desk.settings.segmentLength)
        transfer.loan = swarming.torrent
        download.state = .opening(transfer)
        open(
            download, transfer,
            PartPlan(key: digest, size: size, isFresh: false, torrent: swarming.torrent.infoHash),
            at: now)
    }

    /// The disk did not take what it brought.
    func torrentFailed(for id: Int64, _ error: WorldError, at now: Instant) {
        guard let download = download(id), case .swarming = download.state else { return }
        failed(download, error, at: now)
    }

    /// The file has its name: the torrent is seeded from there, or not at all.
    func settle(_ download: Download, as name: FileName, at now: Instant) {
        guard let transfer = download.transfer, let torrent = transfer.loan else { return }
        transfer.loan = nil
        guard desk.settings.shareDownloads || torrent.isAdded else {
            owner.swarms?.takeBack(torrent, keeping: false, at: now)
            return
        }
        let (share, path) = owner.place(of: name, download.digest)
        owner.swarms?.settle(torrent, at: .init(share: share, path: path), now)
    }

    /// It has come, and is not what was promised.
    func torrentLied(_ infoHash: Digest160, _ download: Download, at now: Instant) {
        host.log(
            .warning, "download",
            "\(download.title): the torrent \(infoHash.hex) is another content, and is left")
        download.isDoneWithSwarms = true
        beginAgain(download, at: now)
    }
}

extension Download {
    /// The torrent that most of the holders name.
    fileprivate var toldTorrent: Digest160? {
        let told = sources.filter { $0.isHopeful && agrees($0) }.compactMap(\.torrent)
        var best: Digest160?
        var most = 0
        for infoHash in told {
            let count = told.count { $0 == infoHash }
            if count > most { (best, most) = (infoHash, count) }
        }
        return best
    }

    /// Nodes that have the file, and name no torrent or another: they give ranges beside the swarm.
    fileprivate func holdersBeside(_ torrent: Torrent) -> [Holder] {
        sources.lazy.filter { $0.isHopeful && self.agrees($0) && $0.torrent != torrent.infoHash }
            .compactMap(\.holder)
    }

    /// What is shown of it.
    func fill(_ view: inout DownloadView, _ swarming: Swarming, at now: Instant) {
        let torrent = swarming.torrent
        view.received = swarming.received
        view.rate = torrent.receiving.rate(at: now)
        view.holders = sources.map { source in
            var holder = source.view(isFetching: false, at: now)
            if let session = torrent.session(with: source.endpoint) { holder.take(session, now) }
            if let seed = torrent.webSeed(of: source) { holder.take(seed, now) }
            return holder
        }
        for session in torrent.sessions where session.received > 0 {
            let endpoint = session.listening ?? session.endpoint
            guard !view.holders.contains(where: { $0.endpoint == endpoint }) else { continue }
            var holder = HolderView(
                label: endpoint.description, endpoint: endpoint, received: 0, rate: 0,
                state: .waiting)
            holder.take(session, now)
            view.holders.append(holder)
        }
        let fastest = view.holders.max { $0.rate < $1.rate }
        view.holder = fastest.flatMap { $0.rate > 0 ? $0.label : nil }
    }
}

extension HolderView {
    fileprivate mutating func take(_ session: PeerSession, _ now: Instant) {
        received = max(received, Int64(clamping: session.received))
        rate = session.receiving.rate(at: now)
        if session.areInterested { state = .fetching }
    }
}

extension HolderView {
    fileprivate mutating func take(_ seed: WebSeed, _ now: Instant) {
        received = max(received, Int64(clamping: seed.received))
        rate += seed.receiving.rate(at: now)
        if seed.errand != nil { state = .fetching }
    }
}

extension Torrent {
    /// What a holder is asked for beside the swarm.
    fileprivate func webSeed(of source: Source) -> WebSeed? {
        source.holder.flatMap { holder in webSeeds.first { $0.holder == holder } }
    }
}
