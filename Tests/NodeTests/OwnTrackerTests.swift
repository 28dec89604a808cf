// What is announced to the bootstraps of our own network: each is a tracker for its own.

import Digest
import Testing
import TrackerWire
import Vocabulary

@testable import Node

/// Outside, where no other tracker would hear of us.
private let home = endpoint("203.0.113.8:8000")

private let friend = endpoint("203.0.113.9:9000")

private func atHome(tracking: Bool = true) -> Scene<PeerNode> {
    let scene = peer { $0.bootstraps = [HostPort("203.0.113.8:8000")].compactMap(\.self) }
    let reply = AnnounceReply(interval: .minutes(30), peers: [TrackerPeer(friend)])
    scene.doors[home] = .ours { said in
        guard said.hasPrefix("GET /announce?") else { return welcome(by: id("b")) }
        return tracking
            ? answer(200, by: id("b"), [], reply.body(isCompact: true))
            : answer(404, by: id("b"), [], bytes("there is none"))
    }
    scene.pass(.zero)
    return scene
}

extension Scene where Actor == PeerNode {
    fileprivate var announces: [String] {
        said(to: home).filter { $0.hasPrefix("GET /announce?") }
    }
}

@Suite("A bootstrap of ours is a tracker") struct OwnTrackerTests {
    @Test("that hears of what was added, with a proof, and names its peers") func announce() throws
    {
        let scene = atHome()
        scene.addTorrent()
        scene.pass(.seconds(2))
        let said = try #require(scene.announces.first)
        #expect(said.contains("&event=started") && said.contains("&port=9000&"))
        #expect(said.contains("Authorization: DistriShare ") && !said.contains(secret.text))
        #expect(scene.dialled.contains(friend))
        #expect(scene.trackers.isEmpty, "it is none of the torrent's own")
        scene.pass(.minutes(20))
        #expect(scene.announces.count == 1)
        scene.pass(.minutes(20))
        #expect(scene.announces.count == 2)
    }

    @Test("beside the torrent's trackers, and hears goodbye like them") func beside() throws {
        let scene = atHome()
        let other = endpoint("10.0.0.5:6969")
        scene.doors[other] = .ours { _ in
            answer(200, by: id("x"), [], AnnounceReply().body(isCompact: true))
        }
        scene.addTorrent("http://10.0.0.5:6969/announce")
        scene.pass(.seconds(2))
        let theirs = try #require(scene.said(to: other).first)
        #expect(!theirs.contains("Authorization"), "nobody else is shown a proof")
        #expect(scene.announces.count == 1)
        scene.node.stop(at: scene.now)
        scene.settle()
        #expect(try #require(scene.announces.last).contains("&event=stopped"))
    }

    @Test("one that is none is asked seldom, and does no harm") func none() {
        let scene = atHome(tracking: false)
        scene.addTorrent()
        scene.pass(.minutes(60))
        #expect((2...12).contains(scene.announces.count))
    }
}
