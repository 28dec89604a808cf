// Who shouts on the group is heard less, and nobody else is.

import Directory
import Testing
import Vocabulary

@Suite struct StrangerBudgetTests {
    private let shouter = IPAddress(v4: 0x0a00_0001)
    private let quiet = IPAddress(v4: 0x0a00_0002)

    @Test("In a storm from one address, a HELLO from another is heard in the same second")
    func othersAreHeard() {
        var budget = StrangerBudget()
        let heard = (0..<10_000).count { _ in budget.spend(for: shouter, at: .start) }
        #expect(heard == Limits.strangersPerSecondPerSource)
        let isHeard = budget.spend(for: quiet, at: .start)
        #expect(isHeard)
    }

    @Test("What one address names until its claims are forgotten does not fill the table")
    func oneAddressCannotFillTheTable() {
        var budget = StrangerBudget()
        var named = 0
        for second in 0..<Int(Limits.claimAge.components.seconds) {
            let now = Instant.start + .seconds(second)
            named += (0..<1000).count { _ in budget.spend(for: shouter, at: now) }
        }
        #expect(named < Limits.multicastNodes)
    }

    @Test("All sources together end at their limit, and begin again a second later")
    func allTogether() {
        var budget = StrangerBudget()
        let heard = (0..<10_000).count { number in
            budget.spend(for: IPAddress(v4: 0x0a00_0000 + UInt32(number)), at: .start)
        }
        #expect(heard == Limits.strangersPerSecond)
        let isHeard = budget.spend(for: quiet, at: .start + .seconds(1))
        #expect(isHeard)
    }
}
