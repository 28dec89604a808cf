// What a peer answers, to old clients and to documents.

import Bytes
import Directory
import HTTPWire
import JSONWire
import Library
import Metainfo
import Vocabulary

extension PeerNode: Attendant {
    // MARK: Dialect J

    func answer(
        _ request: JSONRequest, on connection: ConnectionID, from remote: Remote, at now: Instant
    ) {
        switch request {
        case .register: host.send(JSONReply.unknownMessage, on: connection)
        case .search(let name, let secret): answerSearch(name, secret, on: connection)
        case .download(let name, let secret):
            answerDownload(name, secret, on: connection, at: now)
        }
        desk.switchboard.finish(connection)
    }

    private func answerSearch(_ name: String, _ secret: String, on connection: ConnectionID) {
        guard desk.admitsJSON(secret) else {
            return host.send(JSONReply.wrongSecret, on: connection)
        }
        let isThere = FileName(name).flatMap { shelf.library.file(named: $0) } != nil
        host.send(isThere ? JSONReply.found : JSONReply.notFound, on: connection)
    }

    /// The hot path: one look-up, one open file from the cache, one sendfile.
    private func answerDownload(
        _ name: String, _ secret: String, on connection: ConnectionID, at now: Instant
    ) {
        guard desk.admitsJSON(secret) else {
            return host.send(JSONReply.wrongSecret, on: connection)
        }
        guard let shared = FileName(name).flatMap({ shelf.library.file(named: $0) }),
            case .success(let file) = host.open(share: shared.share, shared.path)
        else { return host.send(JSONReply.noFile, on: connection) }
        if file.size > 0 { desk.switchboard.ship(file, on: connection, at: now) }
    }

    // MARK: Documents

    func drained(_ slip: ReplySlip) { desk.events.drained(slip) }

    func answer(_ request: Request, from remote: Remote, to slip: ReplySlip, at now: Instant) {
        guard let ask = desk.admit(request, from: remote, to: slip, at: now) else { return }
        switch ask {
        case .content(let name, _, let isInline):
            answerContent(name, isInline: isInline, request, ask, slip, at: now)
        case .search(let words, _): search(words, ask, slip, at: now)
        case .share(let request): share(request, ask, slip, at: now)
        case .startDownload(let request) where request.delivery == .passed:
            startDelivery(request, ask, slip, at: now)
        case .unshare(let name): unshare(name, ask, slip, at: now)
        case .verify(let name): verifications.begin(name, ask, slip, at: now)
        case .backUp: desk.backups.begin(ask, slip, at: now)
        case .torrent(.addFolder(let name)): folders.begin(name, ask, slip, at: now)
        default: desk.reply(answer(to: ask, at: now), to: ask, slip, at: now)
        }
    }

    // MARK: Files that come

    func takesBodyAsItArrives(_ head: HTTPRequestHead) -> Bool {
        // Decoded, as the surface reads it: "/%66iles/" is the same path.
        guard head.method == "PUT", let path = head.path?.utf8 else { return false }
        return path.starts(with: "/files/".utf8) || path.elementsEqual("/api/v1/torrents".utf8)
    }

    func bodyBegins(
        _ head: HTTPRequestHead, from remote: Remote, to slip: ReplySlip, at now: Instant
    ) {
        let request = Request(head: head, body: [])
        guard let ask = desk.admit(request, from: remote, to: slip, at: now) else { return }
        switch ask {
        case .upload(let name): uploads.begin(name, head, from: remote, to: slip, at: now)
        case .torrent(.addFile(let options)):
            if let refusal = torrentFiles.begin(options, slip) {
                desk.reply(.refused(refusal), to: ask, slip, at: now)
            }
        default:
            let refusal = Refusal(404, "there is nothing that takes such a file")
            desk.reply(.refused(refusal), to: ask, slip, at: now)
        }
    }

    func bodyArrived(_ bytes: RawSpan, for slip: ReplySlip, at now: Instant) {
        switch torrentFiles.arrived(bytes, for: slip) {
        case .taken: break
        case .notHere: uploads.arrived(bytes, for: slip, at: now)
        case .refused(let options, let refusal):
            desk.reply(.refused(refusal), to: .torrent(.addFile(options)), slip, at: now)
        }
    }

    func bodyEnded(for slip: ReplySlip, at now: Instant) {
        guard let (options, bytes) = torrentFiles.ended(for: slip) else {
            return uploads.ended(for: slip)
        }
        if bytes.count > Limits.metainfoInline {
            let job = desk.newJob()
            torrentFiles.reads(options, for: slip, as: job)
            return host.readMetainfo(bytes, for: job)
        }
        read(
            Result { () throws(MetainfoError) in try Metainfo(torrent: bytes) }, options, slip,
            at: now)
    }

