// What the library has is given to whoever asks by its info-hash, by the rules.

import Metainfo
import PeerWire
import Swarm
import Testing
import Vocabulary

@testable import Node

private let goods = Goods()

private func seeding(_ change: (inout NodeSettings) -> Void = { _ in }) -> Scene<PeerNode> {
    let scene = peer {
        $0.strangers = true
        change(&$0)
    }
    scene.share(goods)
    return scene
}

@Suite("A torrent that is given") struct SeedingTests {
    @Test("comes byte for byte, block by block, to whoever is interested and unchoked")
    func given() {
        let scene = seeding()
        let leech = Stranger(to: scene, goods)
        #expect(leech.heard == [.bitfield(goods.all.bitfield)])
        leech.say(.interested)
        #expect(leech.heard.last == .unchoke, "there is room, so nobody waits")
        for piece in goods.geometry.pieces {
            for number in 0..<goods.geometry.blockCount(of: piece) {
                leech.say(.request(leech.block(piece.number, number)))
            }
        }
        let all = leech.blocks
        #expect(
            all.count == goods.geometry.pieces.reduce(0) { $0 + goods.geometry.blockCount(of: $1) })
        #expect(all.allSatisfy { $0.value == goods.bytes(of: $0.key) })
        #expect(scene.torrent(goods)?.uploaded == UInt64(goods.bytes.count))
    }

    @Test("is given no faster than its own limit, and wholly in the end")
    func limited() {
        let scene = seeding()
        let leech = Stranger(to: scene, goods)
        leech.say(.interested)
        scene.torrent(goods)?.wish.uploadLimit = Int64(Limits.blockLength)
        for piece in goods.geometry.pieces {
            for number in 0..<goods.geometry.blockCount(of: piece) {
                leech.say(.request(leech.block(piece.number, number)))
            }
        }
        let length = UInt64(goods.bytes.count)
        #expect(scene.torrent(goods)?.uploaded ?? 0 < length / 2)
        scene.pass(.seconds(2))
        #expect(scene.torrent(goods)?.uploaded ?? 0 < length)
        scene.pass(.seconds(goods.bytes.count / Limits.blockLength + 1))
        #expect(scene.torrent(goods)?.uploaded == length)
    }

    @Test(
        "is not given to who is choked: with Fast that is said, without it is silence",
        arguments: [true, false])
    func choked(hasFast: Bool) {
        let leech = Stranger(to: seeding(), goods, reserved: hasFast ? .fast : [])
        if hasFast { leech.say(.haveNone) }
        let allowed = leech.heard.compactMap {
            if case .allowedFast(let piece) = $0 { piece } else { nil }
        }
        let piece = (0..<4).first { !allowed.contains(UInt32($0)) } ?? 0
        guard allowed.count < 4 else { return }
        let name = leech.block(piece, 0)
        leech.say(.request(name))
        #expect(leech.blocks.isEmpty && leech.heard(.reject(name)) == hasFast && !leech.isGone)
    }

    @Test(
        "closes on a request for what is outside, or for more than a block",
        arguments: [
            BlockName(index: 9, begin: 0, length: 100),
            BlockName(index: 0, begin: 65_536, length: 1),
            BlockName(index: 3, begin: 4_999, length: 2), BlockName(index: 0, begin: 0, length: 0),
            BlockName(index: 0, begin: 0, length: 16_385),
            BlockName(index: 0, begin: .max, length: 16_384),
        ])
    func outside(_ name: BlockName) {
        let leech = Stranger(to: seeding(), goods)
        leech.say(.interested, .request(name))
        #expect(leech.isGone && leech.blocks.isEmpty)
    }

    @Test("keeps as many requests as it said it would, and rejects the rest") func flood() {
        let scene = seeding()
        let leech = Stranger(to: scene, goods, reserved: [.fast, .extensions])
        #expect(leech.nodeSays?.requestQueue == Limits.wishes)
        leech.say(.haveNone, .interested)
        scene.host.change(leech.id) { $0.hasUnsent = true }
        let name = BlockName(index: 0, begin: 0, length: 100)
        leech.say(Array(repeating: .request(name), count: Limits.wishes + 50))
        #expect(scene.torrent(goods)?.sessions.first?.wishes.count == Limits.wishes)
        #expect(leech.heard.count { $0 == .reject(name) } == 50)
        scene.host.change(leech.id) { $0.hasUnsent = false }
        scene.node.drained(leech.id, at: scene.now)
        scene.pass(.zero)
        #expect(scene.torrent(goods)?.sessions.first?.wishes.isEmpty == true)
    }

    @Test("sends what was cancelled no more; with Fast it says so") func cancelled() {
        let scene = seeding()
        let leech = Stranger(to: scene, goods, reserved: .fast)
        leech.say(.haveNone, .interested)
        scene.host.change(leech.id) { $0.hasUnsent = true }
        leech.say(.request(leech.block(0, 0)), .request(leech.block(0, 1)))
        leech.say(.cancel(leech.block(0, 0)))
        #expect(leech.heard(.reject(leech.block(0, 0))))
        scene.host.change(leech.id) { $0.hasUnsent = false }
        scene.node.drained(leech.id, at: scene.now)
        leech.listen()
        #expect(leech.blocks.count == 1 && leech.blocks.keys.first?.begin == 16_384)
    }

    @Test("tells a magnet's follower what it is, and leaves who asks on and does not read")
    func metadata() {
        let large = Goods("large.bin", pieces: 900)
        let scene = peer { $0.strangers = true }
        scene.share(large)
        let leech = Stranger(
            to: scene, large, reserved: [.fast, .extensions], offering: .metadata)
        #expect(leech.nodeSays?.metadataSize == large.info.raw.count)
        let id = leech.nodeSays?.ids[.metadata] ?? 0
        var bytes: [UInt8] = []
        MetadataMessage.request(0).append(id: id, to: &bytes)
        leech.say(raw: bytes)
        #expect(leech.heard(.metadata) == 1)
        scene.host.change(leech.id) { $0.hasUnsent = true }
        for _ in 0..<200 where !leech.isGone { scene.say(bytes, on: leech.id) }
        #expect(leech.isGone, "what waits for it has an end")
    }

    @Test("is nobody's who does not know the secret, where strangers may not join")
    func strangers() {
        let scene = seeding { $0.strangers = false }
        let leech = Stranger(to: scene, goods, reserved: [.fast, .extensions], offering: .metadata)
        leech.say(.haveNone, .interested, .request(leech.block(0, 0)))
        scene.pass(.seconds(30))
        leech.listen()
        #expect(leech.blocks.isEmpty && leech.isGone)
    }

    @Test("takes no more connections than its table has") func crowd() {
        let scene = seeding()
        for number in 0..<Limits.peersPerTorrent + 20 {
            _ = Stranger(
                to: scene, goods, called: "p\(number)",
                from: "10.0.\(number / 200).\(number % 200 + 1):40000")
        }
        #expect(scene.torrent(goods)?.sessions.count == Limits.peersPerTorrent)
        #expect(scene.node.tables.allSatisfy { $0.count <= $0.limit })
    }
}
