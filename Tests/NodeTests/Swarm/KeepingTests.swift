// What becomes of a torrent over pauses, restarts, full disks and names that are taken.

import Digest
import PeerWire
import Swarm
import Testing
import Vocabulary

@testable import Node

private let goods = Goods()

/// A torrent of which a seed has given so many blocks.
private func halfway(_ blocks: Int = 9) -> (Scene<PeerNode>, Stranger) {
    let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881"])
    let seed = Stranger(to: scene, goods, dialled: calls[0])
    seed.say(.bitfield(goods.all.bitfield), .unchoke)
    seed.serve(blocks)
    return (scene, seed)
}

extension Scene where Actor == PeerNode {
    /// What is remembered of the torrent.
    fileprivate var record: TorrentRecord? {
        for change in host.changes.reversed() {
            if case .rememberTorrent(let record) = change { return record }
        }
        return nil
    }
}

/// Another run with the same disk.
private func restarted(_ scene: Scene<PeerNode>) -> Scene<PeerNode> {
    var memory = Memory()
    memory.torrents = [scene.record].compactMap(\.self)
    let host = RecordingHost()
    for store in scene.host.stores.values { host.leftStores[store.plan.infoHash] = store }
    host.leftStores.merge(scene.host.leftStores) { one, _ in one }
    host.files = scene.host.files
    let next = peer({ $0.strangers = true }, memory: memory, host: host)
    next.storeDisk()
    return next
}

@Suite("A torrent on its way") struct KeepingTests {
    @Test("leaves its peers when it is paused, and goes on with what it had") func paused() {
        let (scene, seed) = halfway()
        let here = scene.torrent(goods)?.have.count ?? 0
        #expect(here > 0)
        _ = scene.node.answer(to: .pause(goods.infoHash), at: scene.now)
        #expect(seed.isGone && scene.view(goods)?.state == .paused)
        #expect(scene.host.parkedStores.count == 1 && scene.record?.state == "paused")
        scene.pass(.minutes(5))
        #expect(scene.torrent(goods)?.sessions.isEmpty == true)
        _ = scene.node.answer(to: .resume(goods.infoHash), at: scene.now)
        scene.storeDisk()
        #expect(scene.view(goods)?.piecesHere == here && scene.view(goods)?.state == .downloading)
        #expect(scene.calls.count { $0.endpoint == endpoint("10.0.0.5:6881") } > 1)
    }

    @Test("is as it was after a restart: running, paused, or in its place") func restart() {
        let (scene, seed) = halfway()
        let here = scene.torrent(goods)?.have.count
        let next = restarted(scene)
        #expect(next.view(goods)?.state == .downloading && next.torrent(goods)?.have.count == here)
        #expect(next.host.keptStores == [goods.infoHash])
        _ = scene.node.answer(to: .pause(goods.infoHash), at: scene.now)
        let resting = restarted(scene)
        #expect(resting.view(goods)?.state == .paused && resting.host.storePlans.isEmpty)
        #expect(seed.isGone)

        let (whole, other) = halfway(.max)
        #expect(other.isGone && whole.hasPlaced(goods))
        var change = TorrentChange()
        change.isSuperSeeding = true
        _ = whole.node.answer(to: .change(goods.infoHash, change), at: whole.now)
        let placed = restarted(whole)
        #expect(placed.view(goods)?.isSuperSeeding == true)
        #expect(placed.torrent(goods)?.superSeeding != nil)
        #expect(placed.view(goods)?.state == .seeding && placed.host.storePlans.isEmpty)
        let leech = Stranger(to: placed, goods, called: "leech")
        leech.say(.interested, .request(leech.block(1, 1)))
        #expect(leech.blocks.count == 1)
    }

