// A peer's bootstraps: registers with each, again and again, and says goodbye.
//
// ```
//   trying ──answer──▶ registered ──heartbeat──▶ registered
//     ▲  ▲                  │ no answer
//     │  └────back-off──────┘         an old bootstrap closes on HTTP: then dialect J
// ```

import Directory
import HTTPWire
import JSONWire
import Library
import Vocabulary

/// One bootstrap, as a peer sees it.
struct Bootstrap {
    let number: Int
    let server: HostPort
    /// A person added it at run time; it is kept over a restart.
    let isAdded: Bool
    var state = BootstrapView.State.trying
    var kind = Kind.unknown
    var reason: String?
    var endpoint: Endpoint?
    var resolved: Instant?
    var answered: Instant?
    /// The list that it sent last.
    var generation: UInt64?
    var failures = 0
    /// How often in a row it closed on HTTP without a word. An old one always does; one of ours
    /// does when it is killed at that moment.
    var silences = 0
    var beats = 0
    /// Nil while an attempt is under way.
    var nextAttempt: Instant?
    /// What it hears of our files.
    var talk = IndexTalk()
    /// Why it did not take all of them.
    var refusal: String?
    /// It takes no reports at the moment.
    var isResting = false

    /// Whether the next word is a heartbeat; else it is the whole registration.
    var isKnown: Bool { state == .registered && kind == .ours }
}

final class Registrar {
    unowned let desk: Desk
    let index: OwnIndex
    var bootstraps: [Bootstrap] = []
    private var numbers = 0
    private var lookups: [JobID: Int] = [:]
    /// How many files this node shares, for the registration.
    var files = 0

    init(desk: Desk, index: OwnIndex) {
        self.desk = desk
        self.index = index
    }

    private var host: any Host { desk.host }

    var nextDeadline: Instant? {
        if index.hasWork { return .start }
        return bootstraps.reduce(into: Earliest()) { $0.add($1.nextAttempt) }.instant
    }

    func views(at now: Instant) -> [BootstrapView] {
        bootstraps.map { view(of: $0, at: now) }
    }

    /// In the order in which they came, by the numbers that they have in this run.
    func page(_ page: Page, at now: Instant) throws(Refusal) -> Part<BootstrapView> {
        let instance = desk.identity.instance
        let last = try page.place(in: instance)?.serial ?? 0
        let rows = bootstraps.filter { UInt64($0.number) > last }.prefix(page.limit + 1)
        let part = page.part(of: rows) {
            .place(SearchPlace(rank: 0, serial: UInt64($0.number)), instance: instance)
        }
        return part.map { view(of: $0, at: now) }
    }

    private func view(of bootstrap: Bootstrap, at now: Instant) -> BootstrapView {
        BootstrapView(
            server: bootstrap.server.description, state: bootstrap.state,
            kind: bootstrap.kind, isAdded: bootstrap.isAdded, reason: bootstrap.reason,
            answered: bootstrap.answered.map { now.since($0) })
    }

    /// Where those of our own kind are that answer.
    var ours: [Endpoint] { bootstraps.compactMap { $0.isKnown ? $0.endpoint : nil } }

    var areRegistered: Int { bootstraps.count { $0.state == .registered } }
    var count: Int { bootstraps.count }

    // MARK: Who there is

    /// False: it is there already, or there are too many.
    func add(_ server: HostPort, isAdded: Bool, at now: Instant) -> Bool {
        guard bootstraps.count < Limits.addedNodes,
            !bootstraps.contains(where: { $0.server == server })
        else { return false }
        numbers += 1
        var bootstrap = Bootstrap(number: numbers, server: server, isAdded: isAdded)
        bootstrap.nextAttempt = now
        bootstraps.append(bootstrap)
        return true
    }

    func remove(_ server: HostPort, at now: Instant) -> Bool {
        guard let row = bootstraps.firstIndex(where: { $0.server == server }) else { return false }
        let bootstrap = bootstraps.remove(at: row)
        sayGoodbye(to: bootstrap, at: now)
        desk.neighbourhood.unname(by: bootstrap.number, except: [])
        return true
    }

    /// Makes the configured ones these; those that a person added stay.
    func reload(_ servers: [HostPort], at now: Instant) {
        for gone in bootstraps where !gone.isAdded && !servers.contains(gone.server) {
            _ = remove(gone.server, at: now)
        }
        for server in servers { _ = add(server, isAdded: false, at: now) }
    }

    func update(_ number: Int, _ change: (inout Bootstrap) -> Void) {
        guard let row = bootstraps.firstIndex(where: { $0.number == number }) else { return }
        change(&bootstraps[row])
    }

