// A load of announces: what a tracker is asked, again and again, by peers that are all one program.
//
// Law. A peer's port and its torrent are chance from one seed, so two trackers that are measured by
//      turns are asked the same.

import Digest
import Vocabulary

package struct AnnounceOptions: Sendable {
    package enum Way: Sendable {
        /// BEP 15.
        case datagrams
        /// HTTP; each announce on a connection of its own, or all of a place on one.
        case requests(kept: Bool)
    }

    package var node: Endpoint
    package var way: Way
    /// Announces that wait for their answers at a time.
    package var window: Int
    package var torrents: Int
    package var duration: Duration
    /// Announces in all; nil: as many as go.
    package var announces: Int?

    package init(
        node: Endpoint, way: Way, window: Int, torrents: Int, duration: Duration,
        announces: Int? = nil
    ) {
        precondition(window > 0 && torrents > 0, "a load is at least one announce of a torrent")
        self.node = node
        self.way = way
        self.window = window
        self.torrents = torrents
        self.duration = duration
        self.announces = announces
    }
}

/// The announces of a load, one after the other.
struct AnnounceSource {
    /// SHA-1 of "load N": whoever keeps a list of torrents can have these on it.
    let infoHashes: [Digest160]
    private var chance = Chance(seed: 1)

    init(torrents: Int) {
        infoHashes = (0..<torrents).map { SHA1.of(Array("load \($0)".utf8)) }
    }

    struct One {
        let infoHash: Digest160
        let port: UInt16
        let left: UInt64
    }

    mutating func next() -> One {
        let word = chance.next()
        let torrent = word.multipliedFullWidth(by: UInt64(infoHashes.count)).high
        return One(
            infoHash: infoHashes[Int(torrent)], port: UInt16(1024 + word & 0x7fff),
            left: word & 0x30000 == 0 ? 0 : 1)
    }
}
