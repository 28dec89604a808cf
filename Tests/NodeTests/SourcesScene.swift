// A torrent that was added, and those who may know its peers.

import Bytes
import Digest
import Metainfo
import PeerWire
import TrackerWire
import Vocabulary

@testable import Node

let wanted = Digest160(hex: String(repeating: "ab", count: 20))!
let knownPeer = endpoint("10.0.0.7:6881")

/// A node that takes in strangers, without multicast.
func open(
    host: RecordingHost = RecordingHost(), _ change: (inout NodeSettings) -> Void = { _ in }
) -> Scene<PeerNode> {
    peer(
        {
            $0.strangers = true
            change(&$0)
        }, host: host)
}

extension Scene where Actor == PeerNode {
    var swarms: Swarms { node.swarms! }
    var torrent: Torrent? { swarms.torrents[wanted] }
    var trackers: [TorrentTrackerView] { torrent?.trackerViews(at: now) ?? [] }
    var dialled: [Endpoint] { calls.map(\.endpoint) }

    /// Adds it by a magnet link, and lets the node look at it.
    func addTorrent(_ trackers: String...) {
        add(.magnet(MagnetLink(infoHash: wanted, name: "film", trackers: trackers)))
    }

    func add(_ source: TorrentRequest.Source) {
        _ = swarms.add(TorrentRequest(source), at: now)
        settle()
        pass(.seconds(1))
    }

    /// Nothing of what was added is on the disk.
    func openStores() {
        for case .opening(let store) in host.storeWork {
            complete(.storeOpened(store, present: PieceSet(pieceCount: 1)))
        }
    }

    func resolve(_ addresses: String...) {
        let lookUp = host.lookUps.removeFirst()
        complete(.resolved(lookUp.job, .success(addresses.map(address))))
    }
}

/// A tracker over HTTP that says the same to all.
func tracker(_ reply: AnnounceReply = AnnounceReply(peers: [TrackerPeer(knownPeer)])) -> Door {
    .ours { _ in answer(200, by: id("a tracker"), [], reply.body(isCompact: true)) }
}

func redirect(to place: String) -> Door {
    .ours { _ in answer(302, by: id("a tracker"), [("location", place)]) }
}

/// One file of one piece, of which only trackers may tell.
let privateTorrent: Metainfo = {
    let hash = String(repeating: "x", count: 20)
    let info = "d6:lengthi5e4:name5:a.bin12:piece lengthi16384e6:pieces20:\(hash)7:privatei1ee"
    guard let torrent = try? Metainfo(torrent: bytes("d4:info\(info)e")) else {
        preconditionFailure("that is a torrent")
    }
    return torrent
}()
