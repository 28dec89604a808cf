// Which piece is rare, however peers come and go.

import Testing
import Vocabulary

@testable import Swarm

@Suite struct AvailabilityTests {
    private let cut = geometry(pieces: 8)

    private func offered() -> Availability {
        var availability = Availability(cut)
        for piece in 0..<cut.pieceCount { availability.offer(piece) }
        return availability
    }

    @Test("The rarest piece of those that a peer has is chosen, and not one that he lacks")
    func rarest() {
        var availability = offered()
        var chance = Chance(seed: 1)
        availability.joined(ann, having: cut.set([0, 1, 2, 3]))
        availability.joined(bob, having: cut.set([0, 1, 2]))
        availability.joined(cat, having: cut.set([0, 1]))
        #expect(availability.rarest(in: cut.set([0, 1, 2, 3]), using: &chance) == 3)
        #expect(availability.rarest(in: cut.set([0, 2]), using: &chance) == 2)
        availability.lost(cut.piece(0)!, ann, having: cut.set([0, 1, 2, 3]))
        #expect(availability.rarest(in: cut.set([0, 1]), using: &chance) == 0)
        #expect(availability.rarest(in: cut.none, using: &chance) == nil)
    }

    @Test("Among equally rare pieces each is chosen about as often") func ties() {
        let availability = offered()
        var chance = Chance(seed: 2)
        var drawn: [Int: Int] = [:]
        for _ in 0..<8000 {
            drawn[availability.rarest(in: cut.all, using: &chance)!, default: 0] += 1
        }
        #expect(drawn.count == 8)
        #expect(drawn.values.allSatisfy { (900...1100).contains($0) })
    }

    @Test("A seed counts for every piece, until it says that it lost one") func seeds() {
        var availability = offered()
        availability.joined(ann, having: cut.all)
        availability.joined(bob, having: cut.set([1]))
        #expect(availability.seedCount == 1)
        #expect(availability.count(of: cut.piece(1)!) == 2)
        #expect(availability.copies == 1 + 1.0 / 8)
        availability.lost(cut.piece(1)!, ann, having: cut.all)
        #expect(availability.seedCount == 0)
        #expect(availability.count(of: cut.piece(1)!) == 1)
        #expect(availability.count(of: cut.piece(0)!) == 1)
        availability.left(ann, having: cut.all.subtracting(cut.set([1])))
        #expect(availability.count(of: cut.piece(0)!) == 0)
        availability.left(bob, having: cut.set([1]))
        #expect(availability.copies == 0)
    }

    @Test("More wanted pieces come first, however common") func priorities() {
        var availability = offered()
        var chance = Chance(seed: 3)
        availability.joined(ann, having: cut.set([5]))
        availability.setPriority(.highest, of: 5)
        availability.setPriority(.unwanted, of: 0)
        #expect(availability.rarest(in: cut.all, using: &chance) == 5)
        #expect(availability.any(in: cut.all, using: &chance) == 5)
        #expect(availability.lowest(in: cut.all) == 5)
        availability.withdraw(5)
        #expect(availability.lowest(in: cut.all) == 1)
    }

    @Test("A peer that has one piece of very many gives that one") func needle() {
        let cut = geometry(pieces: 5000, blocks: 1)
        var availability = Availability(cut)
        for piece in 0..<cut.pieceCount { availability.offer(piece) }
        var chance = Chance(seed: 4)
        availability.joined(ann, having: cut.set([4321]))
        #expect(availability.rarest(in: cut.set([4321]), using: &chance) == 4321)
        #expect(availability.rarest(in: cut.set([4321, 17]), using: &chance) == 17)
    }

    @Test("After any history the order is by count, and nothing is in it twice", arguments: 1...20)
    func anyHistory(seed: UInt64) {
        let cut = geometry(pieces: 100, blocks: 1)
        var chance = Chance(seed: seed)
        var availability = Availability(cut)
        var sets: [PeerKey: PieceSet] = [:]
        for step in 0..<2000 {
            let piece = Int.random(in: 0..<100, using: &chance)
            let peer = PeerKey(UInt64.random(in: 1...9, using: &chance))
            switch Int.random(in: 0..<7, using: &chance) {
            case 0 where sets[peer] == nil:
                let count = Int.random(in: 0...100, using: &chance)
                sets[peer] = cut.set((0..<100).shuffled(using: &chance).prefix(count))
                availability.joined(peer, having: sets[peer]!)
            case 1:
                guard let having = sets.removeValue(forKey: peer) else { continue }
                availability.left(peer, having: having)
            case 2:
                guard sets[peer]?.insert(number: piece) == true else { continue }
                availability.has(cut.piece(piece)!, peer)
            case 3:
                guard let having = sets[peer], having.contains(number: piece) else { continue }
                availability.lost(cut.piece(piece)!, peer, having: having)
                sets[peer]!.remove(number: piece)
            case 4:
                let priority = PiecePriority(Int.random(in: 1...7, using: &chance))!
                availability.setPriority(priority, of: piece)
            default:
                let isIn = availability.order.contains(piece)
                isIn ? availability.withdraw(piece) : availability.offer(piece)
            }
            if step % 50 == 0 { check(availability, sets, cut) }
        }
        check(availability, sets, cut)
    }

    private func check(
        _ availability: Availability, _ sets: [PeerKey: PieceSet], _ cut: PieceGeometry
    ) {
        for piece in cut.pieces {
            let count = sets.values.count { $0.contains(piece) }
            #expect(availability.count(of: piece) == count)
        }
        var seen: Set<Int> = []
        for list in availability.order.levels {
            #expect(list.members.count == list.order.count)
            for number in 0..<list.bucketCount {
                for place in list.bucket(number) {
                    let piece = Int(list.order[place])
                    #expect(seen.insert(piece).inserted)
                    #expect(list.members.contains(number: piece))
                    #expect(availability.count(of: piece) - availability.seedCount == number)
                }
            }
        }
        #expect(seen.count == availability.order.count)
        #expect(seen == Set((0..<100).filter { availability.order.contains($0) }))
    }
}
