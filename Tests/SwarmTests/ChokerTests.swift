// Who is served, round by round.

import Swarm
import Testing
import Vocabulary

@Suite struct ChokerTests {
    private var choker = Choker()
    private var chance = Chance(seed: 11)

    private func peers(_ count: Int) -> [PeerKey] { (1...UInt64(count)).map { PeerKey($0) } }

    private mutating func join(_ peers: [PeerKey]) {
        for peer in peers {
            choker.joined(peer)
            choker.interested(peer, true)
        }
    }

    private func unchoked(_ peers: [PeerKey]) -> [PeerKey] {
        peers.filter { choker.isUnchoked($0) }
    }

    @Test("The seven who give most are served, and an eighth on trust") mutating func titForTat() {
        let all = peers(30)
        join(all)
        for round in 0..<12 {
            for peer in all { choker.received(Int(peer.number) * 1000, from: peer) }
            _ = choker.choke(at: second(10 * round), using: &chance)
            #expect(unchoked(all).count == 8)
            #expect(unchoked(Array(all.suffix(7))) == Array(all.suffix(7)))
        }
    }

    @Test("The one on trust has half a minute, and in time it is everybody's turn")
    mutating func optimistic() {
        let all = peers(12)
        join(all)
        var trusted: [PeerKey] = []
        for round in 0..<300 {
            for peer in all.suffix(7) { choker.received(1000, from: peer) }
            _ = choker.choke(at: second(10 * round), using: &chance)
            if round > 0 { trusted += unchoked(Array(all.prefix(5))) }
        }
        #expect(trusted.count == 299)
        #expect(Set(trusted).count == 5)
        for start in stride(from: 2, to: 297, by: 3) {
            #expect(Set(trusted[start..<start + 3]).count == 1)
        }
    }

    @Test("Who was never served is three times as likely to be trusted") func newcomers() {
        var newcomers = 0
        for seed in 0..<400 {
            var chance = Chance(seed: UInt64(seed))
            var choker = Choker()
            choker.slots = 1
            // Ann and cat have been served and are choked; bob and a fourth are new.
            for peer in [ann, cat] {
                choker.joined(peer)
                choker.interested(peer, true)
                _ = choker.choke(at: second(30 * Int(peer.number)), using: &chance)
                choker.interested(peer, false)
                _ = choker.choke(at: second(30 * Int(peer.number) + 1), using: &chance)
            }
            for peer in [bob, PeerKey(4)] { choker.joined(peer) }
            for peer in [ann, bob, cat, PeerKey(4)] { choker.interested(peer, true) }
            _ = choker.choke(at: second(1000), using: &chance)
            newcomers += [bob, PeerKey(4)].count { choker.isUnchoked($0) }
        }
        #expect((270...330).contains(newcomers))
    }

    @Test("A peer that snubs us is served on trust alone, whatever he gave before")
    mutating func antiSnubbing() {
        let all = peers(9)
        join(all)
        for peer in all { choker.received(peer == ann ? 1_000_000 : 1000, from: peer) }
        choker.snubbed(ann, true)
        var served = 0
        for round in 0..<300 {
            for peer in all.dropFirst() { choker.received(1000, from: peer) }
            _ = choker.choke(at: second(10 * round), using: &chance)
            served += choker.isUnchoked(ann) ? 1 : 0
        }
        #expect(served > 0 && served < 200)
    }

    @Test("A free slot is filled at once, and nobody is displaced between rounds")
    mutating func betweenRounds() {
        let all = peers(9)
        join([all[0]])
        #expect(choker.nextDeadline == .start)
        #expect(choker.choke(at: second(0), using: &chance) == [.unchoke(all[0])])
        #expect(choker.nextDeadline == second(10))
        join(Array(all[1...7]))
        #expect(choker.nextDeadline == .start)
        #expect(choker.choke(at: second(1), using: &chance).count == 7)
        join([all[8]])
        choker.received(1 << 30, from: all[8])
        #expect(choker.choke(at: second(2), using: &chance).isEmpty)
        choker.left(all[0])
        #expect(choker.choke(at: second(3), using: &chance) == [.unchoke(all[8])])
    }

    @Test("Who wants nothing gives his place to who does") mutating func uninterested() {
        let all = peers(9)
        join(all)
        _ = choker.choke(at: second(0), using: &chance)
        let waiting = all.first { !choker.isUnchoked($0) }!
        let served = all.first { choker.isUnchoked($0) }!
        choker.interested(served, false)
        let changes = choker.choke(at: second(1), using: &chance)
        #expect(Set(changes) == [.choke(served), .unchoke(waiting)])
    }

    @Test("A seed serves everybody in turn, the fast no more than the slow")
    mutating func seeding() {
        let all = peers(24)
        join(all)
        choker.isSeeding = true
        var turns: [PeerKey: Int] = [:]
        for round in 0..<90 {
            for peer in all { choker.received(Int(peer.number) * 1000, from: peer) }
            _ = choker.choke(at: second(10 * round), using: &chance)
            #expect(unchoked(all).count == 8)
            for peer in unchoked(all) { turns[peer, default: 0] += 1 }
        }
        #expect(all.allSatisfy { turns[$0] == 30 })
    }

    @Test("Where nobody waits a seed goes on with whom it serves") mutating func nobodyWaits() {
        choker.isSeeding = true
        join(peers(8))
        _ = choker.choke(at: second(0), using: &chance)
        for round in 1..<20 {
            #expect(choker.choke(at: second(10 * round), using: &chance).isEmpty)
        }
    }

    @Test("Members of our own network are always served and take nobody's place")
    mutating func members() {
        let members = (100..<150).map { PeerKey($0) }
        for member in members { choker.joined(member, isMember: true) }
        join(peers(20))
        let changes = choker.choke(at: second(0), using: &chance)
        #expect(members.allSatisfy { changes.contains(.unchoke($0)) })
        #expect(unchoked(peers(20)).count == 8)
        choker.slots = 0
        _ = choker.choke(at: second(10), using: &chance)
        #expect(unchoked(peers(20)).isEmpty)
        #expect(unchoked(members).count == 50)
    }
}
