// The histogram tells the truth to 0.8 %, and about the longest exactly.

import Testing
import Vocabulary

@testable import Load

@Suite("Latency") struct LatencyHistogramTests {
    @Test("who has seen nothing says zero")
    func empty() {
        let none = LatencyHistogram()
        #expect(none.percentile(0.99) == .zero)
        #expect(none.longest == .zero)
    }

    @Test("a percentile is what so many did not exceed, to 0.8 %", arguments: [1, 50, 1_000_000])
    func uniform(scale: Int) {
        var histogram = LatencyHistogram()
        for value in 1...10_000 { histogram.add(.nanoseconds(value * scale)) }
        for fraction in [0.01, 0.5, 0.9, 0.99] {
            let truth = fraction * 10_000 * Double(scale)
            let told = Double(histogram.percentile(fraction).nanoseconds)
            #expect(told >= truth && told <= truth * 1.008 + 1, "\(fraction) at \(scale)")
        }
        #expect(histogram.percentile(1) == .nanoseconds(10_000 * scale))
        #expect(histogram.count == 10_000)
    }

    @Test("the longest is exact, and no percentile exceeds it")
    func longest() {
        var histogram = LatencyHistogram()
        histogram.add(.nanoseconds(1_234_567))
        #expect(histogram.longest == .nanoseconds(1_234_567))
        #expect(histogram.percentile(0.5) == .nanoseconds(1_234_567))
    }

    @Test("one slow answer in a thousand is in the last percentile's tail, not in its body")
    func tail() {
        var histogram = LatencyHistogram()
        for _ in 0..<999 { histogram.add(.microseconds(100)) }
        histogram.add(.seconds(2))
        #expect(histogram.percentile(0.99) < .microseconds(102))
        #expect(histogram.percentile(1) == .seconds(2))
    }

    @Test("more than eighteen minutes are still counted")
    func overflow() {
        var histogram = LatencyHistogram()
        histogram.add(.seconds(100_000))
        #expect(histogram.count == 1)
        #expect(histogram.longest == .seconds(100_000))
    }
}