    func bodyBroke(for slip: ReplySlip, at now: Instant) {
        if torrentFiles.ended(for: slip) == nil { uploads.broke(for: slip) }
    }

    func answer(to ask: Ask, at now: Instant) -> Answer {
        switch ask {
        case .health:
            desk.clock.look(host, at: now)
            return .health(statusLine: statusLine)
        case .status: return .status(status(at: now))
        case .nodes(let list, let page):
            return .or { () throws(Refusal) in
                let part = try neighbourhood.page(list, page, at: now)
                return .nodes(part.rows, next: part.next)
            }
        case .files(let words, let digest, let page):
            return .or { () throws(Refusal) in
                let part = try shelf.page(page, words: words, digest: digest)
                return .files(part.rows, next: part.next)
            }
        case .downloads(let page):
            return .or { () throws(Refusal) in
                let part = try downloads.page(page).map { $0.view(at: now) }
                return .downloads(part.rows, next: part.next)
            }
        case .download(let id):
            guard let download = downloads.download(id) else { return .missing("download") }
            return .download(download.view(at: now))
        case .registry(.show(let key)) where !key.isLong:
            return answer(to: .metainfo(key.hash), at: now)
        case .torrent(let ask):
            defer { swarms?.tellNews(to: desk.events, at: now) }
            return answer(to: ask, at: now)
        case .bootstraps(let page):
            return .or { () throws(Refusal) in
                let part = try registrar.page(page, at: now)
                return .bootstraps(part.rows, next: part.next)
            }
        case .metrics: return .metrics(metrics(at: now))
        case .description: return .description
        case .startDownload, .cancelDownload, .pauseDownload, .resumeDownload, .addNode,
            .removeNode, .addBootstrap, .removeBootstrap, .switchMulticast, .register, .heartbeat,
            .goodbye, .account, .old, .tracker, .registry:
            return perform(ask, at: now)
        case .content, .upload, .events, .search, .share, .unshare, .verify, .backUp:
            preconditionFailure("what takes longer than a turn is answered before")
        }
    }

    /// Commands that are done at once.
    private func perform(_ ask: Ask, at now: Instant) -> Answer {
        switch ask {
        case .startDownload(let request):
            guard let download = downloads.start(request, at: now) else {
                return .refused(.init(429, "too many downloads are waiting"))
            }
            return .started(download.view(at: now))
        case .cancelDownload(let id):
            guard downloads.download(id) != nil else { return .missing("download") }
            return downloads.cancel(id, at: now)
                ? .done : .refused(.init(409, "that download has ended already"))
        case .pauseDownload(let id):
            guard downloads.download(id) != nil else { return .missing("download") }
            return downloads.pauseByHand(id, at: now)
                ? .done : .refused(.init(409, "that download is not running"))
        case .resumeDownload(let id):
            guard downloads.download(id) != nil else { return .missing("download") }
            return downloads.resume(id, at: now)
                ? .done : .refused(.init(409, "that download is neither paused nor failed"))
        case .addNode(let node):
            addNode(node, at: now)
            host.record(.addNode(node.description))
            return .done
        case .removeNode(let node): return removeNode(node)
        case .addBootstrap(let server):
            guard registrar.add(server, isAdded: true, at: now) else {
                return .refused(.init(409, "it is there already, or there are too many"))
            }
            host.record(.addBootstrap(server.description))
            return .done
        case .removeBootstrap(let server):
            host.record(.removeBootstrap(server.description))
            return registrar.remove(server, at: now) ? .done : .missing("bootstrap")
        case .switchMulticast(let on):
            switchMulticast(on: on, at: now)
            host.record(.set(key: "multicast", value: on ? "on" : "off"))
            return .done
        case .tracker, .registry:
            return .refused(.init(404, "this node is a peer; ask a bootstrap for that"))
        case .register, .heartbeat, .goodbye:
            return .refused(.init(404, "this node is a peer; register with a bootstrap"))
        case .old: return .refused(.init(404, "There is no such path."))
        case .account:
            return .refused(.init(404, "this node is a peer; a bootstrap has users"))
        default: preconditionFailure("views are answered before")
        }
    }

    /// Another ledger was begun: what is known here goes into it. Digests of files are found again
    /// at the next start.
    func rememberAgain() {
        for share in shelf.shares where !shelf.temporaries.contains(share.id) {
            host.record(.rememberShare(share))
        }
        for download in downloads.all { downloads.remember(download) }
        for torrent in swarms?.torrents.values.map({ $0 }) ?? [] { swarms?.remember(torrent) }
    }

    private func removeNode(_ node: HostPort) -> Answer {
        host.record(.removeNode(node.description))
        guard let address = IPAddress(node.host), let endpoint = Endpoint(address, port: node.port)
        else { return .done }
        return neighbourhood.removed(endpoint) ? .done : .missing("added node")
    }

