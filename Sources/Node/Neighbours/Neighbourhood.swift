// What a node does about the others it knows: hears of them, knocks at their doors, forgets them.
//
// Law 1. A probe that succeeds is a heartbeat. It lengthens a life and never gates one: who has
//        registered is listed at once. Only what a stranger claims of somebody must be proved.
// Law 2. A node is gone when it was silent for its time and three probes in a row failed.

import Bytes
import Directory
import HTTPWire
import LANWire
import Vocabulary

final class Neighbourhood {
    unowned let host: any Host
    private unowned let switchboard: Switchboard
    private let events: Events
    let identity: Identity
    var settings: NodeSettings
    var table: Neighbours
    /// How often others have us knock: shared with whoever else does.
    var budget = ProbeBudget()
    private var nextSweep = Instant.start
    /// Those who are still to be looked after in this second.
    private var round: ArraySlice<Neighbours.Key> = []
    /// Datagrams on the group that say nothing we understand.
    private(set) var malformed = 0
    /// HELLOs from addresses not known yet.
    private var strangers = StrangerBudget()
    /// What a person should hear of.
    private(set) var notices: [String] = []

    init(
        host: any Host, switchboard: Switchboard, events: Events, identity: Identity,
        settings: NodeSettings, limit: Int, seed: UInt64
    ) {
        self.events = events
        self.host = host
        self.switchboard = switchboard
        self.identity = identity
        self.settings = settings
        table = Neighbours(
            own: identity.id, limit: limit, generation: seed >> 24)
    }

    private var isBootstrap: Bool { settings.role == .bootstrap }

    /// How long a node may be silent before it is looked after.
    private var patience: Duration { isBootstrap ? settings.staleAfter / 3 : .seconds(60) }

    /// The time between two probes of a silent node.
    private func probeInterval(of neighbour: Neighbour) -> Duration {
        if isBootstrap { return settings.staleAfter / 5 }
        if neighbour.failures < Limits.probesFailed { return .seconds(10) }
        // A node that is down is asked less and less often, at least every ten minutes; one whom a
        // bootstrap still names has a heartbeat there, and is asked every two.
        if !neighbour.namedBy.isEmpty { return .minutes(2) }
        return .seconds(min(600, 15 << min(neighbour.failures, 6)))
    }

    /// How long it must have been silent, besides its failed probes, before it is forgotten.
    private var memoryOfSilent: Duration { isBootstrap ? settings.staleAfter : .minutes(30) }
}

// MARK: Hearing

extension Neighbourhood {
    /// A datagram on the multicast group. It is a hint from anybody at all.
    func heard(_ datagram: RawSpan, from sender: Endpoint, at now: Instant) {
        guard let message = LANMessage(datagram) else {
            malformed += 1
            return
        }
        switch message {
        case .hello(let endpoint): heardHello(endpoint, from: sender.address, at: now)
        case .goodbye(let endpoint): heardGoodbye(endpoint, from: sender.address)
        }
    }

    private func heardHello(_ claimed: Endpoint, from sender: IPAddress, at now: Instant) {
        let endpoint: Endpoint
        switch AddressHint(claimed: claimed.address, port: claimed.port, from: sender) {
        case .believed(let own), .unproved(let own): endpoint = own
        case .refused: return
        }
        guard !table.isOwn(endpoint) else { return }
        if let known = table.key(at: endpoint), let neighbour = table[known], neighbour.isListed {
            // Only who speaks for itself keeps itself alive.
            guard endpoint.address == sender else { return }
            table.update(known) {
                $0.lastHello = now
                $0.lastSeen = max($0.lastSeen, now)
                $0.sources.insert(.multicast)
            }
            if neighbour.liveness == .down { probe(known, for: sender, at: now) }
            return
        }
        guard mayMeetStranger(from: sender, at: now), let key = table.learn(endpoint, at: now)
        else { return }
        table.update(key) { neighbour in
            neighbour.sources.insert(.multicast)
            neighbour.namedFrom = sender
            if endpoint.address == sender { neighbour.lastHello = now }
        }
        probe(key, for: sender, at: now)
    }

    private func mayMeetStranger(from sender: IPAddress, at now: Instant) -> Bool {
        table.unlisted < Limits.multicastNodes && strangers.spend(for: sender, at: now)
    }

