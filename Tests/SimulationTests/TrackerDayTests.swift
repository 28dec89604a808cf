// Days of a tracker. A seed that fails is a bug report: keep it. (`Scripts/simulate --tracker SEED`
// has two hundred clients.)

import Simulation
import Testing

@Suite struct TrackerDayTests {
    @Test(
        "A tracker is true an interval and a half after bad days, and ends at its ceiling",
        arguments: 1...5 as ClosedRange<UInt64>)
    func days(seed: UInt64) {
        let outcome = TrackerDay(seed: seed, peers: 60).run()
        #expect(outcome.failures == [], "seed \(seed)")
        #expect(outcome.peers > 40)
        // It was filled, and said so.
        #expect(outcome.fullest > 90 && outcome.refused > 0)
    }

    @Test("The same seed is the same day, to the last byte") func repeats() {
        let hashes = (0..<2).map { _ in TrackerDay(seed: 7, peers: 30).run().hash }
        #expect(hashes[0] == hashes[1])
    }
}
