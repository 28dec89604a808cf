// What a bootstrap says of others.
//
// A person chose the bootstrap, so whom it names is listed at once, alive or not; but an address
// that nobody but the bootstrap could dial stands for the bootstrap's own.

import Directory
import Vocabulary

extension Neighbourhood {
    /// The whole list of one of our bootstraps: who is not on it is not named by it any more.
    func named(_ nodes: [NodeView], by bootstrap: Int, at address: IPAddress, _ now: Instant) {
        var named: [Neighbours.Key] = []
        for node in nodes.prefix(Limits.nodesTold) {
            guard
                let endpoint = AddressHint(
                    claimed: node.endpoint.address, port: node.endpoint.port, from: address
                ).endpoint,
                let key = key(of: node, at: endpoint, now)
            else { continue }
            table.update(key) { neighbour in
                neighbour.name = node.name
                neighbour.zone = node.zone
                neighbour.version = node.version
                neighbour.files = node.files
                if neighbour.kind == .unknown { neighbour.kind = node.kind }
            }
            name(key, by: bootstrap)
            named.append(key)
        }
        unname(by: bootstrap, except: named)
    }

    private func key(of node: NodeView, at endpoint: Endpoint, _ now: Instant) -> Neighbours.Key? {
        if let id = node.id {
            return table.learn(id, endpoint, isReached: false, isVouched: true, at: now)
        }
        return table.learn(endpoint, at: now)
    }

    /// The list of an old bootstrap: a part of it, in no order that we may rely on.
    func named(
        _ nodes: [(host: String, port: Int)], by bootstrap: Int, at address: IPAddress,
        _ now: Instant
    ) {
        for node in nodes.prefix(Limits.nodesTold) {
            guard let claimed = IPAddress(node.host),
                let endpoint = AddressHint(claimed: claimed, port: node.port, from: address)
                    .endpoint,
                let key = table.learn(endpoint, at: now)
            else { continue }
            name(key, by: bootstrap)
        }
    }

    private func name(_ key: Neighbours.Key, by bootstrap: Int) {
        table.update(key) { neighbour in
            neighbour.sources.insert(.bootstrap)
            neighbour.isListed = true
            if !neighbour.namedBy.contains(bootstrap) { neighbour.namedBy.append(bootstrap) }
        }
    }

    /// Takes the bootstrap's word back for everybody else.
    func unname(by bootstrap: Int, except named: [Neighbours.Key]) {
        let named = Set(named)
        for key in table.keys where !named.contains(key) {
            guard table[key]?.namedBy.contains(bootstrap) == true else { continue }
            table.update(key) { $0.namedBy.removeAll { $0 == bootstrap } }
        }
    }
}

extension AddressHint {
    /// The address, proved or not.
    fileprivate var endpoint: Endpoint? {
        switch self {
        case .believed(let endpoint), .unproved(let endpoint): endpoint
        case .refused: nil
        }
    }
}
