// A folder of the library becomes a torrent when somebody asks for it.

import Digest
import Library
import Metainfo
import PeerWire
import Testing
import Vocabulary

@testable import Node

private let files: [(path: String, content: [UInt8])] = [
    ("music/a/1.ogg", content(70_000, 1)), ("music/b.txt", content(10, 2)),
    ("music/empty", []), ("music-2/other", content(5, 3)), ("zebra", content(7, 4)),
]

@Suite("A folder that becomes a torrent") struct FolderTorrentTests {
    @Test("is the same torrent on every machine, in whatever order its files came")
    func everywhere() throws {
        var infoHashes: Set<Digest160> = []
        for order in [files, files.reversed()] {
            let scene = peer()
            scene.lay(order)
            let asked = scene.askForFolder("music")
            #expect(scene.host.wire(asked).text.isEmpty, "it is answered when it is hashed")
            #expect(
                scene.host.contents.map { $0.parts.map(\.file.path) } == [
                    [name("music/a/1.ogg"), name("music/b.txt"), name("music/empty")]
                ])
            scene.hashFolder()
            let torrent = try #require(scene.node.swarms?.torrents.values.first)
            #expect(scene.reply(on: asked).status == 202)
            #expect(scene.reply(on: asked).has(torrent.infoHash.hex))
            #expect(torrent.state == .seeding && torrent.isAdded)
            infoHashes.insert(torrent.infoHash)
        }
        #expect(infoHashes.count == 1)
        let own = try OwnContent(
            folder: name("music"),
            files: [(name("b.txt"), 10), (name("empty"), 0), (name("a/1.ogg"), 70_000)])
        let hashes = own.geometry.hashes(of: files[0].content + files[1].content)
        #expect(try infoHashes.first == own.info(hashes: hashes).infoHash)
    }

    @Test("is hashed once, however many ask, and not again as long as it is that")
    func once() throws {
        let scene = peer()
        scene.lay(files)
        let askers = (0..<3).map { _ in scene.askForFolder("music") }
        #expect(scene.host.contents.count == 1)
        scene.hashFolder()
        #expect(askers.allSatisfy { scene.reply(on: $0).status == 202 })
        #expect(scene.reply(on: scene.askForFolder("music")).status == 202)
        #expect(scene.host.contents.isEmpty)
        // With one file more it is another.
        scene.lay(files + [("music/new", content(3, 9))])
        #expect(scene.host.wire(scene.askForFolder("music")).text.isEmpty)
        scene.hashFolder()
        #expect(scene.node.swarms?.torrents.count == 2)
    }

    @Test("waits for the folder before it, and some wait no more") func turns() {
        let scene = peer()
        scene.lay(
            (0..<Limits.foldersWaiting + 2).map { ("f\($0)/x", content(9, UInt8($0))) })
        let askers = (0..<Limits.foldersWaiting + 2).map { scene.askForFolder("f\($0)") }
        #expect(scene.host.contents.count == Limits.foldersHashedAtOnce)
        #expect(askers.filter { scene.reply(on: $0).status == 429 }.count == 1)
        while !scene.host.contents.isEmpty { scene.hashFolder() }
        #expect(askers.filter { scene.reply(on: $0).status == 202 }.count == askers.count - 1)
    }

    @Test("that is none, or has no bytes, is refused") func none() {
        let scene = peer()
        scene.lay(files + [("void/empty", [])])
        #expect(scene.reply(on: scene.askForFolder("musi")).status == 404)
        #expect(scene.reply(on: scene.askForFolder("zebra")).status == 404)
        #expect(scene.reply(on: scene.askForFolder("void")).status == 409)
        #expect(scene.reply(on: scene.askForFolder("../x")).status == 400)
    }

    @Test("is no torrent where its files change while they are hashed") func changing() {
        let scene = peer()
        scene.lay(files)
        let told = scene.askForFolder("music")
        let job = scene.host.contents.removeFirst().job
        scene.complete(.contentHashed(job, .failure(WorldError(.other, "b.txt has changed"))))
        #expect(scene.reply(on: told).status == 409)
        // The disk saw nothing, but the library has.
        let unseen = scene.askForFolder("music")
        scene.change("music/b.txt", to: content(10, 99))
        let now = RecordedFile(content(10, 99), modified: 5).scanned(as: name("music/b.txt"))
        scene.complete(.examined(JobID(number: 0), share: Shares.own, now.path, now))
        scene.hashFolder()
        #expect(scene.reply(on: unseen).status == 409)
        #expect(scene.node.swarms?.torrents.isEmpty == true)
    }

    @Test("that changes later is withdrawn at once, and remembered as that") func withdrawn()
        throws
    {
        let scene = peer { $0.strangers = true }
        scene.lay(files)
        let torrent = try #require(scene.makeTorrent(of: "music"))
        let guest = scene.stranger(for: torrent.infoHash)
        scene.complete(.changed(share: Shares.own, name("zebra"), closed: true))
        #expect(torrent.state == .seeding, "it was another's file")
        scene.change("music/b.txt", to: content(10, 99))
        scene.complete(.changed(share: Shares.own, name("music/b.txt"), closed: false))
        guard case .failed = torrent.state else {
            Issue.record("it is \(torrent.state)")
            return
        }
        #expect(scene.host.wire(guest).isGone)
        guard case .rememberTorrent(let record)? = scene.host.changes.last else {
            Issue.record("nothing is remembered of it")
            return
        }
        #expect(record.folder.isEmpty && record.state == "paused")
    }

    @Test("whose changes nobody tells is looked at, a thousand files a second") func unwatched()
        throws
    {
        let scene = peer()
        let many = (0..<1500).map { ("many/f\($0)", content(3, UInt8($0 & 0xff))) }
        scene.lay(many)
        let torrent = try #require(scene.makeTorrent(of: "many"))
        scene.pass(.seconds(3))
        scene.change("many/f777", to: content(3, 250))
        scene.complete(.changed(share: Shares.own, nil, closed: false))
        scene.pass(.seconds(2))
        #expect(torrent.state != .seeding)
    }

    @Test("is given on where the machine has no descriptors for a moment") func exhausted() throws {
        let scene = peer()
        scene.lay(files)
        let torrent = try #require(scene.makeTorrent(of: "music"))
        scene.host.openError = WorldError(.exhausted, "too many open files")
        scene.pass(.seconds(5))
        #expect(torrent.state == .seeding)
        scene.host.openError = WorldError(.missing, "no such file")
        scene.pass(.seconds(5))
        #expect(torrent.state != .seeding)
    }

    @Test("is hashed no further when the node stops") func stopped() {
        let scene = peer()
        scene.lay(files)
        _ = scene.askForFolder("music")
        let job = scene.host.contents[0].job
        scene.node.stop(at: scene.now)
        #expect(scene.host.cancelledHashings == [job])
    }

    // MARK: Remembering

    /// What a node that was stopped has in its ledger.
    private func memory(_ scene: Scene<PeerNode>) -> Memory {
        var memory = Memory()
        for change in scene.host.changes {
            switch change {
            case .rememberFile(let file):
                memory.files.removeAll { $0.share == file.share && $0.path == file.path }
                memory.files.append(file)
            case .rememberTorrent(let torrent):
                memory.torrents.removeAll { $0.infoHash == torrent.infoHash }
                memory.torrents.append(torrent)
            default: continue
            }
        }
        return memory
    }

    @Test("is there again after a restart, without a byte being read") func recalled() throws {
        let scene = peer()
        scene.lay(files)
        let before = try #require(scene.makeTorrent(of: "music"))
        let host = RecordingHost()
        host.files = scene.host.files
        let again = peer(memory: memory(scene), host: host)
        let torrent = try #require(again.node.swarms?.torrents[before.infoHash])
        #expect(torrent.state == .seeding && torrent.isAdded && torrent.have.isFull)
        #expect(host.contents.isEmpty)
        again.lay(files)
        again.pass(.seconds(5))
        #expect(torrent.state == .seeding)
        #expect(again.reply(on: again.askForFolder("music")).status == 202)
        #expect(host.contents.isEmpty, "it is known to be that folder")
    }

    @Test("is withdrawn where files changed while nobody looked, whatever is known of them now")
    func recalledChanged() throws {
        let scene = peer()
        scene.lay(files)
        let before = try #require(scene.makeTorrent(of: "music"))
        // The library had time to learn of the change, and the torrent had not.
        var memory = memory(scene)
        let row = try #require(
            memory.files.firstIndex { $0.path == name("music/b.txt") })
        memory.files[row].modified += 1
        let host = RecordingHost()
        host.files = scene.host.files
        let again = peer(memory: memory, host: host)
        let torrent = try #require(again.node.swarms?.torrents[before.infoHash])
        guard case .failed = torrent.state else {
            Issue.record("it is \(torrent.state)")
            return
        }
        #expect(torrent.have.count == 0)
    }
}