    private func status(at now: Instant) -> StatusView {
        var status = desk.status(at: now)
        status.multicast = beacon.isOn
        status.bootstraps = registrar.views(at: now)
        status.downloadsRunning = downloads.runningCount
        shelf.fill(&status)
        return status
    }

    private func metrics(at now: Instant) -> MetricsView {
        var metrics = desk.metrics(status(at: now), tables, at: now)
        metrics.downloadedBytes = downloadedBytes + downloads.swarmedBytes
        for download in downloads.all {
            metrics.downloads[download.view(at: now).state, default: 0] += 1
        }
        swarms?.fill(&metrics, at: now)
        return metrics
    }

    // MARK: Files

    private func answerContent(
        _ name: FileName, isInline: Bool, _ request: Request, _ ask: Ask,
        _ slip: ReplySlip, at now: Instant
    ) {
        guard let shared = shelf.library.file(named: name) else {
            return desk.reply(.missing("file"), to: ask, slip, at: now)
        }
        switch host.open(share: shared.share, shared.path) {
        case .success(let file):
            // The digest is true of the file that was hashed, not of one that came in its place.
            let isSame =
                file.size == shared.size && file.modified == shared.modified
                && file.inode == shared.inode
            let content = HotHeads.Content(
                size: file.size, modified: file.modified, digest: isSame ? shared.digest : nil)
            let hot = hotHeads.head(for: name, isInline: isInline, content) {
                desk.surface.contentFields(
                    name: name, size: content.size, modified: content.modified,
                    digest: content.digest, isInline: isInline)
            }
            if request.isPlain {
                return desk.switchboard.reply(hot, of: file, to: slip, at: now)
            }
            let answer = ContentAnswer(
                to: request.head, hot.fields, size: content.size, modified: content.modified,
                now: host.wallTime
            ) { String(host.random(), radix: 36) + String(host.random(), radix: 36) }
            desk.reply(answer, of: file, to: slip, at: now)
        case .failure(let error) where [.missing, .denied].contains(error.kind):
            desk.reply(.missing("file"), to: ask, slip, at: now)
        case .failure(let error):
            // It is there, and we cannot open it now: a downloader comes back instead of leaving.
            desk.reply(.refused(.init(503, error.description)), to: ask, slip, at: now)
        }
    }

    // MARK: Calls

    func callEnded(
        _ purpose: Purpose, at endpoint: Endpoint, _ outcome: CallOutcome, at now: Instant
    ) {
        switch purpose {
        case .probe(let key): neighbourhood.probeEnded(key, at: endpoint, outcome, at: now)
        case .register(let number): registrar.ended(number, at: endpoint, outcome, at: now)
        case .goodbye, .guest: break  // said, if heard or not; and guests are a bootstrap's
        case .search(let number, let asked): searchEnded(number, asked, outcome, at: now)
        case .fetch(let id, let lane): downloads.fetchEnded(id, lane, outcome, at: now)
        case .announce(let ask, let way):
            swarms?.announcer.ended(ask, way, outcome, at: now)
        case .scrape(let ask): swarms?.announcer.scrapes.ended(ask, outcome, at: now)
        case .webSeed(let infoHash, let key):
            swarms?.torrents[infoHash]?.webSeedCallEnded(key, outcome, at: now)
        case .whoHas(let infoHash, let key):
            swarms?.askedNetwork(infoHash, key, at: endpoint, outcome, at: now)
        }
    }

    func streamBegan(
        _ purpose: Purpose, on connection: ConnectionID, _ head: HTTPResponseHead, at now: Instant
    ) {
        switch purpose {
        case .fetch(let id, let lane): downloads.streamBegan(id, lane, head, at: now)
        case .webSeed(let infoHash, let key):
            swarms?.torrents[infoHash]?.webSeedAnswered(key, head, at: now)
        default: preconditionFailure("nothing else comes as a stream")
        }
    }

    func streamArrived(
        _ purpose: Purpose, on connection: ConnectionID, _ bytes: RawSpan, at now: Instant
    ) {
        switch purpose {
        case .fetch(let id, let lane):
            downloadedBytes += UInt64(bytes.byteCount)
            downloads.streamArrived(id, lane, bytes, at: now)
        case .webSeed(let infoHash, let key):
            swarms?.torrents[infoHash]?.webSeedSent(key, bytes, at: now)
        default: preconditionFailure("nothing else comes as a stream")
        }
    }
}

extension Answer {
    static func missing(_ what: String) -> Answer {
        .refused(.init(404, "there is no such \(what)"))
    }
}

extension WorldError {
    /// The HTTP status of what the world said to a person's command.
    var refusal: Refusal {
        let status =
            switch kind {
            case .missing: 404
            case .full: 507
            case .denied: 403
            case .taken: 409
            case .refused: 400
            case .exhausted: 503
            case .other: 500
            }
        return Refusal(status, description)
    }
}
