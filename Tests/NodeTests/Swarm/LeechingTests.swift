// A torrent is fetched from peers of all kinds.

import Digest
import PeerWire
import Swarm
import Testing
import Vocabulary

@testable import Node

private let goods = Goods()

@Suite("A torrent that is fetched") struct LeechingTests {
    @Test(
        "comes in blocks of 16 KiB from whoever speaks BEP 3 alone, and from who speaks Fast",
        arguments: [false, true])
    func plain(hasFast: Bool) {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881"])
        let seed = Stranger(to: scene, goods, dialled: calls[0], reserved: hasFast ? .fast : [])
        if hasFast {
            #expect(seed.heard.first == .haveNone)
        } else {
            #expect(seed.heard.isEmpty, "who has nothing says nothing")
        }
        seed.say(hasFast ? .haveAll : .bitfield(goods.all.bitfield))
        #expect(seed.heard.last == .interested && seed.requests.isEmpty)
        seed.say(.unchoke)
        #expect(!seed.requests.isEmpty)
        #expect(seed.requests.allSatisfy { $0.length <= 16 << 10 })
        seed.serve()
        #expect(scene.hasPlaced(goods))
        #expect(scene.view(goods)?.state == .seeding && scene.view(goods)?.wasted == 0)
        #expect(seed.isGone, "two who have everything have nothing to say")
    }

