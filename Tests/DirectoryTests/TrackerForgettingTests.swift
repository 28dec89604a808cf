// When peers of a swarm are forgotten, and what is kept of them over a restart.

import Bytes
import Digest
import Directory
import Testing
import Vocabulary

@Suite("What a tracker forgets") struct TrackerForgettingTests {
    @Test("who is silent for a lifetime is forgotten soon after, and nobody before") func silence()
    {
        let scene = TrackerScene(lifetime: .seconds(90))
        scene.announce("8.0.0.1:1")
        scene.announce("[2001:db8::1]:1")
        scene.pass(.seconds(60))
        scene.announce("8.0.0.2:1")
        scene.pass(.seconds(29))
        #expect(scene.table.peers == 3)
        scene.pass(.seconds(13))
        #expect(scene.counts() == SwarmCounts(leechers: 1))
        scene.pass(.seconds(90))
        #expect(scene.table.peers == 0 && scene.table.swarms == 0)
        #expect(scene.table.nextDeadline == nil)
    }

    @Test("many swarms and a large one are gone through in short steps") func steps() {
        let scene = TrackerScene(lifetime: .seconds(90))
        for number in 0..<3000 { scene.announce(machine(number), of: number, wanted: 0) }
        for number in 0..<40_000 {
            scene.announce(machine(number), of: 0, seed: number % 2 == 0, wanted: 0)
        }
        scene.now = scene.now + .seconds(95)
        var steps = 0
        while let due = scene.table.nextDeadline {
            let before = scene.table.peers
            scene.now = max(scene.now, due)
            scene.table.deadlineReached(at: scene.now)
            #expect(before - scene.table.peers <= Limits.peersPerStep / 16 + 16)
            steps += 1
        }
        #expect(scene.table.peers == 0 && scene.table.swarms == 0 && steps > 20)
    }

    @Test("near the ceiling the longest-unseen go first") func longestUnseen() {
        let scene = TrackerScene(lifetime: .seconds(900), memoryMax: 160_000)
        var number = 0
        while !scene.table.isNearCeiling {
            scene.announce(machine(number), of: number / 4, seed: true)
            number += 1
        }
        let old = number
        scene.pass(.seconds(700))
        // A last few come, and are there afterwards.
        for late in 0..<4 { scene.announce(machine(late), of: 1_000_000, seed: true) }
        scene.pass(.seconds(5))
        #expect(scene.table.peers < old)
        #expect(scene.counts(1_000_000).seeders == 4)
        #expect(!scene.table.isNearCeiling)
    }

    @Test("near the ceiling nobody is given up who is not late, an eighth of an interval included")
    func notLate() {
        let scene = TrackerScene(lifetime: .seconds(900), memoryMax: 160_000)
        var number = 0
        while !scene.table.isNearCeiling {
            scene.announce(machine(number), of: number / 4, seed: true)
            number += 1
        }
        scene.pass(.seconds(665))
        #expect(scene.table.peers == number)
        scene.pass(.seconds(40))
        #expect(scene.table.peers < number)
    }

    // (The empty table is most of what less memory may take.)
    @Test(
        "then swarms without seeders; swarms with one stay, and who is new is refused",
        arguments: [200_000, 320_000])
    func ceiling(memory: Int) {
        let scene = TrackerScene(memoryMax: memory)
        for number in 0..<200 { scene.announce(machine(number), of: number, seed: true) }
        var refused = 0
        for number in 200..<5000 where scene.announce(machine(number), of: number) == .full {
            refused += 1
        }
        #expect(refused > 1000 && scene.table.bytes <= memory)
        // Who is known is heard all the same.
        #expect(scene.announce(machine(7), of: 7, seed: true) == told(1, 0))
        scene.pass(.seconds(10))
        #expect(scene.table.swarms < 5000 - refused && scene.table.bytes <= memory - memory / 8)
        #expect((0..<200).allSatisfy { scene.counts($0).seeders == 1 })
        #expect(scene.announce(machine(9999), of: 9999) == told(0, 1))
    }
}

@Suite("What a tracker remembers over a restart") struct TrackerSavingTests {
    @Test("everybody, as he was, and how long he was silent") func everybody() {
        let scene = TrackerScene(lifetime: .seconds(900))
        for number in 0..<30_000 {
            scene.announce(
                machine(number), of: number < 20_000 ? 0 : number / 7, seed: number % 3 == 0,
                wanted: 0)
        }
        scene.announce("[2001:db8::1]:1", seed: true)
        scene.pass(.seconds(600))
        scene.announce("[2001:db8::2]:1")
        let pieces = scene.table.saved(at: scene.now)
        #expect(pieces.count > 2 && pieces.allSatisfy { $0.count <= Limits.savedPieceLength })
        let again = TrackerScene(lifetime: .seconds(900), seed: 2)
        for piece in pieces { again.table.recall(piece, at: again.now) }
        #expect(again.table.peers == scene.table.peers)
        for torrent in [0, 1, 3000, 4000] {
            #expect(again.counts(torrent) == scene.counts(torrent))
        }
        again.pass(.seconds(500))
        #expect(again.table.peers == 1 && again.counts().leechers == 1)
    }

    @Test("what is cut or changed brings less, and nothing worse") func damaged() {
        let scene = TrackerScene()
        for number in 0..<100 { scene.announce(machine(number), of: number % 9) }
        scene.announce("[2001:db8::1]:1")
        var chance = Chance(seed: 4)
        for piece in scene.table.saved(at: scene.now) {
            for length in 0..<piece.count {
                let again = TrackerScene()
                again.table.recall(Array(piece.prefix(length)), at: again.now)
                #expect(again.table.peers < 101)
            }
            for _ in 0..<500 {
                var other = piece
                other[Int(chance.next() % UInt64(piece.count))] ^= UInt8(chance.next() & 0xff)
                TrackerScene().table.recall(other, at: second(5))
            }
        }
    }
}
