// Days of a swarm. A seed that fails is a bug report: keep it.

import Simulation
import Testing

@Suite struct SwarmDayTests {
    @Test("A torrent becomes whole on bad days, and what is wrong is nobody's but the liars'")
    func days() {
        var (banned, waited, fetched) = (0, 0, 0)
        for seed in 1...4 as ClosedRange<UInt64> {
            let outcome = SwarmDay(seed: seed).run()
            #expect(outcome.failures == [], "seed \(seed)")
            banned += outcome.banned.count
            waited += outcome.hadToWait ? 1 : 0
            fetched += outcome.fetched
        }
        #expect(banned > 2 && waited == 1 && fetched > 15)
    }

    @Test("The same seed is the same day, to the last byte") func repeats() {
        let hashes = (0..<2).map { _ in SwarmDay(seed: 5).run().hash }
        #expect(hashes[0] == hashes[1] && hashes[0] != SwarmDay(seed: 6).run().hash)
    }
}
