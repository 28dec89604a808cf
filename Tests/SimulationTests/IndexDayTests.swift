// Days of a catalogue. A seed that fails is a bug report: keep it. (`Scripts/simulate --index SEED`
// has five hundred peers, which takes a minute.)

import Simulation
import Testing

@Suite struct IndexDayTests {
    @Test(
        "Two heartbeats after bad days a bootstrap knows what everybody has",
        arguments: 1...5 as ClosedRange<UInt64>)
    func days(seed: UInt64) {
        let outcome = IndexDay(seed: seed, peers: 30).run()
        #expect(outcome.failures == [], "seed \(seed)")
        #expect(outcome.files > 20)
    }

    @Test("The same seed is the same day, to the last byte") func repeats() {
        let hashes = (0..<2).map { _ in IndexDay(seed: 7, peers: 12).run().hash }
        #expect(hashes[0] == hashes[1])
    }
}
