// The three lists of a node, as people and other nodes see them: everybody, the bootstrap's, and
// those that multicast has heard of lately.

import Directory
import Library
import Vocabulary

extension Neighbourhood {
    func isOnMulticast(_ neighbour: Neighbour, at now: Instant) -> Bool {
        neighbour.isOnMulticast(at: now, interval: settings.multicastInterval)
    }

    private func isOn(_ list: NodeList, _ neighbour: Neighbour, at now: Instant) -> Bool {
        switch list {
        case .all: true
        case .bootstrap:
            neighbour.sources.contains(.registered) || !neighbour.namedBy.isEmpty
        case .multicast: isOnMulticast(neighbour, at: now)
        }
    }

    /// A list in the order of arrival.
    func neighbours(_ list: NodeList, at now: Instant) -> [(key: Neighbours.Key, Neighbour)] {
        table.listed(after: 0, limit: .max) { isOn(list, $0, at: now) }
            .map { ($0.key, $0.neighbour) }
    }

    func views(_ list: NodeList, at now: Instant) -> [NodeView] {
        neighbours(list, at: now).map { view(of: $0.1, at: now) }
    }

    func page(
        _ list: NodeList, _ page: Page, at now: Instant
    ) throws(Refusal) -> Part<NodeView> {
        let last = try page.place(in: identity.instance)?.serial ?? 0
        let rows = table.listed(after: last, limit: page.limit + 1) { isOn(list, $0, at: now) }
        return page.part(of: rows) { row in
            .place(SearchPlace(rank: 0, serial: row.key.number), instance: identity.instance)
        }.map { view(of: $0.1, at: now) }
    }

    func view(of neighbour: Neighbour, at now: Instant) -> NodeView {
        var learned: [NodeView.Source] = []
        if !neighbour.namedBy.isEmpty { learned.append(.bootstrap) }
        if isOnMulticast(neighbour, at: now) { learned.append(.multicast) }
        if neighbour.sources.contains(.added) { learned.append(.added) }
        if neighbour.sources.contains(.registered) { learned.append(.registered) }
        return NodeView(
            id: neighbour.id, name: neighbour.name, endpoint: neighbour.endpoint,
            zone: neighbour.zone, version: neighbour.version, files: neighbour.files,
            kind: neighbour.kind, learned: learned, seen: now.since(neighbour.lastSeen),
            liveness: view(of: neighbour.liveness))
    }

    func view(of liveness: Neighbour.Liveness) -> NodeView.Liveness {
        switch liveness {
        case .unknown: .unknown
        case .alive: .alive
        case .down: .down
        }
    }

    func fill(_ status: inout StatusView, at now: Instant) {
        table.forEachListed { neighbour in
            status.nodesKnown += 1
            if neighbour.liveness == .alive { status.nodesAlive += 1 }
            if isOn(.bootstrap, neighbour, at: now) { status.nodesByBootstrap += 1 }
            if isOn(.multicast, neighbour, at: now) { status.nodesByMulticast += 1 }
        }
        status.datagramsMalformed = malformed
        status.notices += notices
    }
}
