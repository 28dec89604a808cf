// Torrents that are registered at a bootstrap, and swarms that its tracker knows, as documents.

import Digest
import Directory
import HTTPWire
import Metainfo
import Node
import Vocabulary

/// What stands in a path before `.torrent`.
enum RegistryRoute {
    static func key(_ text: String) throws(Refusal) -> TorrentKey {
        guard let key = TorrentKey(hex: text) else {
            throw Refusal(404, "There is no such torrent: an info-hash is 40 or 64 digits.")
        }
        return key
    }
}

extension RESTSurface {
    func registry(_ answer: RegistryAnswer) -> HTTPResponse {
        switch answer {
        case .registered(let torrent, let isNew):
            document(
                RegisteredDocument(torrent: torrent), status: isNew ? 201 : 200,
                location: "/api/v1/torrents/\(torrent.infoHash.hex).torrent")
        case .swarms(let swarms, let next):
            document(ListDocument("swarms", swarms.map(SwarmDocument.init), next: next))
        }
    }
}

struct RegisteredDocument: Document {
    let torrent: RegisteredTorrent

    func write(to json: inout JSONWriter) {
        json.add("infohash", torrent.infoHash.hex)
        json.add("magnet", torrent.magnet)
        json.add("name", torrent.name.path)
        json.add("owner", torrent.owner.isEmpty ? nil : torrent.owner)
        json.add("registered", torrent.since)
        json.add("size", torrent.size)
        json.add("v", 1)
    }
}

private struct SwarmDocument: Document {
    let swarm: SwarmView

    init(_ swarm: SwarmView) { self.swarm = swarm }

    func write(to json: inout JSONWriter) {
        json.add("completed", swarm.counts.completed)
        json.add("infohash", swarm.infoHash.hex)
        json.add("leechers", swarm.counts.leechers)
        let magnet = swarm.torrent?.magnet ?? MagnetLink(infoHash: swarm.infoHash).description
        json.add("magnet", magnet)
        json.add("name", swarm.torrent?.name.path)
        json.add("seeders", swarm.counts.seeders)
        json.add("size", swarm.torrent?.size)
    }
}

extension RegisteredTorrent {
    fileprivate var magnet: String { MagnetLink(infoHash: infoHash, name: name.path).description }
}
