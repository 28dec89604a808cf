// The bootstrap role: remembers peers, tells them of each other, and forgets those that are gone.
//
// It moves no files. What it knows is kept by the ledger, so a restart forgets nobody.

import Bytes
import Directory
import HTTPWire
import JSONWire
import Vocabulary

package final class BootstrapNode: Node {
    let desk: Desk
    var neighbourhood: Neighbourhood { desk.neighbourhood }
    private var switchboard: Switchboard { desk.switchboard }
    private var host: any Host { desk.host }
    let memory: Memory
    let indexes: Indexes
    var recollection = Recollection()
    var longSearches: [LongSearch] = []
    private var listener: MulticastListener
    private var farewell: Farewell?
    let users: UserDesk
    let guests: GuestDesk
    let registry: RegistryDesk
    private var service: TrackerService?
    /// Names that registered peers want to be dialled at, while they are looked up.
    var lookups: [JobID: Lookup] = [:]
    /// Nodes that peers may be told of.
    var listing = Budget(size: Limits.nodesToldAtOnce, rate: Limits.nodesToldRate)

    struct Lookup {
        let port: UInt16
        let sender: IPAddress
        let id: NodeID
    }

    /// - Parameters:
    ///   - memory: what the ledger remembered.
    ///   - seed: for choices that nobody must guess alike on two machines; not for secrets.
    package init(
        settings: NodeSettings, identity: Identity, memory: Memory, surface: any Surface,
        host: any Host, seed: UInt64, at now: Instant
    ) {
        precondition(settings.role == .bootstrap, "a bootstrap node has the bootstrap role")
        self.memory = memory
        desk = Desk(
            settings: settings, identity: identity, surface: surface, host: host, seed: seed,
            nodesMax: Limits.registeredNodes, at: now)
        indexes = Indexes(host: host, settings: settings)
        listener = MulticastListener(isOn: settings.multicastEnabled)
        users = UserDesk(desk, memory)
        desk.users = users
        guests = GuestDesk(desk, users, indexes.catalogue)
        users.guestDesk = guests
        registry = RegistryDesk(desk, indexes.catalogue, memory)
        keepTracker()
        indexes.catalogue.seeders = { [unowned self] in registry.counts(of: $0).seeders }
        desk.switchboard.attendant = self
        desk.ledgerNews.recalled(memory.notices)
    }

    /// Made when it is switched on first, and kept from then on: who switches it off for a while
    /// wants nobody forgotten.
    private func keepTracker() {
        if let service {
            service.reload(desk.settings)
        } else if desk.settings.tracker.isOn {
            service = TrackerService(
                host: host, settings: desk.settings, registry: registry.registry,
                completions: memory.completions, seed: desk.chance.next())
            registry.tracker = service
        }
    }

    /// Nil where the config says that there is none.
    var tracker: TrackerService? { desk.settings.tracker.isOn ? service : nil }

    package func start(at now: Instant) {
        recall(memory.nodes, at: now)
        service?.recall(memory.swarms, at: now)
        if !memory.swarms.isEmpty { host.record(.forgetSwarms) }
        recallListings()
        listener.refresh(host: host, at: now)
        guests.recall(memory.guests, at: now)
    }

    package var statusLine: String {
        let peers = neighbourhood.table.count
        let open = desk.settings.secret == nil ? "no secret: loopback only; " : ""
        return "bootstrap on port \(desk.settings.port); \(open)\(peers) nodes known"
            + desk.troubles
    }

    package var tables: [TableSize] {
        desk.tables + users.tables + guests.tables + (tracker?.tables ?? [])
            + registry.tables + [
                TableSize(
                    name: "catalogue bytes", count: indexes.catalogue.memory,
                    limit: indexes.catalogue.memoryMax + Limits.catalogueSlack),
                TableSize(name: "searches", count: longSearches.count, limit: Limits.longSearches),
            ]
    }

    // MARK: What the host tells

    package func accepted(_ connection: ConnectionID, from remote: Remote, at now: Instant) {
        switchboard.accepted(connection, from: remote, at: now)
    }

    package func connected(_ connection: ConnectionID, at now: Instant) {
        switchboard.connected(connection, at: now)
    }

    package func received(_ bytes: RawSpan, on connection: ConnectionID, at now: Instant) {
        switchboard.received(bytes, on: connection, at: now)
    }

    package func descriptorArrived(
        _ descriptor: DescriptorID, on connection: ConnectionID, at now: Instant
    ) {
        switchboard.descriptorArrived(descriptor, on: connection)
    }

    package func inputEnded(on connection: ConnectionID, at now: Instant) {
        switchboard.inputEnded(on: connection, at: now)
    }

    package func drained(_ connection: ConnectionID, at now: Instant) {
        switchboard.drained(connection, at: now)
    }

    package func closed(_ connection: ConnectionID, _ ending: Ending, at now: Instant) {
        switchboard.closed(connection, ending, at: now)
    }

    package func datagramArrived(
        _ bytes: RawSpan, from sender: Endpoint, by door: DatagramDoor, at now: Instant
    ) {
        switch door {
        case .own: tracker?.received(bytes, from: sender, at: now)
        case .group(.nodes): neighbourhood.heard(bytes, from: sender, at: now)
        case .group: break  // a bootstrap is in no swarm
        }
    }

    package func completed(_ completion: Completion, at now: Instant) {
        switch completion {
        case .resolved(let job, let result):
            if !guests.resolved(job, result, at: now) { resolved(job, result, at: now) }
        case .ledgerFailed, .ledgerMended: _ = desk.ledgerNews.heard(completion, host)
        case .ledgerBegunAnew:
            _ = desk.ledgerNews.heard(completion, host)
            rememberAgain()
        case .passwordHashed(let job, let result): users.hashed(job, result, at: now)
        case .recorded(let job, let result):
            if !desk.acknowledgements.written(job, at: now),
                !registry.recorded(job, result, at: now)
            {
                users.recorded(job, result, at: now)
            }
        case .metainfoRead(let job, let result):
            _ = registry.metainfoRead(job, result, at: now)
        case .torrentLoaded(let job, let result): registry.torrentLoaded(job, result, at: now)
        case .listingsLoaded(let job, let result): listingsLoaded(job, result, at: now)
        case .backedUp(let job, let result): desk.backups.ended(job, result, at: now)
        default: break  // a bootstrap asks for nothing else
        }
    }

    package var nextDeadline: Instant? {
        var earliest = Earliest(neighbourhood.nextDeadline)
        earliest.add(switchboard.nextDeadline)
        earliest.add(listener.nextDeadline)
        earliest.add(desk.events.nextDeadline)
        earliest.add(users.nextDeadline)
        earliest.add(guests.nextDeadline)
        earliest.add(registry.nextDeadline)
        let isAtWork = !longSearches.isEmpty || recollection.count > 0
        earliest.add(isAtWork ? .start : indexes.nextDeadline)
        earliest.add(farewell?.nextLook)
        earliest.add(tracker?.nextDeadline)
        return earliest.instant
    }

    package func deadlineReached(at now: Instant) {
        desk.clock.look(host, at: now)
        switchboard.deadlineReached(at: now)
        neighbourhood.deadlineReached(at: now)
        desk.events.deadlineReached(at: now)
        users.deadlineReached(at: now)
        guests.deadlineReached(at: now)
        registry.deadlineReached(at: now)
        listener.deadlineReached(host: host, at: now)
        indexes.deadlineReached(neighbourhood.table, at: now)
        if farewell == nil { recallSome() }
        // What the catalogue takes is the tracker's no more.
        let others = indexes.catalogue.memory + registry.registry.memory
        service?.mayTake(desk.settings.memoryMax - others, at: now)
        tracker?.deadlineReached(at: now)
        searchOn(at: now)
        if farewell?.isOver(isBusy: switchboard.isBusy, at: now) == true {
            farewell = nil
            host.stopped()
        }
    }

    package func reload(_ settings: NodeSettings, at now: Instant) {
        desk.reload(settings)
        indexes.reload(settings)
        registry.reload(settings)
        listener.isOn = settings.multicastEnabled
        listener.refresh(host: host, at: now)
        keepTracker()
    }

    package func stop(at now: Instant) {
        // What is not read yet is read by the next run.
        recollection = Recollection()
        desk.events.end(at: now)
        switchboard.stopListening(at: now)
        tracker?.save(at: now)
        farewell = Farewell(at: now)
    }
}

