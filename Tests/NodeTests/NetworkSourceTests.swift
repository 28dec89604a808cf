// Nodes that we know are asked for a torrent by its info-hash.

import Digest
import Metainfo
import Swarm
import Testing
import Vocabulary

@testable import Node

private let holder = endpoint("10.0.0.9:9000")

/// One of ours that answers so to whoever asks for the torrent.
private func holds(_ status: Int) -> Door {
    .ours { said in
        said.hasPrefix("HEAD /api/v1/torrents/")
            ? answer(status, by: id("holder")) : answer(200, by: id("holder"))
    }
}

extension Scene where Actor == PeerNode {
    /// Knows one node, that a person named.
    fileprivate func knowsNode(_ status: Int) {
        doors[holder] = holds(status)
        node.addNode(HostPort("10.0.0.9:9000")!, at: now)
        settle()
    }

    fileprivate var questions: [String] { said(to: holder).filter { $0.hasPrefix("HEAD") } }
    /// Calls that speak BitTorrent.
    fileprivate var isDialled: Bool {
        torrent?.sessions.contains { $0.endpoint == holder } == true
    }
}

@Suite("Our own network") struct NetworkSourceTests {
    @Test("is asked for what we want, with the proof, and who has it is dialled")
    func found() throws {
        let scene = peer()
        scene.knowsNode(200)
        scene.doors[holder] = .ours { _ in answer(200, by: id("holder")) }
        scene.addTorrent()
        let question = try #require(scene.questions.first)
        #expect(question.hasPrefix("HEAD /api/v1/torrents/\(wanted.hex) HTTP/1.1\r\n"))
        #expect(question.contains("Authorization: DistriShare "))
        let last = try #require(scene.calls.last)
        #expect(last.endpoint == holder)
        #expect(scene.host.wire(last.connection).sent.first == 19, "it is a handshake of BEP 3")
    }

    @Test(
        "is not dialled where it has it not, or does not say so", arguments: [401, 403, 404, 500])
    func missing(status: Int) {
        let scene = peer()
        scene.knowsNode(status)
        scene.addTorrent()
        #expect(scene.questions.count == 1 && !scene.isDialled)
        #expect(scene.torrent?.candidates.all.isEmpty == true)
    }

    @Test("is asked again while nobody is there") func again() {
        let scene = peer()
        scene.knowsNode(404)
        scene.addTorrent()
        scene.pass(Limits.networkAskSoon + .seconds(1))
        #expect(scene.questions.count == 2)
    }

    @Test("is not asked for what nobody wants any more") func paused() {
        let scene = peer()
        scene.knowsNode(404)
        scene.addTorrent()
        scene.torrent?.pause(at: scene.now)
        scene.pass(.minutes(10))
        #expect(scene.questions.count == 1)
    }

    @Test("is not asked for private torrents") func `private`() {
        let scene = peer()
        scene.knowsNode(200)
        scene.add(.metainfo(privateTorrent))
        scene.openStores()
        scene.pass(.minutes(10))
        #expect(scene.swarms.torrents.values.first?.state == .leeching)
        #expect(scene.questions.isEmpty)
    }
}
