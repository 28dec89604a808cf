// Others cannot make us knock more often than the dialects allow.

import Directory
import Testing
import Vocabulary

/// A budget that an expectation can spend from.
private final class Purse {
    private var budget = ProbeBudget()

    func spend(for source: IPAddress?, at now: Instant) -> Bool {
        budget.spend(for: source, at: now)
    }
}

@Suite("Probes are rationed") struct ProbeBudgetTests {
    @Test("a source gets one a second, and another one a second later") func onePerSource() {
        let budget = Purse()
        let source = address("10.0.0.2")
        #expect(budget.spend(for: source, at: second(5)))
        #expect(!budget.spend(for: source, at: second(5) + .milliseconds(999)))
        #expect(budget.spend(for: address("10.0.0.3"), at: second(5)))
        #expect(budget.spend(for: source, at: second(6)))
    }

    @Test("all together get a hundred a second, we ourselves among them") func aHundredInAll() {
        let budget = Purse()
        let granted = (0..<300).count {
            budget.spend(for: IPAddress(v4: 0x0a00_0000 + UInt32($0)), at: second(5))
        }
        #expect(granted == Limits.probesPerSecond)
        #expect(!budget.spend(for: nil, at: second(5)))
        #expect(budget.spend(for: nil, at: second(6)))
    }

    @Test("loopback is this machine: many nodes may live on it") func loopback() {
        let budget = Purse()
        let granted = (0..<300).count { _ in budget.spend(for: .loopback, at: second(5)) }
        #expect(granted == Limits.probesPerSecond)
    }
}
