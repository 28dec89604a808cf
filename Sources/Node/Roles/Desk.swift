// The part of a node that both roles have: its connections, its neighbours, and who may ask what.
//
// A role keeps one and answers for itself; what is said here is what both would say.

import Bytes
import Digest
import Directory
import HTTPWire
import Vocabulary

final class Desk {
    unowned let host: any Host
    let identity: Identity
    let surface: any Surface
    let switchboard: Switchboard
    let neighbourhood: Neighbourhood
    let events: Events
    private(set) lazy var backups = Backups(desk: self)
    private(set) lazy var acknowledgements = Acknowledgements(desk: self)
    private(set) var settings: NodeSettings
    private var reception: Reception
    private var allowances = Allowances()
    /// Who has users: a bootstrap.
    var users: UserDesk? { didSet { reception.users = users } }
    private var proofs: ProofMaker?
    private let started: Instant
    private var jobs: UInt64 = 0
    let ledgerNews = LedgerNews()
    let clock = ClockWatch()
    private var refusals = LineBudget(aMinute: Limits.refusalsTold)
    private var incomings: UInt64 = 0
    var chance: Chance

    init(
        settings: NodeSettings, identity: Identity, surface: any Surface, host: any Host,
        seed: UInt64, nodesMax: Int, at now: Instant
    ) {
        self.host = host
        self.identity = identity
        self.surface = surface
        self.settings = settings
        started = now
        chance = Chance(seed: seed)
        reception = Reception(settings: settings, surface: surface)
        proofs = settings.secret.map { ProofMaker(secret: $0, sender: host.random()) }
        switchboard = Switchboard(
            host: host, identity: identity, surface: surface, settings: settings)
        events = Events(
            switchboard: switchboard, surface: surface, instance: identity.instance)
        neighbourhood = Neighbourhood(
            host: host, switchboard: switchboard, events: events, identity: identity,
            settings: settings, limit: nodesMax, seed: chance.next())
    }

    func reload(_ new: NodeSettings) {
        if new.secret?.bytes != settings.secret?.bytes {
            proofs = new.secret.map { ProofMaker(secret: $0, sender: host.random()) }
        }
        reception.reload(new)
        switchboard.settings = new
        neighbourhood.settings = new
        settings = new
    }

    func newJob() -> JobID {
        jobs += 1
        return JobID(number: jobs)
    }

    func newIncoming() -> IncomingID {
        incomings += 1
        return IncomingID(number: incomings)
    }

    /// What is wrong, in a few words that everybody may read.
    var troubles: String { ledgerNews.inShort + clock.inShort }

    var tables: [TableSize] {
        [
            TableSize(
                name: "neighbours", count: neighbourhood.table.count,
                limit: settings.role == .bootstrap ? Limits.registeredNodes : Limits.knownNodes),
            reception.table, events.table,
            TableSize(
                name: "callers counted", count: allowances.count, limit: Limits.callersCounted),
        ]
    }

    func status(at now: Instant) -> StatusView {
        var status = StatusView(
            id: identity.id, instance: identity.instance, name: settings.name,
            role: settings.role, version: identity.version, port: settings.port,
            zone: settings.zone, uptime: now.since(started), hasSecret: settings.secret != nil)
        status.connections = switchboard.count
        if settings.secret == nil {
            status.notices.append(
                "there is no secret: this node listens on loopback only (see `secret new`)")
        }
        clock.look(host, at: now)
        status.notices += ledgerNews.notices + clock.notices
        neighbourhood.fill(&status, at: now)
        return status
    }

    /// What both roles tell a monitor; a role adds its own.
    func metrics(_ status: StatusView, _ tables: [TableSize], at now: Instant) -> MetricsView {
        var metrics = MetricsView(status: status, host: host.figures, tally: switchboard.tally)
        for (liveness, count) in neighbourhood.table.livenesses {
            metrics.nodes[neighbourhood.view(of: liveness)] = count
        }
        metrics.tables = tables
        metrics.events = events.count
        metrics.ledgerFailures = ledgerNews.failures
        metrics.started = host.wallTime.seconds - now.since(started).components.seconds
        return metrics
    }