    @Test("knows the peers that were named by hand after a restart, the latest of them")
    func peersByHand() throws {
        let scene = peer { $0.strangers = true }
        scene.add(goods, peers: ["10.0.0.5:6881", "seed.example:9000"])
        scene.add(goods, peers: ["[2001:db8::5]:1", "10.0.0.5:6881"])
        let named = ["seed.example:9000", "[2001:db8::5]:1", "10.0.0.5:6881"]
        #expect(scene.record?.peers.map(\.description) == named)
        scene.torrent(goods)?.learn(of: endpoint("10.0.0.6:6881"), .tracker, at: scene.now)
        let next = restarted(scene)
        next.settle()
        #expect(next.host.lookUps.map(\.name) == ["seed.example"])
        next.resolve("10.0.0.9")
        next.pass(.seconds(2))
        let dialled = ["10.0.0.5:6881", "10.0.0.9:9000", "[2001:db8::5]:1"].map { endpoint($0) }
        #expect(Set(next.dialled) == Set(dialled))

        scene.add(goods, peers: (0..<Limits.peersByHand).map { "10.0.1.\($0):6881" })
        #expect(scene.record?.peers.count == Limits.peersByHand)
        #expect(scene.record?.peers.first?.description == "10.0.1.0:6881")
    }

    @Test(
        "that was written to in its place while nobody looked is hashed again before it is given",
        arguments: [true, false])
    func written(isSame: Bool) throws {
        let (whole, _) = halfway(.max)
        let before = whole.host.files[Shares.downloads]?[goods.name]?.modified
        #expect(before != nil && whole.record?.modified.first == before)
        var bytes = goods.bytes
        if !isSame { bytes[70_000] ^= 1 }
        let later = RecordedFile(bytes, modified: 77)
        whole.host.files[Shares.downloads]?[goods.name] = later
        let next = restarted(whole)
        #expect(next.view(goods)?.state == .checking && next.torrent(goods)?.have.isEmpty == true)
        #expect(next.record?.modified != [77], "who is stopped now looks again")
        next.hashFolder()
        if isSame {
            #expect(next.view(goods)?.state == .seeding && next.record?.modified == [77])
            let leech = Stranger(to: next, goods, called: "leech")
            leech.say(.interested, .request(leech.block(1, 1)))
            #expect(leech.blocks.count == 1)
        } else {
            #expect(next.view(goods)?.state == .failed && next.record?.placed == "")
            #expect(next.view(goods)?.reason?.contains("changed") == true)
        }
    }

    @Test("that lost its file while nobody looked has failed at once") func gone() {
        let (whole, _) = halfway(.max)
        whole.host.files[Shares.downloads] = [:]
        let next = restarted(whole)
        #expect(next.view(goods)?.state == .failed && next.host.contents.isEmpty)
    }

    @Test("waits for room where the disk is full, and goes on by itself") func full() {
        let (scene, seed) = halfway()
        let here = scene.torrent(goods)?.have.count ?? 0
        guard let store = scene.host.stores.keys.first else {
            Issue.record("no store is open")
            return
        }
        scene.host.freeRoom = 0
        scene.complete(.storeFailed(store, WorldError(.full, "the disk is full")))
        #expect(seed.isGone && scene.view(goods)?.reason?.contains("full") == true)
        #expect(scene.record?.state == "running", "a restart goes on, too")
        scene.pass(.minutes(2))
        #expect(scene.host.storePlans.count == 1)
        scene.host.freeRoom = 1 << 40
        scene.pass(Limits.roomInterval * 2)
        scene.storeDisk()
        #expect(scene.view(goods)?.state == .downloading, "\(scene.host.storePlans.count)")
        #expect(scene.view(goods)?.piecesHere == here)
    }

    @Test("gets the next name where its own is taken") func taken() {
        let (scene, seed) = halfway(12)
        let taken: Set = ["film.bin", "film (2).bin"]
        while let name = seed.requests.first {
            seed.forget(name)
            seed.send(name)
            scene.storeDisk(taken: taken)
        }
        #expect(scene.hasPlaced(goods, as: "film (3).bin"))
        #expect(scene.view(goods)?.placed == name("film (3).bin"))
    }

    @Test("that is removed is forgotten, with what has come of it") func removed() {
        let (scene, seed) = halfway()
        _ = scene.node.answer(to: .remove(goods.infoHash, removingData: false), at: scene.now)
        #expect(seed.isGone && scene.host.discardedStores.count == 1)
        #expect(scene.torrent(goods) == nil)
        #expect(scene.host.changes.last == .forgetTorrent(infoHash: goods.infoHash))
        scene.storeDisk()
        scene.pass(.minutes(1))
        #expect(scene.torrent(goods) == nil)
    }
}
