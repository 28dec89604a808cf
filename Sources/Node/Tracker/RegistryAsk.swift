// What is asked of a bootstrap's registry of torrents, and of what its tracker knows of swarms.

import Digest
import Directory
import Vocabulary

/// A torrent as a path names it.
package struct TorrentKey: Equatable, Sendable {
    /// The hash of BEP 3, or the first 20 bytes of that of BEP 52.
    package let hash: Digest160
    /// The path had all of a hash of BEP 52.
    package let isLong: Bool

    /// From 40 hexadecimal digits, or 64; else nil.
    package init?(hex text: String) {
        if let hash = Digest160(hex: text) {
            (self.hash, isLong) = (hash, false)
        } else if let long = Digest256(hex: text),
            let hash = Digest160(Array(long.bytes.prefix(Digest160.length)))
        {
            (self.hash, isLong) = (hash, true)
        } else {
            return nil
        }
    }

    /// Whether it names the torrent.
    func names(_ infoHash: Digest160, otherHash: Digest160?) -> Bool {
        !isLong && hash == infoHash || hash == otherHash
    }
}

package enum RegistryAsk: Sendable {
    case show(TorrentKey)
    /// The request's body is the .torrent.
    case register(TorrentKey)
    case remove(TorrentKey)
    /// The swarms that the tracker knows.
    case swarms(Page)

    var right: Right {
        switch self {
        case .show, .swarms: .read
        case .register, .remove: .contribute
        }
    }

    /// For the log of operators; a contribution is told of by the registry.
    var summary: String {
        switch self {
        case .show, .register, .remove, .swarms: "asked"
        }
    }
}

package enum RegistryAnswer: Sendable {
    case registered(RegisteredTorrent, isNew: Bool)
    case swarms([SwarmView], next: String?)
}

/// A swarm as the tracker knows it.
package struct SwarmView: Equatable, Sendable {
    package var infoHash: Digest160
    package var counts: SwarmCounts
    /// Where its torrent is registered.
    package var torrent: RegisteredTorrent?

    package init(infoHash: Digest160, counts: SwarmCounts, torrent: RegisteredTorrent?) {
        self.infoHash = infoHash
        self.counts = counts
        self.torrent = torrent
    }
}
