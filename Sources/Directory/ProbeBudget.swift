// How often others can make us knock at a door that they name: once a second for a source, and
// a hundred times in all. What is refused now may be asked again; nothing is queued.

import Vocabulary

package struct ProbeBudget {
    private var second: UInt64 = 0
    private var spent = 0
    private var spentBySource: [IPAddress: Int] = [:]

    package init() {}

    /// Whether a probe may go out now; counts it if so. A nil source is ourselves.
    package mutating func spend(for source: IPAddress?, at now: Instant) -> Bool {
        startSecond(at: now)
        guard spent < Limits.probesPerSecond else { return false }
        if let source, !source.isLoopback {
            guard spentBySource[source, default: 0] < Limits.probesPerSecondPerSource else {
                return false
            }
            spentBySource[source, default: 0] += 1
        }
        spent += 1
        return true
    }

    private mutating func startSecond(at now: Instant) {
        let current = now.nanoseconds / 1_000_000_000
        guard current != second else { return }
        second = current
        spent = 0
        spentBySource.removeAll(keepingCapacity: true)
    }
}