    /// Counts only from the address that it names, and takes the node off the third list only.
    private func heardGoodbye(_ claimed: Endpoint, from sender: IPAddress) {
        guard claimed.address == sender, let key = table.key(at: claimed) else { return }
        table.update(key) { $0.lastHello = nil }
    }

    /// A person named a node, in the config or at run time.
    func added(_ endpoint: Endpoint, at now: Instant) {
        guard let key = table.learn(endpoint, at: now) else { return }
        table.update(key) {
            $0.sources.insert(.added)
            $0.isListed = true
        }
        probe(key, for: nil, at: now)
    }

    /// Takes a node off the list of those that a person named.
    func removed(_ endpoint: Endpoint) -> Bool {
        guard let key = table.key(at: endpoint), let neighbour = table[key],
            neighbour.sources.contains(.added)
        else { return false }
        if neighbour.sources == .added { table.forget(key) }
        table.update(key) { $0.sources.remove(.added) }
        return true
    }
}

// MARK: Probing

extension Neighbourhood {
    /// Knocks; `source` is who named the address, nil for ourselves.
    func probe(_ key: Neighbours.Key, for source: IPAddress?, at now: Instant) {
        guard let neighbour = table[key], !neighbour.isBeingProbed,
            budget.spend(for: source, at: now)
        else { return }
        table.update(key) {
            $0.isBeingProbed = true
            $0.lastProbe = now
        }
        // Who is known to be old is only touched: its program prints an error for what it does
        // not understand.
        let dialect: Call.Dialect
        let isSure = neighbour.kindAsked.map { now.since($0) < Limits.kindAge } ?? false
        if neighbour.kind == .old, isSure {
            dialect = .touch
        } else {
            var head = HTTPRequestHead(method: "GET", target: "/healthz", fields: HTTPFields())
            head.fields.add("host", neighbour.endpoint.description)
            head.fields.add("connection", "close")
            dialect = .http(HTTPClient(method: "GET"), head, body: [])
            table.update(key) { $0.kindAsked = now }
        }
        let call = Call(.probe(key), at: neighbour.endpoint, dialect, isStream: false)
        switchboard.dial(call, timeout: settings.probeTimeout, at: now)
    }

    func probeEnded(
        _ key: Neighbours.Key, at endpoint: Endpoint, _ outcome: CallOutcome, at now: Instant
    ) {
        table.update(key) { $0.isBeingProbed = false }
        if let claim = table[key], claim.isMereClaim, Self.id(in: outcome) != claim.claimant {
            return table.forget(key)
        }
        switch outcome {
        case .response(let head, _):
            guard let (id, instance) = Self.node(in: head) else {
                return answered(key, as: .old, at: now)
            }
            met(id, instance, at: endpoint, key, now)
        case .foreign, .spoken: answered(key, as: .old, at: now)
        case .touched, .silent: answered(key, as: nil, at: now)
        case .failed(let failure): failed(key, failure, at: now)
        }
    }

    private static func id(in outcome: CallOutcome) -> NodeID? {
        if case .response(let head, _) = outcome { node(in: head)?.0 } else { nil }
    }

    /// The id and run that an answer of ours carries.
    static func node(in head: HTTPResponseHead) -> (NodeID, UInt64)? {
        let words = (head.fields["distrishare-node"] ?? "").split(separator: " ")
        guard words.count == 2, let id = NodeID(hex: words[0]),
            let instance = UInt64(words[1], radix: 16)
        else { return nil }
        return (id, instance)
    }

    /// One of ours answered at an address.
    func met(
        _ id: NodeID, _ instance: UInt64, at endpoint: Endpoint, _ asked: Neighbours.Key?,
        _ now: Instant
    ) {
        if id == identity.id {
            if instance != identity.instance { noticeDouble("this node", endpoint) }
            return table.meetOurselves(at: endpoint)
        }
        let before = asked.flatMap { table[$0] }
        // It was named by itself as its own further address, or by a person.
        let isVouched = before.map { $0.claimant == id || $0.sources.contains(.added) } ?? false
        guard
            let key = table.learn(
                id, endpoint, isReached: true, isVouched: isVouched, at: now)
        else { return }
        if let known = table[key], known.endpoint != endpoint, known.holdsItsPlace {
            noticeDouble(known.title, endpoint)
            if let asked, asked != key { table.forget(asked) }
            return
        }
        if let known = table[key], let last = known.instance, last != instance,
            known.endpoint != endpoint, now.since(known.lastSeen) < .seconds(10)
        {
            noticeDouble(known.title, endpoint)
        }
        table.update(key) { neighbour in
            neighbour.instance = instance
            if let before {
                neighbour.sources.formUnion(before.sources)
                if let hello = before.lastHello { neighbour.lastHello = hello }
            }
            neighbour.isBeingProbed = false
        }
        answered(key, as: .ours, at: now)
    }

