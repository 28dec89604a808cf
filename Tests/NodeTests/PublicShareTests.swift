// What a person shares with strangers, where strangers may have nothing else.

import Digest
import Library
import PeerWire
import Testing
import Vocabulary

@testable import Node

@Suite("A public share") struct PublicShareTests {
    private let shared = Shares.firstNamed

    private func share(_ scene: Scene<PeerNode>, _ path: String, _ members: String) -> Reply {
        scene.operate("POST", "/api/v1/shares", #"{"path":"\#(path)"\#(members)}"#)
    }

    /// The torrent of the file that is shared.
    private func infoHash(_ scene: Scene<PeerNode>) throws -> Digest160 {
        scene.lay([("a.txt", content(9, 1))], in: shared)
        return try #require(scene.node.shelf.library.all.first?.infoHash)
    }

    private func isServed(_ scene: Scene<PeerNode>, _ infoHash: Digest160) -> Bool {
        let guest = scene.stranger(for: infoHash)
        scene.say([.interested], on: guest)
        scene.pass(.seconds(1))
        guard !scene.host.wire(guest).isGone else { return false }
        scene.say([.request(BlockName(index: 0, begin: 0, length: 9))], on: guest)
        scene.pass(.seconds(12))
        return scene.host.wire(guest).ranges == [0..<9]
    }

    @Test("is had by strangers, and nothing else is") func strangers() throws {
        let scene = peer()
        #expect(share(scene, "/srv/a", "").status == 201)
        let infoHash = try infoHash(scene)
        #expect(!isServed(scene, infoHash))
        #expect(share(scene, "/srv/a", #","public":true"#).status == 201)
        #expect(isServed(scene, infoHash))
        #expect(scene.operate("GET", "/api/v1/files").has(#""public":true"#))
        #expect(scene.operate("GET", "/api/v1/status").has("strangers may have"))
        // A person takes it back.
        #expect(share(scene, "/srv/a", #","public":false"#).status == 201)
        #expect(!isServed(scene, infoHash))
        #expect(!scene.operate("GET", "/api/v1/files").has("public"))
    }

    @Test("stays public over a restart, and when it is shared once more") func remembered() throws {
        let scene = peer()
        _ = share(scene, "/srv/a", #","public":true"#)
        _ = share(scene, "/srv/a", "")
        guard case .rememberShare(let record)? = scene.host.changes.last else {
            Issue.record("it is not remembered")
            return
        }
        #expect(record.isPublic)
        var memory = Memory()
        memory.shares = [record]
        let again = peer(memory: memory)
        #expect(isServed(again, try infoHash(again)))
    }

    @Test("is no copy") func copy() {
        let scene = peer()
        #expect(share(scene, "/srv/a", #","copy":true,"public":true"#).status == 400)
    }

    @Test("is called out on the local network, where nothing else is") func calledOut() throws {
        let host = RecordingHost()
        host.interfaces = [address("10.0.0.1")]
        let scene = peer({ $0.lsd = true }, host: host)
        #expect(host.joinedForTorrents.isEmpty)
        _ = share(scene, "/srv/a", #","public":true"#)
        #expect(host.joinedForTorrents == host.interfaces)
        let infoHash = try infoHash(scene)
        scene.lay([("music/b", content(5, 2))])
        let secretly = try #require(scene.makeTorrent(of: "music"))
        _ = scene.operate("POST", "/api/v1/torrents", #"{"infohash":"\#(infoHash.hex)"}"#)
        scene.pass(.minutes(2))
        let said = host.calledOut.map(\.text).joined().lowercased()
        #expect(said.contains(infoHash.hex))
        #expect(!said.contains(secretly.infoHash.hex))
        #expect(scene.operate("DELETE", "/api/v1/shares/a").status < 300)
        #expect(host.joinedForTorrents.isEmpty)
    }
}