    // MARK: Requests that come in

    /// What the request asks; nil where it was answered already.
    func admit(
        _ request: Request, from remote: Remote, to slip: ReplySlip, at now: Instant
    ) -> Ask? {
        let admitted = reception.admit(request, from: remote, at: host.wallTime)
        if let refusal = spend(request, admitted, from: remote, to: slip, at: now) {
            switchboard.reply(surface.response(to: refusal), to: slip, at: now)
            return nil
        }
        switch admitted {
        case .success(.events(let last, let headOnly)):
            beginEvents(after: last, headOnly: headOnly, slip, at: now)
            return nil
        case .success(let ask): return ask
        case .failure(let refusal):
            if switchboard.allowsPage(request, refusal.allow, slip, at: now) { return nil }
            logRefusal(refusal, of: request, remote, at: now)
            switchboard.reply(surface.response(to: refusal), to: slip, at: now)
            return nil
        }
    }

    /// Counts a request for a document, where it is counted. A refusal: it was one too many.
    private func spend(
        _ request: Request, _ admitted: Result<Ask, Refusal>, from remote: Remote,
        to slip: ReplySlip, at now: Instant
    ) -> Refusal? {
        let most = settings.requestsPerMinute
        guard most > 0, admitted.isCounted, let caller = Allowances.Caller(request, from: remote)
        else { return nil }
        let (quota, isAllowed) = allowances.spend(by: caller, of: most, at: now)
        guard isAllowed else { return .tooMany(quota) }
        switchboard.awaited(slip)?.0.quota = quota
        return nil
    }

    /// Whether users are made by whoever asked that, and not for himself.
    func isAdmin(_ slip: ReplySlip) -> Bool {
        if case .local = slip.remote { return true }
        return switchboard.awaited(slip)?.2.user?.role == .admin
    }

    /// Whether the request shows that it comes from this network.
    func isMember(_ request: Request, from remote: Remote) -> Bool {
        reception.isMember(request, from: remote, at: host.wallTime)
    }

    private func beginEvents(
        after last: String?, headOnly: Bool, _ slip: ReplySlip, at now: Instant
    ) {
        let hasBegun = events.begin(
            surface.eventStream, after: last, headOnly: headOnly, to: slip, at: now)
        guard !hasBegun else { return }
        let refusal = Refusal(503, "too many watch already; try again later")
        switchboard.reply(surface.response(to: refusal), to: slip, at: now)
    }

    func reply(_ answer: Answer, to ask: Ask, _ slip: ReplySlip, at now: Instant) {
        logChange(ask, answer, slip.remote, switchboard.awaited(slip)?.2.user)
        let response =
            if case .refused(let refusal) = answer {
                surface.response(to: refusal)
            } else {
                surface.response(to: ask, answer)
            }
        switchboard.reply(response, to: slip, at: now)
    }

    /// Every change by a person is one line that says who, also one that could not be made.
    private func logChange(
        _ ask: Ask, _ answer: Answer, _ remote: Remote, _ user: SessionHolder?
    ) {
        guard ask.right >= .operate else { return }
        if case .upload = ask { return }  // says it itself, with its size
        let who = user.map { "\($0.name), \(remote.place)" } ?? remote.inWords
        if case .refused(let refusal) = answer {
            host.log(.info, "operator", "not done: \(ask.summary), by \(who): \(refusal.detail)")
        } else {
            host.log(.info, "operator", "\(ask.summary), by \(who)")
        }
    }

    /// Somebody was refused a change because of who he is. Of the request no more is told than
    /// its method and path: its query and fields may hold a secret.
    private func logRefusal(
        _ refusal: Refusal, of request: Request, _ remote: Remote, at now: Instant
    ) {
        guard [401, 403, 421].contains(refusal.status),
            !["GET", "HEAD"].contains(request.head.method), refusals.spend(at: now)
        else { return }
        let path = request.head.target.utf8.prefix { $0 != UInt8(ascii: "?") }
        host.log(
            .warning, "operator",
            "\(request.head.method) \(Substring(path.prefix(256))) refused to \(remote.place): "
                + refusal.detail)
    }