    /// A good sign from a neighbour, whatever it was. `kind` nil: as it was before.
    func answered(_ key: Neighbours.Key, as kind: Kind?, at now: Instant) {
        if let neighbour = table[key], neighbour.liveness == .down {
            host.log(.info, "nodes", "\(neighbour.title) answers again")
        }
        table.update(key) { neighbour in
            if let kind { neighbour.kind = kind }
            neighbour.liveness = .alive
            neighbour.failures = 0
            neighbour.lastSeen = now
            neighbour.isListed = true
        }
    }

    private func failed(_ key: Neighbours.Key, _ failure: CallFailure, at now: Instant) {
        table.update(key) { $0.failures += 1 }
        guard let neighbour = table[key] else { return }
        guard neighbour.isListed else { return table.forget(key) }
        if neighbour.failures >= Limits.probesFailed, neighbour.liveness != .down {
            table.update(key) { $0.liveness = .down }
            if !isBootstrap {
                host.log(.info, "nodes", "\(neighbour.title) does not answer: \(failure.rawValue)")
            }
        }
        if isGone(neighbour, at: now) { evict(key, neighbour, because: failure, at: now) }
    }

    private func noticeDouble(_ title: String, _ endpoint: Endpoint) {
        let text = "two daemons have one id: \(title) and the one at \(endpoint)"
        guard !notices.contains(text), notices.count < 16 else { return }
        notices.append(text)
        host.log(.warning, "nodes", text)
    }
}

// MARK: Forgetting

extension Neighbourhood {
    var nextDeadline: Instant { round.isEmpty ? nextSweep : .start }

    /// Looks after everybody once a second; of very many, after some in each turn.
    func deadlineReached(at now: Instant) {
        if round.isEmpty {
            guard now >= nextSweep else { return }
            nextSweep = now + Limits.sweepInterval
            round = table.keys[...]
        }
        let some = round.prefix(Limits.neighboursLookedAfter)
        round = round.dropFirst(some.count)
        for key in some { look(after: key, at: now) }
        tellNews(to: events, at: now)
    }

    private func look(after key: Neighbours.Key, at now: Instant) {
        guard let neighbour = table[key] else { return }
        if neighbour.lastHello != nil, !isOnMulticast(neighbour, at: now) {
            table.update(key) { $0.lastHello = nil }
        }
        guard !neighbour.isBeingProbed else { return }
        let interval = probeInterval(of: neighbour)
        // A node that is known to be down is asked on, however recently it was heard of.
        let isSilent = now.since(neighbour.lastSeen) >= patience
        guard neighbour.liveness == .unknown || neighbour.failures > 0 || isSilent else { return }
        if let last = neighbour.lastProbe, now.since(last) < interval { return }
        if neighbour.isListed { return probe(key, for: nil, at: now) }
        // What a stranger claims waits for his share of the probes, and not for ever.
        if now.since(neighbour.firstSeen) > Limits.claimAge { return table.forget(key) }
        probe(key, for: neighbour.namedFrom, at: now)
    }

    private func isGone(_ neighbour: Neighbour, at now: Instant) -> Bool {
        let isNamed = neighbour.sources.contains(.added) || !neighbour.namedBy.isEmpty
        return !isNamed && neighbour.failures >= Limits.probesFailed
            && now.since(neighbour.lastSeen) >= memoryOfSilent
    }

    private func evict(
        _ key: Neighbours.Key, _ neighbour: Neighbour, because failure: CallFailure, at now: Instant
    ) {
        table.forget(key)
        let silence = now.since(neighbour.lastSeen).components.seconds
        host.log(
            .info, "nodes",
            "evicted \(neighbour.title): silent for \(silence) s, and \(neighbour.failures) probes "
                + "failed (\(failure.rawValue))")
        if isBootstrap { host.record(.forgetNode(key: neighbour.recordKey)) }
    }
}
