// The registry of a bootstrap: takes .torrent files, gives them back, and lets searches find them.
//
// Law 1. What is told to be registered is on the disk, and found after whatever comes.
// Law 2. The name of a torrent is the hash of its info dictionary, and nobody registers it as
//        another.
// Law 3. One that is registered stays as its owner put it; the operator may do as much.

import Digest
import Directory
import Vocabulary

final class RegistryDesk {
    unowned let desk: Desk
    let registry: TorrentRegistry
    let catalogue: Catalogue
    /// Who tells how many have a torrent; nil before there is a tracker.
    var tracker: TrackerService?
    var uploads = RegistryUploads()
    /// .torrent files that are read from the disk, and who waits.
    private var readings: [JobID: (slip: ReplySlip, key: TorrentKey, torrent: RegisteredTorrent)] =
        [:]
    private var removals: [JobID: (slip: ReplySlip, key: TorrentKey, torrent: RegisteredTorrent)] =
        [:]
    /// Where the next look after torrents begins, and when.
    private var nextLook = 0
    private var nextStep = Instant.start
    /// All that were registered before are in the catalogue.
    private var isLoaded = false

    init(_ desk: Desk, _ catalogue: Catalogue, _ memory: Memory) {
        self.desk = desk
        self.catalogue = catalogue
        registry = TorrentRegistry(quota: desk.settings.filesPerHolder)
        for torrent in memory.registered { registry.insert(torrent) }
    }

    func reload(_ settings: NodeSettings) { registry.quota = settings.filesPerHolder }

    var tables: [TableSize] {
        [
            TableSize(
                name: "registered torrents", count: registry.count,
                limit: Limits.registeredTorrents),
            TableSize(
                name: "torrent uploads", count: uploads.count, limit: Limits.torrentUploads),
            TableSize(
                name: "torrent readings", count: readings.count, limit: Limits.registeredReadings),
        ]
    }

    /// Of a hybrid, whose clients announce by either hash or by both, the larger of the two.
    func counts(of torrent: RegisteredTorrent) -> SwarmCounts {
        var counts = tracker?.table.counts(of: torrent.infoHash) ?? SwarmCounts()
        guard let other = torrent.otherHash, let more = tracker?.table.counts(of: other) else {
            return counts
        }
        counts.seeders = max(counts.seeders, more.seeders)
        counts.leechers = max(counts.leechers, more.leechers)
        counts.completed = max(counts.completed, more.completed)
        return counts
    }

    /// Of a torrent, registered or not.
    func counts(of infoHash: Digest160) -> SwarmCounts {
        registry[infoHash].map { counts(of: $0) } ?? tracker?.table.counts(of: infoHash)
            ?? SwarmCounts()
    }

    func refuse(_ slip: ReplySlip, _ refusal: Refusal, at now: Instant) {
        desk.switchboard.reply(desk.surface.response(to: refusal), to: slip, at: now)
    }

    private func torrent(_ key: TorrentKey) -> RegisteredTorrent? {
        key.isLong ? registry.hybrid(key.hash) : registry.torrent(announcedBy: key.hash)
    }
}

@available(*, unavailable) extension RegistryDesk: Sendable {}

// MARK: Showing and removing

extension RegistryDesk {
    func answer(_ ask: RegistryAsk, _ request: Request, to slip: ReplySlip, at now: Instant) {
        switch ask {
        case .show(let key): show(key, slip, at: now)
        case .remove(let key): remove(key, request, slip, at: now)
        case .swarms(let page):
            let answer = Answer.or { () throws(Refusal) in try swarms(page) }
            desk.reply(answer, to: .registry(ask), slip, at: now)
        case .register: preconditionFailure("a .torrent is taken as it arrives")
        }
    }

    private func show(_ key: TorrentKey, _ slip: ReplySlip, at now: Instant) {
        guard let torrent = torrent(key) else { return refuse(slip, .unregistered, at: now) }
        guard readings.count < Limits.registeredReadings else {
            var refusal = Refusal(429, "too many .torrent files are being read")
            refusal.retryAfter = 1
            return refuse(slip, refusal, at: now)
        }
        let job = desk.newJob()
        readings[job] = (slip, key, torrent)
        desk.host.loadTorrent(torrent.infoHash, for: job)
    }

    func torrentLoaded(_ job: JobID, _ result: Result<[UInt8]?, WorldError>, at now: Instant) {
        guard let (slip, key, torrent) = readings.removeValue(forKey: job) else { return }
        switch result {
        case .success(let bytes?):
            let answer = Answer.metainfo(bytes, torrent.name)
            desk.reply(answer, to: .registry(.show(key)), slip, at: now)
        case .success(nil): refuse(slip, .unregistered, at: now)
        case .failure(let error):
            refuse(slip, Refusal(503, "it could not be read: \(error)"), at: now)
        }
    }