    private func bootstrap(_ number: Int) -> Bootstrap? {
        bootstraps.first { $0.number == number }
    }

    // MARK: Attempts

    func deadlineReached(at now: Instant) {
        followIndex(at: now)
        for bootstrap in bootstraps where bootstrap.nextAttempt.map({ $0 <= now }) ?? false {
            attempt(bootstrap, at: now)
        }
    }

    private func attempt(_ bootstrap: Bootstrap, at now: Instant) {
        update(bootstrap.number) { $0.nextAttempt = nil }
        if let address = IPAddress(bootstrap.server.host),
            let endpoint = Endpoint(address, port: bootstrap.server.port)
        {
            return register(bootstrap.number, at: endpoint, now)
        }
        // A name may move; one that works is asked for again every five minutes.
        if let endpoint = bootstrap.endpoint, bootstrap.state == .registered,
            let resolved = bootstrap.resolved, now.since(resolved) < .minutes(5)
        {
            return register(bootstrap.number, at: endpoint, now)
        }
        let job = desk.newJob()
        lookups[job] = bootstrap.number
        host.resolve(bootstrap.server.host, for: job)
    }

    /// Whether the look-up was one of ours.
    func resolved(
        _ job: JobID, _ result: Result<[IPAddress], WorldError>, at now: Instant
    ) -> Bool {
        guard let number = lookups.removeValue(forKey: job) else { return false }
        guard let bootstrap = bootstrap(number) else { return true }
        switch result {
        case .success(let addresses):
            guard let address = addresses.first,
                let endpoint = Endpoint(address, port: bootstrap.server.port)
            else { return true }
            update(number) { $0.resolved = now }
            register(number, at: endpoint, now)
        case .failure(let error): failed(number, error.description, at: now)
        }
        return true
    }

    private func register(_ number: Int, at endpoint: Endpoint, _ now: Instant) {
        update(number) { bootstrap in
            bootstrap.endpoint = endpoint
            bootstrap.beats += 1
            // An old bootstrap may have been replaced by one of ours.
            if bootstrap.kind == .old, bootstrap.beats % 10 == 0 { bootstrap.kind = .unknown }
        }
        guard let bootstrap = bootstrap(number) else { return }
        if bootstrap.kind == .old { return registerOld(number, at: endpoint, now) }
        let registration = registration(for: number)
        let body = desk.surface.encode(registration)
        let dialect =
            bootstrap.isKnown
            ? desk.request("PUT", "/api/v1/peers/\(desk.identity.id.hex)", body: body, to: endpoint)
            : desk.request("POST", "/api/v1/peers", body: body, to: endpoint)
        let call = Call(.register(bootstrap: number), at: endpoint, dialect, isStream: false)
        desk.switchboard.dial(call, timeout: Limits.registerTimeout, at: now)
    }

    private func registration(for number: Int) -> Registration {
        let settings = desk.settings
        var (report, generation): (IndexReport?, UInt64?)
        update(number) { bootstrap in
            report = bootstrap.talk.report(of: index)
            generation = bootstrap.generation
        }
        return Registration(
            id: desk.identity.id, instance: desk.identity.instance, name: settings.name,
            port: settings.port, zone: settings.zone, version: desk.identity.version, files: files,
            advertise: settings.advertise, generation: generation, report: report)
    }

    private func registerOld(_ number: Int, at endpoint: Endpoint, _ now: Instant) {
        let advertised = OwnAddress(settings: desk.settings).advertised
        let call = Call(
            .register(bootstrap: number), at: endpoint,
            .jsonRegister(advertised?.address, port: advertised?.port ?? desk.settings.port),
            isStream: false)
        desk.switchboard.dial(call, timeout: Limits.registerTimeout, at: now)
    }

    // MARK: Answers

    func ended(_ number: Int, at endpoint: Endpoint, _ outcome: CallOutcome, at now: Instant) {
        guard let bootstrap = bootstrap(number) else { return }
        switch outcome {
        case .response(let head, let body):
            answered(bootstrap, at: endpoint, head, body, at: now)
        case .silent where bootstrap.kind == .ours:
            failed(number, "it closed without a word", at: now)
        case .silent:
            update(number) { bootstrap in
                bootstrap.silences += 1
                if bootstrap.silences >= Limits.silencesOfOld { bootstrap.kind = .old }
            }
            registerOld(number, at: endpoint, now)
        case .foreign:
            update(number) { $0.kind = .old }
            registerOld(number, at: endpoint, now)
        case .spoken(let bytes): answered(bootstrap, at: endpoint, bytes, at: now)
        case .touched: failed(number, "it said nothing", at: now)
        case .failed(let failure): failed(number, failure.rawValue, at: now)
        }
    }

