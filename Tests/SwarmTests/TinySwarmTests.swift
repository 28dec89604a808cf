// The choices together: a swarm of them finishes, whatever some of it does.

import Swarm
import Testing
import Vocabulary

@Suite struct TinySwarmTests {
    /// One seed of 16 blocks a second, and leeches of 8 to 16. One copy takes the seed 8 s.
    private func swarm(
        seed: UInt64, order: PieceOrder = .rarestFirst, liars: Int = 0, stallers: Int = 0,
        leeches: Int
    ) -> TinySwarm {
        let swarm = TinySwarm(geometry(pieces: 32), seed: seed)
        swarm.add(rate: 16, isSeed: true)
        for number in 0..<leeches { swarm.add(rate: 8 + number % 9, order: order) }
        for _ in 0..<liars { swarm.add(rate: 16, isSeed: true, kind: .liar) }
        for _ in 0..<stallers { swarm.add(rate: 16, isSeed: true, kind: .staller) }
        return swarm
    }

    @Test("Thirty leeches finish in three times what one copy takes, and no block comes for long")
    func thirty() {
        let swarm = swarm(seed: 1, leeches: 30)
        #expect(swarm.run(within: .seconds(24)))
        // The seed gave two copies of 128 blocks or so, thirty were needed; of each hundred blocks
        // at most five came twice.
        #expect(swarm.nodes[0].given < 3 * 128)
        #expect(swarm.duplicates < 30 * 128 / 20)
        let inFlight = swarm.nodes.indices.map { node in
            swarm.nodes.reduce(0) { $0 + $1.picker.inFlight(of: PeerKey(UInt64(node))) }
        }
        #expect(inFlight.allSatisfy { $0 == 0 })
    }

    @Test("Rarest first is done before sequential, for then everybody has what others lack")
    func rarestFirst() {
        let rarest = swarm(seed: 2, leeches: 16)
        let sequential = swarm(seed: 2, order: .sequential, leeches: 16)
        #expect(rarest.run(within: .minutes(2)))
        #expect(sequential.run(within: .minutes(2)))
        #expect(rarest.now.nanoseconds * 4 < sequential.now.nanoseconds * 3)
        #expect(rarest.nodes[0].given < sequential.nodes[0].given)
    }

    @Test(
        "Three liars are named, and nobody else; two who never answer hold up nobody",
        arguments: 1...6)
    func misery(seed: UInt64) {
        let swarm = swarm(seed: seed, liars: 3, stallers: 2, leeches: 4)
        #expect(swarm.run(within: .seconds(55)))
        #expect(swarm.named == [5, 6, 7])
        // Who is known is not asked again: no liar spoils more than a few pieces of anybody's.
        #expect(swarm.nodes.allSatisfy { $0.failures <= 6 })
    }

    @Test("What a silent peer alone was asked for comes from another after a minute")
    func silence() {
        // Both have everything, and the staller is asked for most before the other comes.
        let swarm = TinySwarm(geometry(pieces: 4), seed: 3)
        swarm.add(rate: 16, isSeed: true, kind: .staller)
        swarm.add(rate: 16)
        #expect(!swarm.run(within: .seconds(65)))
        #expect(swarm.nodes[1].links[0]!.depth.isSnubbed)
        swarm.add(rate: 16, isSeed: true)
        #expect(swarm.run(within: .seconds(70)))
        #expect(swarm.duplicates == 0)
    }

    @Test("The same seed gives the same day") func deterministic() {
        let days = (0..<2).map { _ in
            let swarm = swarm(seed: 77, liars: 1, leeches: 6)
            #expect(swarm.run(within: .minutes(2)))
            return swarm.nodes.map(\.given)
        }
        #expect(days[0] == days[1])
    }
}
