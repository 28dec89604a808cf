// What the log tells, whoever would like to fill it.

import Testing
import Vocabulary

@Suite("A kind of line") struct LineBudgetTests {
    @Test("is told so often in a minute, and again in the next") func minutes() {
        var budget = LineBudget(aMinute: 2)
        let start = Instant.start + .seconds(100)
        let told = (0..<180).filter { budget.spend(at: start + .seconds($0)) }
        #expect(told == [0, 1, 60, 61, 120, 121])
    }
}
