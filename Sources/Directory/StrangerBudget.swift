// How many nodes never heard of before may be named in a second, by one source and by all.
//
// Law. Who shouts is heard less, not everybody else. Limits by address do not apply to loopback.

import Vocabulary

package struct StrangerBudget {
    private var second: UInt64 = 0
    private var spent = 0
    /// Only sources that were heard are counted, so it ends where `spent` does.
    private var spentBySource: [IPAddress: Int] = [:]

    package init() {}

    /// Whether one more stranger that `source` names may be met now; counts it if so.
    package mutating func spend(for source: IPAddress, at now: Instant) -> Bool {
        startSecond(at: now)
        guard spent < Limits.strangersPerSecond else { return false }
        if !source.isLoopback {
            let bySource = spentBySource[source, default: 0]
            guard bySource < Limits.strangersPerSecondPerSource else { return false }
            spentBySource[source] = bySource + 1
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