    /// Answers with a file's bytes, or with a problem document that says why not.
    func reply(
        _ answer: ContentAnswer, of file: any OpenedFile, to slip: ReplySlip, at now: Instant
    ) {
        guard answer.status >= 400 else {
            return switchboard.reply(answer, of: file, to: slip, at: now)
        }
        let sentence =
            answer.status == 416
            ? "every range lies behind the end of the file" : "the file is another one now"
        var response = surface.response(to: Refusal(answer.status, sentence))
        for (name, value) in answer.fields.all { response.fields.set(name, value) }
        switchboard.reply(response, to: slip, at: now)
    }

    // MARK: Requests that go out

    /// A request to a node of ours, with the proof of the secret where there is one. `fields` are
    /// sent along; `staysOpen` leaves the connection for another request.
    func request(
        _ method: String, _ target: String, body: [UInt8] = [], to endpoint: Endpoint,
        _ fields: [(name: String, value: String)] = [], staysOpen: Bool = false
    ) -> Call.Dialect {
        var head = HTTPRequestHead(method: method, target: target, fields: HTTPFields())
        head.fields.add("host", endpoint.description)
        if !staysOpen { head.fields.add("connection", "close") }
        for (name, value) in fields { head.fields.add(name, value) }
        if !body.isEmpty { head.fields.add("content-type", "application/json") }
        if let proof = proofs?.proof(of: head, body: body, at: host.wallTime) {
            head.fields.add("authorization", proof.fieldValue)
        }
        return .http(HTTPClient(method: method), head, body: body)
    }

    /// What we send to old peers: `[json] secret_file`, or nothing.
    var secretForOldPeers: String { settings.jsonSecret?.text ?? "" }

    /// Whether a client of dialect J sent what it must send; checked before anything else.
    func admitsJSON(_ secret: String) -> Bool {
        settings.admitsJSON(secret)
    }
}

extension Remote {
    /// An operator, for the log.
    var inWords: String {
        if case .tcp = self { "\(place) with the token" } else { place }
    }

    var place: String {
        switch self {
        case .local(let pid, let uid): "user \(uid), process \(pid)"
        case .tcp(let endpoint): "\(endpoint)"
        }
    }
}

extension ShareRequest.Way {
    fileprivate var summary: String {
        switch self {
        case .byReference: ""
        case .temporarily: " until this node stops"
        case .asCopy: " as a copy"
        }
    }
}

extension Ask {
    /// What a person did, for the log.
    var summary: String {
        switch self {
        case .startDownload(let request):
            switch request.what {
            case .name(let name): "download of \(name) started"
            case .digest(let digest): "download of \(digest.hex) started"
            case .url(let address, _): "download of \(address) started"
            }
        case .pauseDownload(let id): "download \(id) paused"
        case .resumeDownload(let id): "download \(id) resumed"
        case .cancelDownload(let id): "download \(id) cancelled"
        case .share(let share): "\(share.hostPath) shared\(share.way.summary)"
        case .unshare(let name): "\(name) unshared"
        case .verify(let name): "\(name) verified"
        case .addNode(let node): "node \(node) added"
        case .removeNode(let node): "node \(node) removed"
        case .addBootstrap(let server): "bootstrap \(server) added"
        case .removeBootstrap(let server): "bootstrap \(server) removed"
        case .switchMulticast(let on): "multicast switched \(on ? "on" : "off")"
        case .upload(let name): "\(name) put"
        case .backUp: "backed up"
        case .torrent(let ask): ask.summary
        case .account(let ask): ask.summary
        case .registry(let ask): ask.summary
        case .health, .status, .nodes, .files, .downloads, .download, .bootstraps, .content,
            .events, .metrics, .description, .search, .register, .heartbeat, .goodbye, .old,
            .tracker:
            "asked"  // no change by a person, and so not told
        }
    }
}
