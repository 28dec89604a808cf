// What bootstraps know of others' files, as one more source of a search.
//
// Law. Who is asked himself speaks for himself: a bootstrap is believed of those alone who are not.

import Directory
import HTTPWire
import Vocabulary

extension Registrar {
    /// Bootstraps of ours, which have catalogues.
    var catalogues: [Search.Target] {
        bootstraps.compactMap { bootstrap in
            guard bootstrap.isKnown, let endpoint = bootstrap.endpoint else { return nil }
            return Search.Target(
                endpoint: endpoint, key: nil, name: bootstrap.server.description, kind: .ours,
                isCatalogue: true)
        }
    }
}

extension PeerNode {
    /// One that does not answer is missed by nobody: those who have files were asked as well.
    func heardCatalogue(_ search: Search, _ outcome: CallOutcome, at now: Instant) {
        guard case .response(let head, let body) = outcome, head.status == 200,
            let files = desk.surface.decodeCatalogued(body)
        else { return }
        let latency = now.since(search.started)
        let asked = Set(search.targets.map(\.endpoint))
        for file in files.prefix(Limits.searchHits) {
            for sharer in file.sharers where sharer.isLive && sharer.id != desk.identity.id {
                if let endpoint = sharer.endpoint, asked.contains(endpoint) { continue }
                if let id = sharer.id, isAsked(id, asked) { continue }
                search.findings.append(
                    Finding(
                        name: file.name, size: file.size, digest: file.digest,
                        endpoint: sharer.endpoint, id: sharer.id, holderName: sharer.name,
                        kind: sharer.id == nil ? .unknown : .ours, latency: latency,
                        torrent: file.infoHash))
            }
        }
    }

    private func isAsked(_ id: NodeID, _ asked: Set<Endpoint>) -> Bool {
        guard let key = neighbourhood.table.key(of: id), let known = neighbourhood.table[key] else {
            return false
        }
        return asked.contains(known.endpoint)
    }
}