    private func remove(
        _ key: TorrentKey, _ request: Request, _ slip: ReplySlip, at now: Instant
    ) {
        guard let torrent = torrent(key) else { return refuse(slip, .unregistered, at: now) }
        let isOwn = request.user.map { torrent.isOwned(by: $0.name.text) } ?? false
        guard isOwn || request.right >= .operate else {
            let refusal = Refusal(403, "its owner removes it, or the operator")
            return refuse(slip, refusal, at: now)
        }
        guard removals.count < Limits.torrentUploads else {
            return refuse(slip, Refusal(429, "too many are being removed"), at: now)
        }
        let job = desk.newJob()
        removals[job] = (slip, key, torrent)
        desk.host.record([.forgetRegistered(infoHash: torrent.infoHash)], for: job)
    }

    /// Whether that was something of the registry.
    func recorded(_ job: JobID, _ result: Result<Void, WorldError>, at now: Instant) -> Bool {
        if let writing = uploads.writing.removeValue(forKey: job) {
            wasWritten(writing, result, at: now)
            return true
        }
        guard let (slip, key, torrent) = removals.removeValue(forKey: job) else { return false }
        if case .failure(let error) = result {
            refuse(slip, .unwritten(error), at: now)
            return true
        }
        registry.remove(torrent.infoHash)
        catalogue.remove(.torrent(torrent.infoHash))
        desk.host.log(
            .info, "registry", "\(torrent.infoHash.hex) removed, \(torrent.inWords)")
        desk.reply(.done, to: .registry(.remove(key)), slip, at: now)
        return true
    }

    private func swarms(_ page: Page) throws(Refusal) -> Answer {
        guard let tracker else { throw Refusal(404, "this bootstrap keeps no tracker") }
        let part = tracker.table.list(
            after: try page.swarm(in: desk.identity.instance),
            seedersMin: page.filter.seedersMin ?? 0, limit: page.limit)
        let rows = part.rows.map { infoHash, counts in
            SwarmView(
                infoHash: infoHash, counts: counts,
                torrent: registry.torrent(announcedBy: infoHash))
        }
        let next = part.next.map {
            Cursor.swarm($0, instance: desk.identity.instance).description
        }
        return .registry(.swarms(rows, next: next))
    }
}

// MARK: Being found

extension RegistryDesk {
    func list(_ torrent: RegisteredTorrent) {
        let holder = Directory.Holder.torrent(torrent.infoHash)
        let listing = Listing(name: torrent.name, size: torrent.size, infoHash: torrent.infoHash)
        catalogue.change(
            holder, added: [listing], removed: [], at: WallTime(seconds: torrent.since))
        catalogue.setLives(holder, counts(of: torrent).seeders)
    }

    var nextDeadline: Instant? {
        registry.count == 0 ? nil : isLoaded ? nextStep : .start
    }

    /// Looks after some of them: whether they are found, and how many have them. After a start,
    /// all of them are gone through without a rest; then some each second.
    func deadlineReached(at now: Instant) {
        guard registry.count > 0, !isLoaded || now >= nextStep else { return }
        nextStep = now + .seconds(1)
        var left = Limits.registeredPerStep
        while left > 0, nextLook < registry.numbers.upperBound {
            left -= 1
            if let torrent = registry[nextLook], look(after: torrent) {
                left -= Limits.registeredPerStep / Limits.registeredListedPerStep
            }
            nextLook += 1
        }
        guard nextLook >= registry.numbers.upperBound else { return }
        nextLook = 0
        isLoaded = true
    }

    /// Whether it had to be listed.
    private func look(after torrent: RegisteredTorrent) -> Bool {
        let holder = Directory.Holder.torrent(torrent.infoHash)
        guard catalogue.count(of: holder) > 0 else {
            list(torrent)
            return true
        }
        catalogue.setLives(holder, counts(of: torrent).seeders)
        return false
    }
}

extension RegisteredTorrent {
    func isOwned(by user: String) -> Bool { !user.isEmpty && owner == user }

    var inWords: String { "\(name)" + (owner.isEmpty ? "" : ", of \(owner)") }
}

extension Refusal {
    static var unregistered: Refusal { .init(404, "no such torrent is registered here") }

    static func unwritten(_ error: WorldError) -> Refusal {
        .init(error.kind == .full ? 507 : 503, "it could not be written down: \(error)")
    }
}
