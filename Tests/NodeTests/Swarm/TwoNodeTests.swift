// Nodes of ours among themselves.

import PeerWire
import Testing
import Vocabulary

@testable import Node

private let goods = Goods()

@Suite("Two nodes") struct TwoNodeTests {
    @Test(
        "that dial each other at the same time keep one connection, both the same, and use it",
        arguments: [("10.0.0.1", "10.0.0.2"), ("198.51.100.1", "203.0.113.9")], [false, true])
    func twins(_ addresses: (String, String), isTurned: Bool) {
        let town = Town([addresses.0, addresses.1])
        for number in 0..<2 { town.scenes[number].share(goods) }
        // One of them has it, and the other wants it; both know each other.
        town.scenes[0].host.files[Shares.own] = [:]
        let (first, second) = isTurned ? (1, 0) : (0, 1)
        let other = Goods("other.bin")
        town.scenes[first].add(other, peers: [town.endpoint(second)])
        town.scenes[second].add(other, peers: [town.endpoint(first)])
        town.run()
        let sessions = (0..<2).map { town.sessions($0, other) }
        #expect(sessions.map(\.count) == [1, 1])
        #expect(sessions.allSatisfy { $0.first?.isGreeted == true })
        #expect(sessions[0].first?.isIncoming != sessions[1].first?.isIncoming)
        #expect(sessions.allSatisfy { $0.first?.theirs != nil }, "both have said what they speak")
        #expect(sessions.allSatisfy { $0.first?.pieces != nil })
    }

    @Test("share what one has in its library, by nothing but the info-hash, in extents")
    func library() {
        let town = Town(["10.0.0.1", "10.0.0.2"])
        town.scenes[0].share(goods)
        town.scenes[1].add(.infoHash(goods.infoHash), peers: [town.endpoint(0)])
        town.run()
        #expect(town.scenes[1].hasPlaced(goods))
        #expect(town.scenes[1].view(goods)?.state == .seeding)
        #expect(town.scenes[0].view(goods)?.isAdded != true)
        town.pass(.seconds(3))
        #expect(
            town.scenes[0].torrent(goods) == nil, "what nobody speaks of costs nothing")
    }

    @Test(
        "know each other as members by the network's secret, and others not",
        arguments: [true, false])
    func members(haveOne: Bool) {
        let town = Town(["10.0.0.1", "10.0.0.2"]) { number, settings in
            settings.strangers = true
            if !haveOne, number == 1 { settings.secret = operatorToken }
        }
        let other = Goods("other.bin")
        town.scenes[0].add(other)
        town.scenes[1].add(other, peers: [town.endpoint(0)])
        town.run()
        let sessions = (0..<2).flatMap { town.sessions($0, other) }
        if haveOne {
            #expect(sessions.count == 2 && sessions.allSatisfy(\.isMember))
        } else {
            #expect(sessions.allSatisfy { !$0.isMember })
        }
    }

    @Test("and a third are a swarm: it hears of the one from the other (BEP 11)") func exchange() {
        let town = Town(["10.0.0.1", "10.0.0.2", "10.0.0.3"])
        let other = Goods("other.bin")
        for number in 0..<3 { town.scenes[number].add(other) }
        town.scenes[1].add(other, peers: [town.endpoint(0)])
        town.scenes[2].add(other, peers: [town.endpoint(0)])
        town.pass(Limits.pexInterval * 2)
        #expect((0..<3).map { town.sessions($0, other).count } == [2, 2, 2])
    }

    @Test("tell nobody of a private torrent's peers (BEP 27)") func secluded() {
        let town = Town(["10.0.0.1", "10.0.0.2", "10.0.0.3"])
        let other = Goods("other.bin", isPrivate: true)
        for number in 0..<3 { town.scenes[number].add(other) }
        town.scenes[1].add(other, peers: [town.endpoint(0)])
        town.scenes[2].add(other, peers: [town.endpoint(0)])
        town.pass(Limits.pexInterval * 2)
        #expect((0..<3).map { town.sessions($0, other).count } == [2, 1, 1])
    }

    @Test("of which one dials itself leave that be") func ourselves() {
        let town = Town(["10.0.0.1"])
        town.scenes[0].add(goods, peers: [town.endpoint(0)])
        town.pass(.minutes(5))
        #expect(town.sessions(0, goods).isEmpty)
        #expect(town.scenes[0].calls.count == 1, "it is not dialled again")
    }
}