    @Test("may be offered in pieces that a choking peer allows (BEP 6), and no others")
    func allowedFast() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881"])
        let seed = Stranger(to: scene, goods, dialled: calls[0], reserved: .fast)
        seed.say(.haveAll, .allowedFast(2))
        #expect(!seed.requests.isEmpty && seed.requests.allSatisfy { $0.index == 2 })
        seed.serve()
        #expect(scene.torrent(goods)?.have.count == 1 && seed.requests.isEmpty)
    }

    @Test(
        "is not asked again and again of a peer that rejects everything", arguments: [false, true])
    func rejecting(isChoking: Bool) {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881"])
        let peer = Stranger(to: scene, goods, dialled: calls[0], reserved: .fast)
        peer.say(.haveAll, isChoking ? .allowedFast(2) : .unchoke)
        var rounds = 0
        while let name = peer.requests.first, rounds < 100 {
            rounds += 1
            peer.forget(name)
            peer.say(.reject(name))
        }
        #expect(rounds < 100, "what was rejected is not asked for in the same breath")
        scene.pass(.seconds(3))
        peer.listen()
        #expect(peer.requests.isEmpty == isChoking, "later it may be asked again")
    }

    @Test("is asked of others when a peer chokes: without Fast at once, with it when it rejects")
    func choked() {
        for hasFast in [false, true] {
            let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881", "10.0.0.6:6881"])
            let one = Stranger(to: scene, goods, dialled: calls[0], reserved: hasFast ? .fast : [])
            one.say(.bitfield(goods.all.bitfield), .unchoke)
            let asked = one.requests
            one.say(.choke)
            let other = Stranger(to: scene, goods, called: "other", dialled: calls[1])
            other.say(.bitfield(goods.all.bitfield), .unchoke)
            if hasFast { for name in asked { one.say(.reject(name)) } }
            other.serve()
            #expect(scene.hasPlaced(goods), "fast: \(hasFast)")
        }
    }

    @Test("is asked of another when the first is silent for a minute") func snubbed() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881", "10.0.0.6:6881"])
        let silent = Stranger(to: scene, goods, dialled: calls[0])
        silent.say(.bitfield(goods.all.bitfield), .unchoke)
        #expect(!silent.requests.isEmpty)
        let other = Stranger(to: scene, goods, called: "other", dialled: calls[1])
        other.say(.bitfield(goods.all.bitfield), .unchoke)
        scene.pass(Limits.snubTime + .seconds(5))
        other.listen()
        other.serve()
        #expect(scene.hasPlaced(goods))
    }

    @Test("is whole although the only peer drops a request without a word") func dropped() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881"])
        let peer = Stranger(to: scene, goods, dialled: calls[0])
        peer.say(.bitfield(goods.all.bitfield), .unchoke)
        peer.forget(peer.requests[0])
        for _ in 0..<20 {
            peer.serve()
            peer.say(.keepAlive)
            scene.pass(.seconds(30))
            peer.listen()
        }
        #expect(scene.hasPlaced(goods))
    }

    @Test("is asked of two at its end, and what one brings is taken back from the other")
    func endgame() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881", "10.0.0.6:6881"])
        let slow = Stranger(to: scene, goods, dialled: calls[0])
        slow.say(.bitfield(goods.all.bitfield), .unchoke)
        let fast = Stranger(to: scene, goods, called: "fast", dialled: calls[1])
        fast.say(.bitfield(goods.all.bitfield), .unchoke)
        let first = slow.requests
        fast.serve()
        slow.listen()
        #expect(scene.hasPlaced(goods), "nobody waits for the slow one")
        let cancels = slow.heard.filter { if case .cancel = $0 { true } else { false } }
        #expect(!first.isEmpty && cancels.count >= first.count)
    }

    @Test("is right although one was in the middle of a block that another brought meanwhile")
    func inTheMiddle() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881", "10.0.0.6:6881"])
        let slow = Stranger(to: scene, goods, dialled: calls[0])
        slow.say(.bitfield(goods.all.bitfield), .unchoke)
        let asked = slow.requests[0]
        // It lies, and is slow to do so.
        let lie = [UInt8](repeating: 0xee, count: Int(asked.length))
        slow.say(raw: slow.head(of: asked) + lie.prefix(5000))
        let fast = Stranger(to: scene, goods, called: "fast", dialled: calls[1])
        fast.say(.bitfield(goods.all.bitfield), .unchoke)
        for _ in 0..<100 where !fast.requests.contains(asked) { fast.serve(1) }
        fast.forget(asked)
        fast.send(asked)
        slow.say(raw: Array(lie.dropFirst(5000).prefix(5000)))
        fast.serve()
        slow.say(raw: Array(lie.dropFirst(10_000)))
        #expect(scene.hasPlaced(goods) && scene.torrent(goods)?.liars.isEmpty == true)
        #expect(scene.log.allSatisfy { !$0.contains("wrong") })
    }

    @Test("takes a block that comes although it was taken back") func lateBlock() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881"])
        let peer = Stranger(to: scene, goods, dialled: calls[0])
        peer.say(.bitfield(goods.all.bitfield), .unchoke)
        let asked = peer.requests
        peer.say(.choke)
        peer.send(asked[0])
        #expect(!peer.isGone)
    }

    @Test("closes on a block that nobody asked for, before any of it is kept") func unrequested() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881"])
        let peer = Stranger(to: scene, goods, dialled: calls[0])
        peer.say(.bitfield(goods.all.bitfield))
        peer.send(peer.block(1, 1))
        #expect(peer.isGone && scene.torrent(goods)?.filling.isEmpty == true)
        #expect(scene.torrent(goods)?.downloaded == 0)
    }

    @Test("closes on a second bitfield that takes something back, and takes one that adds")
    func lateBitfield() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881"])
        let peer = Stranger(to: scene, goods, dialled: calls[0])
        peer.say(.bitfield([0b1000_0000]), .bitfield([0b1100_0000]))
        #expect(!peer.isGone && scene.view(goods)?.peers.first?.pieces == 2)
        peer.say(.bitfield([0b0100_0000]))
        #expect(peer.isGone)
    }

    @Test("finds the one of two who lies, bans him and no other, and is whole", arguments: [0, 1])
    func liar(number: Int) {
        let addresses = ["10.0.0.5:6881", "10.0.0.6:6881"]
        let (scene, calls) = leeching(goods, from: addresses)
        let peers = (0..<2).map {
            Stranger(to: scene, goods, called: "\($0)", dialled: calls[$0])
        }
        for peer in peers { peer.say(.bitfield(goods.all.bitfield), .unchoke) }
        for _ in 0..<200 where !scene.hasPlaced(goods) {
            for (row, peer) in peers.enumerated() { peer.serve(1, lying: row == number) }
        }
        #expect(scene.hasPlaced(goods))
        let candidates = scene.torrent(goods)?.candidates
        #expect(candidates?.isBanned(endpoint(addresses[number])) == true)
        #expect(candidates?.isBanned(endpoint(addresses[1 - number])) == false)
        #expect(scene.log.count { $0.contains("sent wrong data") } == 1)
    }

    @Test("is never taken from a liar again, who comes by another address with the same id")
    func liarReturns() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881"])
        let liar = Stranger(to: scene, goods, dialled: calls[0])
        liar.say(.bitfield(goods.all.bitfield), .unchoke)
        liar.serve(lying: true)
        #expect(liar.isGone && scene.torrent(goods)?.have.isEmpty == true)
        #expect(Stranger(to: scene, goods, from: "10.0.0.77:6881").isGone)
        #expect(!Stranger(to: scene, goods, called: "honest", from: "10.0.0.77:6882").isGone)
    }

    @Test("reads from nobody while more waits for the disk than memory is spent on") func memory() {
        let large = Goods("large.bin", pieces: 1_100)
        let (scene, calls) = leeching(large, from: ["10.0.0.5:6881"])
        let seed = Stranger(to: scene, large, dialled: calls[0])
        seed.say(.bitfield(large.all.bitfield), .unchoke)
        while !scene.host.wire(seed.id).isPaused, let name = seed.requests.first {
            seed.forget(name)
            seed.send(name)
        }
        let waiting = scene.node.swarms?.unverified ?? 0
        #expect(scene.host.wire(seed.id).isPaused && waiting >= Limits.unverifiedBytes)
        #expect(waiting < Limits.unverifiedBytes + (128 << 10))
        scene.storeDisk()
        #expect(!scene.host.wire(seed.id).isPaused && scene.node.swarms?.unverified == 0)
    }
}
