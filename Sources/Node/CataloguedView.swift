// A file of a bootstrap's catalogue, as it is shown.

import Digest
import Directory
import Metainfo
import Vocabulary

package struct CataloguedView: Sendable, Equatable {
    /// Somebody who has it.
    package struct Sharer: Sendable, Equatable {
        /// By which door he told of it.
        package enum Door: String, Sendable { case node, bearer, login, torrent }

        package var door: Door
        /// Where he is dialled; nil where nobody knows.
        package var endpoint: Endpoint?
        /// Of a node of ours.
        package var id: NodeID?
        /// How a person would call him.
        package var name: String
        package var isLive: Bool
        /// Where he says that the file is; empty where he says nothing.
        package var url: String

        package init(
            door: Door, endpoint: Endpoint?, id: NodeID?, name: String, isLive: Bool,
            url: String = ""
        ) {
            self.door = door
            self.endpoint = endpoint
            self.id = id
            self.name = name
            self.isLive = isLive
            self.url = url
        }
    }

    package var name: FileName
    /// Bytes; nil where nobody said.
    package var size: Int64?
    package var digest: Digest256?
    package var infoHash: Digest160?
    /// When it was first told of, in seconds since 1970.
    package var since: Int64
    package var sharers: [Sharer]
    /// How many have it, also where not all are shown.
    package var sharerCount: Int
    package var liveCount: Int
    /// Who is in its torrent's swarm, as the tracker knows; nil where it is no torrent.
    package var swarm: SwarmCounts?

    package init(
        name: FileName, size: Int64?, digest: Digest256?, infoHash: Digest160?, since: Int64,
        sharers: [Sharer], sharerCount: Int, liveCount: Int, swarm: SwarmCounts? = nil
    ) {
        self.name = name
        self.size = size
        self.digest = digest
        self.infoHash = infoHash
        self.since = since
        self.sharers = sharers
        self.sharerCount = sharerCount
        self.liveCount = liveCount
        self.swarm = swarm
    }
}

extension Directory.Holder {
    var door: CataloguedView.Sharer.Door {
        switch self {
        case .node: .node
        case .bearer: .bearer
        case .login: .login
        case .torrent: .torrent
        }
    }
}