// MARK: Requests

extension BootstrapNode: Attendant {
    /// A bootstrap tells who there is, and has no files.
    var swarms: Swarms? { nil }

    func answer(
        _ request: JSONRequest, on connection: ConnectionID, from remote: Remote, at now: Instant
    ) {
        if case .register(let ip, let port) = request, case .tcp(let sender) = remote {
            register(ip: ip, port: port, from: sender.address, on: connection, at: now)
        } else {
            host.send(JSONReply.unknownMessage, on: connection)
            host.finish(connection)
        }
    }

    func drained(_ slip: ReplySlip) {
        desk.events.drained(slip)
        guests.drained(slip)
    }

    func answer(_ request: Request, from remote: Remote, to slip: ReplySlip, at now: Instant) {
        guard let ask = desk.admit(request, from: remote, to: slip, at: now) else { return }
        if case .account(let what) = ask {
            return users.answer(what, by: request.user, to: slip, at: now)
        }
        if case .backUp = ask { return desk.backups.begin(ask, slip, at: now) }
        if case .registry(let what) = ask {
            return registry.answer(what, request, to: slip, at: now)
        }
        if case .old(let what) = ask {
            return guests.answer(what, Petition(ask: ask, slip: slip), at: now)
        }
        if case .tracker(let question) = ask, let tracker {
            let isMember = !tracker.isOpen && desk.isMember(request, from: remote)
            let body = tracker.answer(question, isMember: isMember, from: remote, at: now)
            return desk.reply(.tracked(body), to: ask, slip, at: now)
        }
        let answer: Answer?
        switch ask {
        case .files(let words, let digest, let page):
            answer = list(words: words, digest: digest, page, ask, slip, at: now)
        case .search(let words, let page):
            answer = list(words: words, digest: nil, page, ask, slip, at: now)
        case .register(let registration), .heartbeat(let registration):
            answer = enrol(registration, Petition(ask: ask, slip: slip), at: now)
        default: answer = self.answer(to: ask, from: remote, at: now)
        }
        if let answer { desk.reply(answer, to: ask, slip, at: now) }
    }

