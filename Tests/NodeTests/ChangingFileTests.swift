// A file that changes while it is given as a torrent.

import Digest
import Library
import PeerWire
import Testing
import Vocabulary

@testable import Node

@Suite("A shared file that changes while it is given") struct ChangingFileTests {
    private func infoHash(_ scene: Scene<PeerNode>, _ path: String) throws -> Digest160 {
        try #require(scene.node.shelf.library.file(named: name(path))?.infoHash)
    }

    /// All frames of an extension that somebody was sent, by what number he gave it.
    private func dontHaves(_ bytes: [UInt8], id: UInt8) -> Int {
        let frame: [UInt8] = [0, 0, 0, 6, 20, id, 0, 0]
        return bytes.indices.dropLast(frame.count - 1).count {
            Array(bytes[$0..<$0 + frame.count]) == frame
        }
    }

    @Test("is offered no more within two seconds, and who is there hears it piece by piece")
    func told() throws {
        let scene = peer { $0.strangers = true }
        scene.lay([("film", content(200_000, 1))])
        let old = try infoHash(scene, "film")
        let guest = scene.stranger(for: old)
        scene.pass(.seconds(2))
        #expect(!scene.host.wire(guest).isGone)
        let before = scene.host.wire(guest).sent.count
        scene.change("film", to: content(200_000, 2))
        scene.pass(.seconds(2))
        let wire = scene.host.wire(guest)
        let id = PeerExtension.dontHave.rawValue
        #expect(dontHaves(Array(wire.sent.dropFirst(before)), id: id) == 4, "a frame a piece")
        #expect(wire.isInterrupted, "what was said is not lost")
        scene.pass(.seconds(10))
        #expect(scene.host.wire(guest).isClosed, "nor is it waited for for ever")
        #expect(scene.node.swarms?.torrents.isEmpty == true)
    }

    @Test("sends nothing of what it has become") func unsent() throws {
        let scene = peer { $0.strangers = true }
        scene.lay([("film", content(200_000, 1))])
        let guest = scene.stranger(for: try infoHash(scene, "film"))
        scene.say([.interested], on: guest)
        scene.pass(.milliseconds(1))
        scene.change("film", to: content(200_000, 2))
        scene.say(
            [.request(BlockName(index: 0, begin: 0, length: UInt32(Limits.blockLength)))],
            on: guest)
        #expect(scene.host.wire(guest).ranges.isEmpty)
        #expect(scene.host.wire(guest).isGone, "whoever cannot be served hears why")
    }

    @Test("is hashed again, and is another torrent then") func again() throws {
        let scene = peer { $0.strangers = true }
        scene.lay([("film", content(200_000, 1))])
        let old = try infoHash(scene, "film")
        scene.change("film", to: content(200_000, 2))
        scene.complete(.changed(share: Shares.own, name("film"), closed: true))
        let asked = try #require(scene.host.examinations.last)
        let file = try #require(scene.host.files[Shares.own]?[name("film")])
        scene.complete(
            .examined(asked.job, share: asked.share, asked.path, file.scanned(as: name("film"))))
        scene.hashFiles()
        let new = try infoHash(scene, "film")
        #expect(new != old)
        #expect(scene.host.wire(scene.stranger(for: old)).isGone)
        #expect(!scene.host.wire(scene.stranger(for: new)).isGone)
    }
}
