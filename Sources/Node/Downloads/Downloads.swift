// All downloads of a peer: a few run, the rest wait their turn, those that ended are remembered.
//
// This file begins and ends them; what happens while bytes arrive is in `Downloads+Fetching`, and
// what happens to a whole file in `Downloads+Placing`.

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
}

final class Downloads {
    unowned let desk: Desk
    unowned let owner: any DownloadOwner
    private(set) var all: [Download] = []
    private var ids: Int64 = 0
    var isStopping = false
    var deliveries = Deliveries()

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

    // MARK: Coming

    func recall(_ records: [DownloadRecord], at now: Instant) {
        for record in records.sorted(by: { $0.id < $1.id }) {
            ids = max(ids, record.id)
            guard let download = Download(record) else { continue }
            download.patientUntil = now + Limits.recallPatience
            all.append(download)
        }
        startWaiting(at: now)
    }

    /// Nil: there are too many.
    func start(_ request: DownloadRequest, at now: Instant) -> Download? {
        guard all.count < Limits.downloads || forgetOldest() else { return nil }
        ids += 1
        let download = Download(id: ids, request: request)
        all.append(download)
        remember(download)
        startWaiting(at: now)
        return download
    }

    /// Gives up the oldest that has ended. False: all of them are still wanted.
    private func forgetOldest() -> Bool {
        guard let row = all.firstIndex(where: \.isEnded) else { return false }
        host.record(.forgetDownload(id: all.remove(at: row).id))
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
        guard let from = download.request.from else {
            download.state = .searching
            return owner.search(for: download.id, download.question, at: nil, now)
        }
        if let address = IPAddress(from.host), let endpoint = Endpoint(address, port: from.port) {
            download.state = .searching
            return owner.search(for: download.id, download.question, at: endpoint, now)
        }
        let job = desk.newJob()
        download.state = .resolving(job)
        host.resolve(from.host, for: job)
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
            guard let address = addresses.first, let from = download.request.from,
                let endpoint = Endpoint(address, port: from.port)
            else { break }
            download.state = .searching
            owner.search(for: download.id, download.question, at: endpoint, now)
        case .failure(let error): fail(download, .unreachable, error.description, at: now)
        }
        return true
    }

    // MARK: What a search found

    func searched(_ id: Int64, _ findings: [Finding], asked: Int, silent: Int, at now: Instant) {
        guard let download = download(id), case .searching = download.state else { return }
        let groups = Contents.groups(download.fitting(findings.filter { $0.endpoint != nil }))
        guard !groups.isEmpty else {
            if download.request.from == nil,
                let own = download.fitting(findings).first(where: { $0.endpoint == nil })
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
                return pause(download, "not found yet, after the restart", at: now)
            }
            let failure: DownloadView.Failure =
                asked > 0 && silent == asked ? .unreachable : .notFound
            return fail(download, failure, "not found: \(nodes)\(silence)", at: now)
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

    private func fetch(_ download: Download, from group: [Finding], at now: Instant) {
        let holders = group.sorted { $0.latency < $1.latency }
        download.target = holders[0].name
        download.size = holders[0].size
        download.digest = holders.lazy.compactMap(\.digest).first ?? download.wantedDigest
        if let digest = download.digest, let name = download.target,
            owner.digestOfDownload(name) == digest
        {
            download.received = download.size ?? 0
            return finish(download, as: name, isVerified: true, at: now)
        }
        download.sources = holders.compactMap { finding in
            guard let endpoint = finding.endpoint else { return nil }
            let label =
                finding.holderName.isEmpty
                ? endpoint.description : "\(finding.holderName) (\(endpoint))"
            return Download.Source(
                endpoint: endpoint, name: finding.name, kind: finding.kind, label: label,
                saidFound: finding.kind == .old)
        }
        fetchNext(download, at: now)
    }

    // MARK: Ending

    func fail(
        _ download: Download, _ failure: DownloadView.Failure, _ reason: String, at now: Instant
    ) {
        abandon(download)
        forgetDelivery(download)
        download.state = .failed(failure, reason)
        host.log(.warning, "download", "\(download.title) failed: \(reason)")
        remember(download)
        startWaiting(at: now)
    }

    func finish(_ download: Download, as name: FileName, isVerified: Bool, at now: Instant) {
        if deliver(download, name, isVerified: isVerified) { return }
        download.state = .done(name, isVerified: isVerified)
        let how = isVerified ? "verified" : "unverified: nobody told its digest"
        host.log(.info, "download", "\(name) is here, \(download.received) bytes, \(how)")
        remember(download)
        startWaiting(at: now)
    }

    /// False: there is none, or it has ended.
    func cancel(_ id: Int64, at now: Instant) -> Bool {
        guard let download = download(id), !download.isEnded else { return false }
        abandon(download)
        forgetDelivery(download)
        download.state = .cancelled
        remember(download)
        startWaiting(at: now)
        return true
    }

    /// Gives up what has arrived and whoever is sending it.
    func abandon(_ download: Download) {
        guard let transfer = download.transfer else { return }
        if let incoming = transfer.incoming { host.discard(incoming) }
        desk.switchboard.cancel(.fetch(download: download.id))
        download.received = 0
        download.state = .searching  // of the transfer nothing is left that could be given up twice
    }

    // MARK: Pausing

    func pause(_ download: Download, _ reason: String, at now: Instant) {
        abandon(download)
        host.log(.warning, "download", "\(download.title) is paused: \(reason)")
        download.state = .paused(reason: reason, until: now + Limits.roomInterval)
        nextDeadline = nextDeadline ?? now + Limits.roomInterval
        startWaiting(at: now)
    }

    /// Whether there is room for `size` more bytes and what must stay free.
    func hasRoom(for size: Int64) -> Bool {
        let (needed, overflow) = size.addingReportingOverflow(desk.settings.minFree)
        return !overflow && host.room() >= needed
    }

    /// Kept, and not asked of a thousand downloads in every turn.
    private(set) var nextDeadline: Instant?

    /// Looks whether there is room again for those that wait for it.
    func deadlineReached(at now: Instant) {
        guard let nextDeadline, nextDeadline <= now else { return }
        for download in all {
            guard case .paused(let reason, let until) = download.state, until <= now else {
                continue
            }
            if hasRoom(for: download.size ?? 1) {
                host.log(.info, "download", "\(download.title) goes on: there is room again")
                download.state = .waiting
            } else {
                download.state = .paused(reason: reason, until: now + Limits.roomInterval)
            }
        }
        self.nextDeadline =
            all.lazy.compactMap { download in
                if case .paused(_, let until) = download.state { until } else { nil }
            }.min()
        startWaiting(at: now)
    }
}

extension Download {
    var question: Question {
        switch request.what {
        case .name(let name): .name(name)
        case .digest(let digest): .digest(digest)
        }
    }

    fileprivate var wantedDigest: Digest256? {
        if case .digest(let digest) = request.what { digest } else { nil }
    }

    /// Of what was found, what was asked for: the very name, else the same last part.
    fileprivate func fitting(_ findings: [Finding]) -> [Finding] {
        switch request.what {
        case .digest(let digest): return findings.filter { $0.digest == digest }
        case .name(let name):
            let exact = findings.filter { $0.name == name }
            return exact.isEmpty ? findings.filter { $0.name.base == name.path } : exact
        }
    }
}
