// A seed that is alone gives little more than one copy (BEP 16).

import PeerWire
import Swarm
import Testing
import Vocabulary

@testable import Node

private let goods = Goods(pieces: 6)

/// The only seed of the goods, told to be one.
private func superSeed() -> Scene<PeerNode> {
    let scene = peer { $0.strangers = true }
    scene.share(goods)
    var options = TorrentOptions()
    options.isSuperSeeding = true
    _ = scene.node.answer(
        to: .add(TorrentRequest(.infoHash(goods.infoHash), options)), at: scene.now)
    return scene
}

extension Stranger {
    /// Pieces that it was told of.
    fileprivate var shown: [Int] {
        heard.compactMap { if case .have(let piece) = $0 { Int(piece) } else { nil } }
    }

    fileprivate func hasGot(_ piece: Int) { say(.have(UInt32(piece))) }
}

@Suite("A seed that is alone") struct SuperSeedTests {
    @Test("shows each stranger another piece, and the next when he has passed his on")
    func shown() {
        let scene = superSeed()
        let (ann, bob) = (
            Stranger(to: scene, goods, called: "ann", reserved: .fast),
            Stranger(to: scene, goods, called: "bob", reserved: .fast)
        )
        for leech in [ann, bob] {
            #expect(leech.heard == [.haveNone])
            leech.say(.haveNone, .interested)
            #expect(leech.shown.count == 1)
        }
        let (anns, bobs) = (ann.shown[0], bob.shown[0])
        #expect(anns != bobs)
        ann.say(.request(ann.block(anns, 0)))
        #expect(ann.blocks.count == 1)
        ann.hasGot(anns)
        #expect(ann.shown == [anns], "he is to pass it on first")
        bob.hasGot(anns)
        ann.listen()
        #expect(ann.shown.count == 2 && ann.shown[1] != bobs)
    }

    @Test("tells of everything once the others have a copy among them") func spread() {
        let scene = superSeed()
        let leech = Stranger(to: scene, goods, reserved: .fast)
        leech.say(.haveNone)
        while leech.shown.count < goods.geometry.pieceCount, let piece = leech.shown.last {
            leech.hasGot(piece)
        }
        #expect(Set(leech.shown).count == goods.geometry.pieceCount, "he is alone with it")
        leech.hasGot(leech.shown.last ?? 0)
        #expect(leech.isGone, "he has everything too")
        #expect(scene.torrent(goods)?.superSeeding == nil)
        #expect(scene.view(goods)?.isSuperSeeding == true, "it is asked for at the next start")
        let next = Stranger(to: scene, goods, called: "next", reserved: .fast)
        #expect(next.heard.first == .haveAll)
    }

    @Test("gives as any where its strangers never pass on what they were shown") func stuck() {
        let scene = superSeed()
        let leeches = ["ann", "bob"].map {
            Stranger(to: scene, goods, called: $0, reserved: .fast)
        }
        for leech in leeches { leech.say(.haveNone) }
        for leech in leeches { leech.hasGot(leech.shown[0]) }
        scene.pass(Limits.showingPatience - .seconds(5))
        #expect(scene.torrent(goods)?.superSeeding != nil)
        scene.pass(.seconds(10))
        for leech in leeches {
            leech.listen()
            #expect(Set(leech.shown).count == goods.geometry.pieceCount)
        }
    }

    @Test("waits for strangers as long as it takes, and not for one who takes nothing")
    func idle() {
        let scene = superSeed()
        scene.pass(Limits.showingPatience * 2)
        #expect(scene.torrent(goods)?.superSeeding != nil)
        let (ann, bob) = (
            Stranger(to: scene, goods, called: "ann", reserved: .fast),
            Stranger(to: scene, goods, called: "bob", reserved: .fast)
        )
        for leech in [ann, bob] { leech.say(.haveNone) }
        bob.hasGot(bob.shown[0])
        scene.pass(Limits.showingPatience - .seconds(5))
        #expect(scene.torrent(goods)?.superSeeding != nil)
        scene.pass(.seconds(10))
        bob.listen()
        #expect(Set(bob.shown).count == goods.geometry.pieceCount)
    }

    @Test("counts pieces that come as a second bitfield, and those that are lost again")
    func bitfields() {
        let scene = superSeed()
        let leech = Stranger(
            to: scene, goods, reserved: [.fast, .extensions], offering: .dontHave)
        leech.say(.haveNone)
        leech.say(.bitfield([0b1110_0000]))
        let shown = leech.shown.count
        var bytes: [UInt8] = []
        for piece in goods.geometry.pieces.prefix(1) {
            let id = leech.nodeSays?.ids[.dontHave] ?? 0
            PeerMessage.appendDontHave(piece, id: id, to: &bytes)
        }
        leech.say(raw: bytes)
        #expect(scene.torrent(goods)?.superSeeding?.isSpread == false && !leech.isGone)
        leech.say(.bitfield([0b0111_0000]), .bitfield([0b1111_1100]))
        scene.pass(.seconds(2))
        #expect(scene.torrent(goods)?.superSeeding == nil && leech.shown.count >= shown)
    }

    @Test("shows something to who has nothing and cannot say so") func speechless() {
        let scene = superSeed()
        let leech = Stranger(to: scene, goods)
        #expect(leech.heard.isEmpty)
        scene.pass(Limits.bitfieldPatience + .seconds(2))
        leech.listen()
        #expect(leech.shown.count == 1)
        leech.say(.bitfield([0b0000_1100]))
        #expect(!leech.isGone)
    }

    @Test("does not say that it only uploads, and is a seed again when that is taken back")
    func takenBack() {
        let scene = superSeed()
        let leech = Stranger(
            to: scene, goods, reserved: [.fast, .extensions], offering: .metadata)
        #expect(leech.nodeSays?.isUploadOnly != true)
        leech.say(.haveNone)
        var change = TorrentChange()
        change.isSuperSeeding = false
        _ = scene.node.answer(to: .change(goods.infoHash, change), at: scene.now)
        leech.listen()
        #expect(Set(leech.shown).count == goods.geometry.pieceCount)
        guard case .rememberTorrent(let record)? = scene.host.changes.last else {
            Issue.record("nothing is remembered")
            return
        }
        #expect(!record.isSuperSeeding)
    }

    @Test("gives its own network everything at once") func members() {
        let town = Town(["10.0.0.1", "10.0.0.2"]) { $1.strangers = true }
        town.scenes[0].share(goods)
        var options = TorrentOptions()
        options.isSuperSeeding = true
        let request = TorrentRequest(.infoHash(goods.infoHash), options)
        _ = town.scenes[0].node.answer(to: .add(request), at: town.scenes[0].now)
        town.scenes[1].add(.infoHash(goods.infoHash), peers: [town.endpoint(0)])
        town.run()
        #expect(town.scenes[1].hasPlaced(goods))
    }
}
