// How peers come onto a bootstrap's list, are kept on it over a restart, and say goodbye.

import Directory
import JSONWire
import Vocabulary

extension BootstrapNode {
    // MARK: Dialect J

    /// Registering is also how an old client asks for the list.
    func register(
        ip: String, port: Int, from sender: IPAddress, on connection: ConnectionID, at now: Instant
    ) {
        let hint = AddressHint(claimed: IPAddress(ip), port: port, from: sender)
        switch hint {
        case .believed(let endpoint), .unproved(let endpoint):
            let wasListed = isListed(neighbourhood.table.key(at: endpoint))
            enter(endpoint, kind: .old, hint, from: sender, at: now)
            // The caller is the first in its own list, proved or not: it looks for itself there.
            // Old clients split at the colon, so they are told of IPv4 only.
            let others = neighbourhood.table.mostRecent(Limits.jsonNodesLength / 16)
                .map(\.endpoint).filter { $0 != endpoint && $0.address.v4 != nil }
            let limit = min(Limits.jsonNodesLength, desk.host.segmentSize(of: connection))
            let reply = JSONReply.nodes([endpoint] + others, limit: limit)
            if !wasListed, isListed(neighbourhood.table.key(at: endpoint)) {
                return desk.acknowledgements.tell(.old(reply, connection))
            }
            desk.host.send(reply, on: connection)
        case .refused: desk.host.send(JSONReply.unknownMessage, on: connection)
        }
        desk.host.finish(connection)
    }

    /// Puts an address on the list, or behind a probe.
    private func enter(
        _ endpoint: Endpoint, kind: Kind, _ hint: AddressHint, from sender: IPAddress,
        at now: Instant
    ) {
        guard mayEnter(endpoint), let key = neighbourhood.table.learn(endpoint, at: now) else {
            return
        }
        if case .unproved = hint, neighbourhood.table[key]?.isListed == false {
            neighbourhood.table.update(key) {
                $0.sources.insert(.registered)
                $0.namedFrom = sender
            }
            return neighbourhood.probe(key, for: sender, at: now)
        }
        let wasListed = neighbourhood.table[key]?.isListed ?? false
        neighbourhood.table.update(key) { neighbour in
            neighbour.sources.insert(.registered)
            neighbour.isListed = true
            neighbour.lastSeen = now
            if neighbour.kind == .unknown { neighbour.kind = kind }
            neighbour.registered = neighbour.registered ?? desk.host.wallTime
        }
        if !wasListed { admitted(key) }
    }

    /// One address is a machine, or many behind a gateway; it is not the whole list.
    private func mayEnter(_ endpoint: Endpoint) -> Bool {
        endpoint.address.isLoopback || neighbourhood.table.key(at: endpoint) != nil
            || neighbourhood.table.count(at: endpoint.address) < Limits.nodesPerAddress
    }

    // MARK: Our own peers

    func register(_ registration: Registration, from remote: Remote, at now: Instant) -> Answer {
        guard case .tcp(let sender) = remote,
            let seen = Endpoint(sender.address, port: registration.port)
        else { return .refused(.init(400, "a peer registers over TCP, with its port")) }
        let address = address(of: registration, seen: seen)
        guard
            let key = neighbourhood.table.learn(
                registration.id, address, isReached: true, isVouched: true, at: now)
        else {
            let isOurs =
                registration.id == desk.identity.id || neighbourhood.table.isOwn(address)
            return isOurs
                ? .refused(.init(409, "that is this bootstrap's own key or address"))
                : .refused(.init(507, "this bootstrap's list is full"))
        }
        let before = neighbourhood.table[key]
        if let before, let last = before.instance, last != registration.instance {
            desk.host.log(.info, "nodes", "\(before.title) was started anew")
        }
        neighbourhood.table.update(key) { neighbour in
            neighbour.instance = registration.instance
            neighbour.name = registration.name
            neighbour.zone = registration.zone
            neighbour.version = registration.version
            neighbour.files = registration.files
            neighbour.kind = .ours
            neighbour.sources.insert(.registered)
            neighbour.isListed = true
            neighbour.liveness = .alive
            neighbour.failures = 0
            neighbour.lastSeen = now
            neighbour.registered = neighbour.registered ?? desk.host.wallTime
        }
        prove(registration, key, from: sender.address, at: now)
        if before?.isListed != true { admitted(key) }
        if let after = neighbourhood.table[key],
            before.map({ $0.isWorthRemembering(as: after) }) ?? true
        {
            remember(after)
        }
        var welcome = welcome(for: registration, at: seen, now)
        welcome.receipt = registration.report.map {
            indexes.take($0, of: registration.id, instance: registration.instance)
        }
        return .welcome(welcome)
    }

    /// Where a peer that registers is dialled now: at an advertised address that has answered
    /// before, else where we see it.
    private func address(of registration: Registration, seen: Endpoint) -> Endpoint {
        guard let key = neighbourhood.table.key(of: registration.id),
            let known = neighbourhood.table[key], registration.advertise != nil,
            known.liveness == .alive
        else { return seen }
        return known.endpoint
    }

