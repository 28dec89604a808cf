// What may be spent at once, and what comes back.

import Testing
import Vocabulary

@Suite struct BudgetTests {
    private func after(_ milliseconds: UInt64) -> Instant {
        Instant(nanoseconds: milliseconds * 1_000_000)
    }

    @Test("So much at once, and then as much as time brings back") func spends() {
        var budget = Budget(size: 100, rate: 10)
        let spent = (0..<6).map { _ in budget.spend(20, at: after(0)) }
        #expect(spent == [true, true, true, true, true, false])
        let tooMuch = budget.spend(11, at: after(1000))
        #expect(!tooMuch)
        let afterASecond = budget.spend(10, at: after(1000))
        #expect(afterASecond)
    }

    @Test("A rest fills it, and no more than that") func fills() {
        var budget = Budget(size: 100, rate: 10)
        let all = budget.spend(100, at: after(0))
        let tooMuch = budget.spend(101, at: after(3_600_000))
        let allAgain = budget.spend(100, at: after(3_600_000))
        #expect([all, tooMuch, allAgain] == [true, false, true])
    }

    @Test("Who asks all the time loses no time by it") func parts() {
        var budget = Budget(size: 100, rate: 10)
        _ = budget.spend(100, at: after(0))
        for moment in 1..<1000 { _ = budget.spend(2, at: after(UInt64(moment) / 10)) }
        let one = budget.spend(1, at: after(100))
        #expect(one)
    }
}
