// All downloads of a peer: a few run, the rest wait their turn, those that ended are remembered.
//
// This file begins and ends them. In the order of a download's life: what comes by a swarm is in
// `+Swarming`, who is asked for what in `+Feeding`, what happens while bytes arrive in `+Arriving`
// and `+Pacing`, how a lane ends in `+Outcomes`, who lied in `+Verifying`, what a whole file is
// called in `+Placing`, and how it gets where a person wants it in `Delivery`. `+Pausing` is rest,
// by a person's wish or for want of room.

import Digest
import Directory
import HTTPWire
import JSONWire
import Vocabulary

/// What downloads need of the peer around them.
protocol DownloadOwner: AnyObject {
    /// Asks everybody, or only the node at `endpoint`; ends with `searched`.
    func search(for download: Int64, _ question: Question, at endpoint: Endpoint?, _ now: Instant)
    /// The digest of a file in `downloads/`, where it is known.
    func digestOfDownload(_ name: FileName) -> Digest256?
    /// A file has come into `downloads/`, with that content.
    func placed(_ name: FileName, _ digest: Digest256, at now: Instant)
    /// Where a file of that name and content lies, in the library or in `downloads/`.
    func place(of name: FileName, _ digest: Digest256?) -> (share: Int64, path: FileName)
    /// A file in `downloads/` was deleted.
    func removed(_ name: FileName, at now: Instant)
    /// Where torrents are borrowed; nil while there are none.
    var swarms: Swarms? { get }
}

final class Downloads {
    unowned let desk: Desk
    unowned let owner: any DownloadOwner
    private(set) var all: [Download] = []
    private var ids: Int64 = 0
    private(set) var isStopping = false
    var deliveries = Deliveries()
    /// When something has to be looked at; kept, and not asked of a thousand downloads in every
    /// turn.
    private(set) var nextDeadline: Instant?
    /// Who may send how much; made with the settings when bytes come.
    var throttle: Throttle?
    /// Bytes that swarms have brought.
    var swarmedBytes: UInt64 = 0

    init(desk: Desk, owner: any DownloadOwner) {
        self.desk = desk
        self.owner = owner
    }

    var host: any Host { desk.host }

    func download(_ id: Int64) -> Download? { all.first { $0.id == id } }

    func download(with incoming: IncomingID) -> Download? {
        all.first { $0.transfer?.incoming == incoming }
    }

    /// A part of the list, in the order of ids.
    func page(_ page: Page) throws(Refusal) -> Part<Download> {
        let last = try page.number()
        return page.part(of: all.drop { UInt64($0.id) <= last }) { .number(UInt64($0.id)) }
    }

    var runningCount: Int { all.count(where: \.isRunning) }

    var table: TableSize {
        TableSize(name: "downloads", count: all.count, limit: Limits.downloads)
    }

    /// Called at every change of state, and once a second while bytes arrive.
    func changed(_ download: Download, at now: Instant) {
        desk.events.publish(.downloadChanged(download.view(at: now)))
    }

    // MARK: Coming

    func recall(_ records: [DownloadRecord], at now: Instant) {
        for record in records.sorted(by: { $0.id < $1.id }) {
            ids = max(ids, record.id)
            guard let download = Download(record) else { continue }
            download.patientUntil = now + Limits.recallPatience
            all.append(download)
        }
        host.keepParts(of: Set(all.compactMap(\.part)))
        startWaiting(at: now)
    }

    /// Nil: there are too many.
    func start(_ request: DownloadRequest, at now: Instant) -> Download? {
        guard all.count < Limits.downloads || forgetOldest() else { return nil }
        ids += 1
        let download = Download(id: ids, request: request)
        all.append(download)
        remember(download)
        changed(download, at: now)
        startWaiting(at: now)
        return download
    }

    /// Gives up the oldest that has ended. False: all of them are still wanted.
    private func forgetOldest() -> Bool {
        guard let row = all.firstIndex(where: \.isEnded) else { return false }
        let download = all.remove(at: row)
        dropPart(of: download)
        host.record(.forgetDownload(id: download.id))
        return true
    }

    func remember(_ download: Download) {
        host.record(.rememberDownload(download.record(at: host.wallTime)))
    }

    /// Begins what waits, as far as there are places.
    func startWaiting(at now: Instant) {
        guard !isStopping else { return }
        for download in all {
            guard case .waiting = download.state else { continue }
            guard runningCount < Limits.downloadsAtOnce else { return }
            begin(download, at: now)
        }
    }

    private func begin(_ download: Download, at now: Instant) {
        if download.mayBeHere, let target = download.target {
            download.mayBeHere = false
            let job = desk.newJob()
            download.state = .looking(job)
            return host.hash(share: Shares.downloads, target, for: job)
        }
        // Of what nothing is kept, an earlier try's length is no more than a rumour.
        if !download.isBegun { download.size = nil }
        download.roomWanted = nil
        if download.web != nil { return beginWeb(download, at: now) }
        guard let from = download.request.from else {
            return search(for: download, at: nil, now)
        }
        if let address = IPAddress(from.host), let endpoint = Endpoint(address, port: from.port) {
            return search(for: download, at: endpoint, now)
        }
        let job = desk.newJob()
        download.state = .resolving(job)
        host.resolve(from.host, for: job)
    }

