// What people ask for: torrents to add, to look at, to stop and to remove.

import Digest
import Metainfo
import Swarm
import Vocabulary

extension Swarms {
    /// A torrent that is wanted; one that is here already takes what is new of it.
    func add(_ request: TorrentRequest, at now: Instant) -> Result<Torrent, Refusal> {
        if case .metainfo(let metainfo) = request.source, let files = request.options.files,
            let refusal = metainfo.info.objection(toFiles: files)
        {
            return .failure(refusal)
        }
        if let known = torrents[request.infoHash] {
            if !known.isAdded {
                known.isAdded = true
                news.note(known.infoHash)
                remember(known)
            }
            adopt(request.options, known, at: now)
            learn(request, known, at: now)
            return .success(known)
        }
        // A file of the library may be it already.
        if let own = torrent(request.infoHash, at: now) {
            own.isAdded = true
            adopt(request.options, own, at: now)
            learn(request, own, at: now)
            return .success(own)
        }
        guard torrents.count < Limits.torrents else {
            return .failure(Refusal(429, "no more than \(Limits.torrents) torrents are taken"))
        }
        let torrent = Torrent(request.infoHash, in: self, isAdded: true, request.wish)
        insert(torrent)
        learn(request, torrent, at: now)
        if torrent.info != nil { torrent.open() }
        torrent.dial(at: now)
        remember(torrent)
        return .success(torrent)
    }

    /// One that is here is given as somebody says now; where nothing is said, as before.
    private func adopt(_ options: TorrentOptions, _ torrent: Torrent, at now: Instant) {
        var change = TorrentChange()
        change.isSuperSeeding = options.isSuperSeeding ? true : nil
        change.seedRatio = options.seedRatio
        change.seedTime = options.seedTime
        if change != TorrentChange() { torrent.change(change, at: now) }
    }

    private func learn(_ request: TorrentRequest, _ torrent: Torrent, at now: Instant) {
        if case .metainfo(let metainfo) = request.source, torrent.info == nil {
            torrent.learn(metainfo.info)
        }
        torrent.learn(trackers: request.wish.trackers, at: now)
        torrent.learn(webSeeds: request.wish.webSeeds, at: now)
        let named = request.options.peers + request.magnetPeers
        let known = torrent.wish.peers
        torrent.wish.name(peers: named)
        if torrent.wish.peers != known { remember(torrent) }
        learn(peers: named, of: torrent, at: now)
        torrent.dial(at: now)
    }

    /// Peers that were named by hand, now or in another run.
    func learn(peers: [HostPort], of torrent: Torrent, at now: Instant) {
        for peer in peers {
            if let address = IPAddress(peer.host), let endpoint = Endpoint(address, port: peer.port)
            {
                torrent.learn(of: endpoint, .hand, at: now)
            } else {
                resolve(peer, for: torrent)
            }
        }
    }

    /// A peer that has a name is looked up.
    private func resolve(_ peer: HostPort, for torrent: Torrent) {
        guard lookups.count < Limits.addedNodes else { return }
        let job = desk.newJob()
        lookups[job] = (torrent.infoHash, peer.port)
        host.resolve(peer.host, for: job)
    }

    /// Whether that was a look-up of ours.
    func resolved(
        _ job: JobID, _ result: Result<[IPAddress], WorldError>, at now: Instant
    ) -> Bool {
        guard let (infoHash, port) = lookups.removeValue(forKey: job) else {
            return webSeedResolved(job, result, at: now)
                || announcer.resolved(job, result, at: now)
        }
        guard let torrent = torrents[infoHash], case .success(let addresses) = result else {
            return true
        }
        for endpoint in addresses.compactMap({ Endpoint($0, port: port) }) {
            torrent.learn(of: endpoint, .hand, at: now)
        }
        torrent.dial(at: now)
        return true
    }

    /// Forgets a torrent. What has not become whole goes too; with `removingData` also what has.
    func remove(_ infoHash: Digest160, removingData: Bool, at now: Instant) -> Bool {
        guard let torrent = torrents[infoHash], torrent.isAdded else { return false }
        torrent.stopTalking(at: now)
        if case .store(let store) = torrent.content {
            host.discardStore(store)
            stores[store] = nil
        }
        if removingData, let name = torrent.placedName {
            host.removeDownloaded(name)
        }
        remove(torrent)
        host.record(.forgetTorrent(infoHash: infoHash))
        return true
    }

    /// The node stops: peers are left, and what has arrived is kept.
    func stop(at now: Instant) {
        stopLocally(at: now)
        for torrent in Array(torrents.values) {
            remember(torrent)
            torrent.stopTalking(at: now)
            if case .store(let store) = torrent.content {
                host.parkStore(store)
                stores[store] = nil
            }
            remove(torrent)
        }
        announcer.tick(at: now)
    }
}

extension TorrentRequest {
    var infoHash: Digest160 {
        switch source {
        case .metainfo(let metainfo): metainfo.info.infoHash
        case .magnet(let link): link.infoHash
        case .infoHash(let infoHash): infoHash
        }
    }

    fileprivate var magnetPeers: [HostPort] {
        if case .magnet(let link) = source { link.peers } else { [] }
    }

    fileprivate var wish: TorrentWish {
        var wish = TorrentWish()
        wish.files = options.files
        wish.isSequential = options.isSequential
        wish.isHeld = options.isHeld
        wish.isSuperSeeding = options.isSuperSeeding
        wish.seedRatio = options.seedRatio
        wish.seedTime = options.seedTime
        switch source {
        case .metainfo(let metainfo):
            wish.trackers = metainfo.trackers
            wish.webSeeds = metainfo.webSeeds
        case .magnet(let link):
            wish.name = link.name
            wish.trackers = link.trackers.map { [$0] }
            wish.webSeeds = link.webSeeds
            wish.files = options.files ?? link.selection.map { $0.flatMap { Array($0) } }
        case .infoHash: break
        }
        return wish
    }
}

extension Swarms {
    /// A part of the list, in the order in which they came.
    func page(_ page: Page) throws(Refusal) -> Part<Torrent> {
        let last = try page.number()
        let rows = torrents.values.filter { $0.number > last }.sorted { $0.number < $1.number }
        return page.part(of: rows) { .number($0.number) }
    }
}