    func bodyLimit(of head: HTTPRequestHead) -> Int { guests.bodyLimit(of: head) }

    // A bootstrap keeps no files but those of its registry: every other body is a document.

    func takesBodyAsItArrives(_ head: HTTPRequestHead) -> Bool { registry.isOne(head) }

    func bodyBegins(
        _ head: HTTPRequestHead, from remote: Remote, to slip: ReplySlip, at now: Instant
    ) { registry.begins(head, from: remote, to: slip, at: now) }

    func bodyArrived(_ bytes: RawSpan, for slip: ReplySlip, at now: Instant) {
        registry.arrived(bytes, for: slip, at: now)
    }

    func bodyEnded(for slip: ReplySlip, at now: Instant) { registry.ended(for: slip, at: now) }

    func bodyBroke(for slip: ReplySlip, at now: Instant) { registry.broke(for: slip) }

    private func answer(to ask: Ask, from remote: Remote, at now: Instant) -> Answer {
        switch ask {
        case .health:
            desk.clock.look(host, at: now)
            return .health(statusLine: statusLine)
        case .status:
            return .status(status(at: now))
        case .metrics: return .metrics(metrics(at: now))
        case .tracker: return .refused(.init(404, "this bootstrap keeps no tracker"))
        case .description: return .description
        case .nodes(let list, let page):
            return .or { () throws(Refusal) in
                let part = try neighbourhood.page(list, page, at: now)
                return .nodes(part.rows, next: part.next)
            }
        case .goodbye(let id): return sayGoodbye(to: id)
        case .files, .search: preconditionFailure("what the catalogue knows is answered before")
        case .register, .heartbeat: preconditionFailure("who registers is answered before")
        case .backUp: preconditionFailure("what takes longer than a turn is answered before")
        case .downloads: return .downloads([], next: nil)
        case .bootstraps: return .bootstraps([], next: nil)
        case .download, .content, .upload, .startDownload, .pauseDownload, .resumeDownload,
            .cancelDownload, .share, .unshare, .verify, .addNode, .removeNode, .addBootstrap,
            .removeBootstrap, .switchMulticast, .events, .torrent, .account, .old, .registry:
            return .refused(.init(404, "this node is a bootstrap; ask a peer for that"))
        }
    }

    private func metrics(at now: Instant) -> MetricsView {
        var metrics = desk.metrics(status(at: now), tables, at: now)
        metrics.tracker = tracker?.metrics
        metrics.catalogue = CatalogueFigures(indexes)
        return metrics
    }

    private func status(at now: Instant) -> StatusView {
        var status = desk.status(at: now)
        status.multicast = listener.isListening
        status.files = indexes.catalogue.fileCount
        status.holders = indexes.catalogue.holderCount - registry.registry.count
        if !indexes.isLoaded { status.notices.append("the catalogue is being read") }
        return status
    }

    func callEnded(
        _ purpose: Purpose, at endpoint: Endpoint, _ outcome: CallOutcome, at now: Instant
    ) {
        if case .guest(let user, let session) = purpose {
            return guests.probeEnded(user, session, outcome, at: now)
        }
        guard case .probe(let key) = purpose else { return }
        let before = neighbourhood.table[key]
        neighbourhood.probeEnded(key, at: endpoint, outcome, at: now)
        guard let after = neighbourhood.table.key(at: endpoint).flatMap({ neighbourhood.table[$0] })
        else { return }
        if before?.isListed != after.isListed || before?.id != after.id { remember(after) }
    }

    func streamBegan(
        _ purpose: Purpose, on connection: ConnectionID, _ head: HTTPResponseHead, at now: Instant
    ) {
        preconditionFailure("a bootstrap downloads nothing")
    }

    func streamArrived(
        _ purpose: Purpose, on connection: ConnectionID, _ bytes: RawSpan, at now: Instant
    ) {
        preconditionFailure("a bootstrap downloads nothing")
    }
}