    func search(for download: Download, at endpoint: Endpoint?, _ now: Instant) {
        download.state = .searching
        changed(download, at: now)
        owner.search(for: download.id, download.question, at: endpoint, now)
    }

    /// Whether the look-up was one of ours.
    func resolved(
        _ job: JobID, _ result: Result<[IPAddress], WorldError>, at now: Instant
    ) -> Bool {
        guard
            let download = all.first(where: {
                if case .resolving(job) = $0.state { true } else { false }
            })
        else { return false }
        switch result {
        case .success(let addresses):
            let some = Array(addresses.prefix(Limits.addressesTried))
            if some.isEmpty {
                unreachable(download, "its name has no address", at: now)
            } else if download.web != nil {
                webResolved(download, to: some, at: now)
            } else if let from = download.request.from {
                download.otherPlaces = some.compactMap { Endpoint($0, port: from.port) }
                _ = searchElsewhere(download, at: now)
            }
        case .failure(let error): unreachable(download, error.description, at: now)
        }
        return true
    }

    /// Asks the next address of the one that is to be asked. False: there is none.
    private func searchElsewhere(_ download: Download, at now: Instant) -> Bool {
        guard !download.otherPlaces.isEmpty else { return false }
        search(for: download, at: download.otherPlaces.removeFirst(), now)
        return true
    }

    /// A download that is known to be good waits for better days, another has failed.
    private func unreachable(_ download: Download, _ reason: String, at now: Instant) {
        if let until = download.patientUntil, now < until {
            return rest(download, reason, at: now)
        }
        fail(download, .unreachable, reason, at: now)
    }

    // MARK: What a search found

    func searched(
        _ id: Int64, _ findings: [Finding], asked: Int, silent: Int,
        _ hindrance: Hindrance? = nil, at now: Instant
    ) {
        guard let download = download(id) else { return }
        // Whatever has become of the transfer meanwhile, it may search again.
        download.transfer?.isSearching = false
        if case .fetching(let transfer) = download.state {
            return searchedAgain(download, transfer, findings, at: now)
        }
        guard case .searching = download.state else { return }
        let groups = Contents.groups(download.fitting(findings.filter { $0.endpoint != nil }))
        guard !groups.isEmpty else {
            return foundNothing(
                download, findings, asked: asked, silent: silent, hindrance, at: now)
        }
        // Old nodes name no content; where one is known, they are not needed.
        let known = groups.filter { $0[0].digest != nil || $0[0].size != nil }
        guard known.count <= 1 else {
            download.choices = Contents.merged(known.flatMap(\.self), for: download.question)
            return fail(
                download, .ambiguous, "\(known.count) different contents have that name", at: now)
        }
        fetch(download, from: known.first ?? groups[0], at: now)
    }

    private func foundNothing(
        _ download: Download, _ findings: [Finding], asked: Int, silent: Int,
        _ hindrance: Hindrance?, at now: Instant
    ) {
        if download.web != nil { return prepare(download, at: now) }
        if asked > 0, silent == asked, searchElsewhere(download, at: now) { return }
        if download.request.from == nil,
            let own = download.fitting(findings).first(where: { $0.endpoint == nil && $0.id != nil }
            )
        {
            // Nobody else has it, and we do: there is nothing to fetch.
            download.size = own.size
            download.digest = own.digest
            download.received = own.size ?? 0
            return finish(download, as: own.name, isVerified: own.digest != nil, at: now)
        }
        let nodes = asked == 1 ? "the one node that was asked" : "\(asked) nodes asked"
        let silence = silent > 0 ? ", \(silent) of them did not answer" : ""
        if let until = download.patientUntil, now < until {
            return rest(download, "not found yet, after the restart", at: now)
        }
        let isUnanswered = asked > 0 && silent == asked
        switch hindrance {
        case .exhausted where isUnanswered:
            rest(download, CallFailure.exhausted.rawValue, at: now)
        case .refused(let endpoint, let status):
            let refusal =
                "\(endpoint) refuses us (\(status)): is the secret the same, and are the clocks?"
            fail(
                download, isUnanswered ? .refused : .notFound,
                "not found: \(nodes)\(silence); \(refusal)", at: now)
        case .exhausted, nil:
            fail(
                download, isUnanswered ? .unreachable : .notFound,
                "not found: \(nodes)\(silence)", at: now)
        }
    }