    private func answered(
        _ bootstrap: Bootstrap, at endpoint: Endpoint, _ head: HTTPResponseHead, _ body: [UInt8],
        at now: Instant
    ) {
        if let (id, _) = Neighbourhood.node(in: head), id == desk.identity.id {
            return failed(bootstrap.number, "that is this node itself", at: now)
        }
        if head.status == 404, bootstrap.isKnown {
            // It forgot us: the whole registration, at once.
            update(bootstrap.number) {
                $0.state = .trying
                $0.generation = nil
                $0.talk.failed()
            }
            return register(bootstrap.number, at: endpoint, now)
        }
        guard (200..<300).contains(head.status), let welcome = desk.surface.decodeWelcome(body)
        else { return failed(bootstrap.number, Self.reason(head.status), at: now) }
        desk.neighbourhood.table.meetOurselves(at: welcome.you)
        if let nodes = welcome.nodes {
            desk.neighbourhood.named(nodes, by: bootstrap.number, at: endpoint.address, now)
        }
        heard(welcome.receipt, from: bootstrap)
        succeeded(bootstrap, as: .ours, generation: welcome.generation, at: now)
        hurry(bootstrap.number, at: now)
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 401: "it refuses us (401): is the secret the same, and are the clocks?"
        case 404, 405: "it is no bootstrap (\(status))"
        default: "it answered \(status)"
        }
    }

    private func answered(
        _ bootstrap: Bootstrap, at endpoint: Endpoint, _ bytes: [UInt8], at now: Instant
    ) {
        guard let nodes = JSONReply.parseNodes(bytes) else {
            return failed(bootstrap.number, "it speaks no dialect that we know", at: now)
        }
        desk.neighbourhood.named(nodes, by: bootstrap.number, at: endpoint.address, now)
        succeeded(bootstrap, as: .old, generation: nil, at: now)
    }

    private func succeeded(
        _ bootstrap: Bootstrap, as kind: Kind, generation: UInt64?, at now: Instant
    ) {
        if bootstrap.state != .registered {
            host.log(.info, "register", "registered with \(bootstrap.server)")
        }
        update(bootstrap.number) { bootstrap in
            bootstrap.state = .registered
            if kind == .ours { bootstrap.silences = 0 }
            if kind == .ours || bootstrap.silences == 0 { bootstrap.kind = kind }
            bootstrap.generation = generation
            bootstrap.reason = nil
            bootstrap.failures = 0
            bootstrap.answered = now
            bootstrap.nextAttempt =
                now + desk.chance.jittered(desk.settings.heartbeat, by: 0.1)
        }
    }

    private func failed(_ number: Int, _ reason: String, at now: Instant) {
        guard let bootstrap = bootstrap(number) else { return }
        if bootstrap.reason != reason {
            host.log(.warning, "register", "not registered with \(bootstrap.server): \(reason)")
        }
        update(number) { bootstrap in
            bootstrap.state = .failed
            bootstrap.reason = reason
            bootstrap.failures += 1
            bootstrap.generation = nil
            bootstrap.talk.failed()
            // One of ours that is killed closes without a word, as an old one does.
            bootstrap.kind = .unknown
            let backOff = Duration.seconds(1 << min(bootstrap.failures - 1, 6))
            bootstrap.nextAttempt =
                now + desk.chance.jittered(min(backOff, Limits.registerBackOffMax))
        }
    }

    // MARK: Goodbye

    func sayGoodbye(at now: Instant) {
        for bootstrap in bootstraps { sayGoodbye(to: bootstrap, at: now) }
    }

    private func sayGoodbye(to bootstrap: Bootstrap, at now: Instant) {
        // A bootstrap may have us on its list before it tells us so.
        let mayKnow =
            desk.switchboard.cancel(.register(bootstrap: bootstrap.number))
            && bootstrap.kind != .old
        guard bootstrap.isKnown || mayKnow, let endpoint = bootstrap.endpoint else { return }
        let dialect = desk.request(
            "DELETE", "/api/v1/peers/\(desk.identity.id.hex)", to: endpoint)
        let call = Call(
            .goodbye(bootstrap: bootstrap.number), at: endpoint, dialect, isStream: false)
        desk.switchboard.dial(call, timeout: Limits.registerTimeout, at: now)
    }
}