    /// An advertised address is believed once a probe reaches the same id there.
    private func prove(
        _ registration: Registration, _ key: Neighbours.Key, from sender: IPAddress, at now: Instant
    ) {
        guard let wanted = registration.advertise else { return }
        guard let address = IPAddress(wanted.host) else {
            guard lookups.count < Limits.probesPerSecond else { return }
            let job = desk.newJob()
            lookups[job] = Lookup(port: wanted.port, sender: sender, id: registration.id)
            return desk.host.resolve(wanted.host, for: job)
        }
        prove(address, port: wanted.port, for: registration.id, from: sender, at: now)
    }

    func resolved(_ job: JobID, _ result: Result<[IPAddress], WorldError>, at now: Instant) {
        guard let lookup = lookups.removeValue(forKey: job) else { return }
        switch result {
        case .success(let addresses):
            guard let address = addresses.first else { return }
            prove(address, port: lookup.port, for: lookup.id, from: lookup.sender, at: now)
        case .failure(let error):
            desk.host.log(.info, "nodes", "an advertised name was not found: \(error)")
        }
    }

    private func prove(
        _ address: IPAddress, port: UInt16, for id: NodeID, from sender: IPAddress, at now: Instant
    ) {
        let hint = AddressHint(claimed: address, port: port, from: sender)
        guard case .unproved(let endpoint) = hint,
            let key = neighbourhood.table.key(of: id),
            neighbourhood.table[key]?.endpoint != endpoint,
            let candidate = neighbourhood.table.learn(endpoint, at: now)
        else { return }
        neighbourhood.table.update(candidate) {
            $0.namedFrom = sender
            $0.claimant = id
        }
        neighbourhood.probe(candidate, for: sender, at: now)
    }

    func sayGoodbye(to id: NodeID) -> Answer {
        guard let key = neighbourhood.table.key(of: id), let neighbour = neighbourhood.table[key]
        else { return .refused(.init(404, "no such peer is registered here")) }
        neighbourhood.table.forget(key)
        indexes.forget(id)
        desk.host.record(.forgetNode(key: neighbour.recordKey))
        desk.host.log(.info, "nodes", "\(neighbour.title) said goodbye")
        return .done
    }

    private func welcome(
        for registration: Registration, at seen: Endpoint, _ now: Instant
    ) -> Welcome {
        let generation = neighbourhood.table.generation
        if registration.generation == generation {
            return Welcome(you: seen, generation: generation, nodes: nil)
        }
        let count = min(neighbourhood.table.count, Limits.nodesTold)
        let isInBudget = listing.spend(count, at: now)
        if let known = registration.generation, !isInBudget {
            return Welcome(you: seen, generation: known, nodes: nil)
        }
        let nodes = neighbourhood.table.mostRecent(Limits.nodesTold)
            .filter { $0.id != registration.id }
        return Welcome(
            you: seen, generation: generation,
            nodes: nodes.map { neighbourhood.view(of: $0, at: now) })
    }
}

// MARK: Remembering

extension BootstrapNode {
    private func admitted(_ key: Neighbours.Key) {
        guard let neighbour = neighbourhood.table[key] else { return }
        desk.host.log(.info, "nodes", "\(neighbour.title) registered")
        remember(neighbour)
    }

    func remember(_ neighbour: Neighbour) {
        guard neighbour.isListed else { return }
        if neighbour.id != nil {
            desk.host.record(.forgetNode(key: neighbour.endpoint.description))
        }
        desk.host.record(change(neighbour))
    }

    private func change(_ neighbour: Neighbour) -> LedgerChange {
        let time = desk.host.wallTime
        return .rememberNode(
            NodeRecord(
                key: neighbour.recordKey, id: neighbour.id, endpoint: neighbour.endpoint,
                name: neighbour.name, zone: neighbour.zone, version: neighbour.version,
                files: neighbour.files, kind: neighbour.kind, lastSeen: time,
                registered: neighbour.registered ?? time))
    }

    /// Another ledger was begun: what is known here goes into it, in one batch, for a crash in
    /// between must not make half of it the whole. Files are told again by those who have them, at
    /// the next start.
    func rememberAgain() {
        let table = neighbourhood.table
        let nodes = table.keys.compactMap { table[$0] }.filter(\.isListed).map(change)
        desk.host.record(nodes + users.changes + guests.changes, for: desk.newJob())
    }

    /// After a restart everybody is as if just seen: silence is counted from now on.
    func recall(_ records: [NodeRecord], at now: Instant) {
        for record in records {
            let key =
                if let id = record.id {
                    neighbourhood.table.learn(
                        id, record.endpoint, isReached: false, isVouched: true, at: now)
                } else {
                    neighbourhood.table.learn(record.endpoint, at: now)
                }
            guard let key else { continue }
            neighbourhood.table.update(key) { neighbour in
                neighbour.name = record.name
                neighbour.zone = record.zone
                neighbour.version = record.version
                neighbour.files = record.files
                neighbour.kind = record.kind
                neighbour.sources = .registered
                neighbour.isListed = true
                neighbour.registered = record.registered
            }
        }
        guard !records.isEmpty else { return }
        desk.host.log(.info, "nodes", "\(records.count) nodes remembered from before")
    }
}

extension Neighbour {
    fileprivate func isWorthRemembering(as after: Neighbour) -> Bool {
        endpoint != after.endpoint || name != after.name || zone != after.zone
            || version != after.version || kind != after.kind || id != after.id
    }
}
