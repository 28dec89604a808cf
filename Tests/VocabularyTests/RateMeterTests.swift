// How fast bytes came lately, and no longer.

import Testing
import Vocabulary

@Suite struct RateMeterTests {
    private func at(_ milliseconds: Int) -> Instant { .start + .milliseconds(milliseconds) }

    @Test("A steady stream is as fast as it is, from its first second on") func steady() {
        var meter = RateMeter()
        #expect(meter.rate(at: at(1000)) == 0)
        for tenth in 0..<300 {
            meter.add(1000, at: at(10_000 + 100 * tenth))
            guard tenth >= 10 else { continue }
            #expect((9_000...11_000).contains(meter.rate(at: at(10_000 + 100 * tenth + 99))))
        }
    }

    @Test("What came more than five seconds ago is forgotten") func forgets() {
        var meter = RateMeter()
        meter.add(1_000_000, at: at(500))
        #expect(meter.rate(at: at(1500)) == 1_000_000)
        #expect(meter.rate(at: at(4500)) == 250_000)
        #expect(meter.rate(at: at(5500)) == 0)
        #expect(meter.rate(at: at(1_000_000)) == 0)
    }

    @Test("A pause does not count as slowness") func pause() {
        var meter = RateMeter()
        meter.add(1_000_000, at: at(0))
        meter.begin(at: at(60_000))
        meter.add(500, at: at(60_500))
        #expect(meter.rate(at: at(60_500)) == 1000)
    }
}