    private func fetch(_ download: Download, from group: [Finding], at now: Instant) {
        let holders = group.sorted { $0.latency < $1.latency }
        download.target = holders[0].name
        let found = holders.lazy.compactMap(\.digest).first ?? download.wantedDigest
        let isOther = download.digest != nil && found != nil && found != download.digest
        download.meet(holders)
        for source in download.sources { source.wasFollowed = false }
        let size = download.sizeToTry(of: holders.compactMap(\.size))
        if isOther || size != download.size { dropPart(of: download) }
        download.size = size
        download.digest = found
        if let digest = download.digest, let name = download.target,
            owner.digestOfDownload(name) == digest
        {
            download.received = download.size ?? 0
            return finish(download, as: name, isVerified: true, at: now)
        }
        prepare(download, at: now)
    }

    // MARK: Ending

    /// What arrived may be taken up again, but where it is known to be wrong.
    func fail(
        _ download: Download, _ failure: DownloadView.Failure, _ reason: String, at now: Instant,
        keeping isKept: Bool = true
    ) {
        letGo(of: download, keeping: isKept, at: now)
        forgetDelivery(download)
        download.state = .failed(failure, reason)
        host.log(.warning, "download", "\(download.title) failed: \(reason)")
        ended(download, at: now)
    }

    func finish(_ download: Download, as name: FileName, isVerified: Bool, at now: Instant) {
        settle(download, as: name, at: now)
        dropPart(of: download)
        if deliver(download, name, isVerified: isVerified) { return }
        download.state = .done(name, isVerified: isVerified)
        let how = isVerified ? "verified" : "unverified: nobody told its digest"
        host.log(.info, "download", "\(name) is here, \(download.received) bytes, \(how)")
        ended(download, at: now)
    }

    /// False: there is none, or it has ended and nothing is kept of it.
    func cancel(_ id: Int64, at now: Instant) -> Bool {
        guard let download = download(id), !download.isEnded || download.isBegun,
            !download.isPlacing
        else { return false }
        letGo(of: download, keeping: isWantedToo(download), at: now)
        dropPart(of: download)
        forgetDelivery(download)
        download.state = .cancelled
        ended(download, at: now)
        return true
    }

    private func ended(_ download: Download, at now: Instant) {
        remember(download)
        changed(download, at: now)
        startWaiting(at: now)
    }

    /// Lets go of whoever is sending, and of what has arrived, or leaves that where it is.
    func letGo(of download: Download, keeping isKept: Bool, at now: Instant) {
        if case .swarming(let swarming) = download.state {
            leave(download, swarming, keeping: isKept, at: now)
        }
        if let transfer = download.transfer {
            if let torrent = transfer.loan {
                owner.swarms?.takeBack(torrent, keeping: false, at: now)
            }
            for lane in transfer.lanes { hangUp(lane) }
            if let incoming = transfer.incoming {
                // A stream has no key. A part has one before it is open, and stays then, too.
                let mayStay = isKept && download.part != nil && transfer.key != nil
                mayStay ? host.park(incoming) : host.discard(incoming)
                if !mayStay { download.received = 0 }
            }
            // Of the transfer nothing is left that could be let go of twice.
            download.state = .searching
            if !isKept { download.part = nil }
        }
        if !isKept { dropPart(of: download) }
    }

    /// Nothing of it is open, and what an earlier time left of it is not wanted.
    func dropPart(of download: Download) {
        if let part = download.part, !isOpen(part), !isWantedToo(download) {
            host.removePart(part)
        }
        if let infoHash = torrentLeft(of: download), !isWantedToo(download) {
            host.removeStore(of: infoHash)
        }
        (download.part, download.torrent) = (nil, nil)
        download.validator = ""
    }

    /// Another download goes on with the same part, when it goes on.
    private func isWantedToo(_ download: Download) -> Bool {
        all.contains { other in
            guard other !== download else { return false }
            return download.part.map { $0 == other.part } ?? false
                || download.torrent.map { $0 == other.torrent } ?? false
        }
    }

    /// Whether that content is on its way to the disk.
    func isOpen(_ part: Digest256) -> Bool {
        all.contains { $0.isSwarming ? $0.digest == part : $0.transfer?.key == part }
    }

    /// Leaves everything where it is: the program ends.
    func stop(at now: Instant) {
        isStopping = true
        for download in all where download.transfer != nil || download.isSwarming {
            letGo(of: download, keeping: true, at: now)
            download.state = .waiting
        }
    }

    // MARK: Deadlines

    func wake(at time: Instant) { nextDeadline = min(time, nextDeadline ?? time) }

    func deadlineReached(at now: Instant) {
        guard let deadline = nextDeadline, deadline <= now else { return }
        nextDeadline = nil
        releasePaced(at: now)
        for download in all {
            switch download.state {
            case .paused(_, let until?): lookAgain(download, until, at: now)
            case .fetching(let transfer): lookAfter(download, transfer, at: now)
            case .swarming(let swarming): lookAfter(download, swarming, at: now)
            default: break
            }
        }
        startWaiting(at: now)
    }
}
