// How fast bytes come, over the last seconds: what a person wants to know of the time that is left.

import Vocabulary

struct RateMeter {
    private var marks: [(at: Instant, bytes: Int64)] = []

    /// `bytes` have come in all.
    mutating func mark(_ bytes: Int64, at now: Instant) {
        if let last = marks.last, now.since(last.at) < .milliseconds(200) { return }
        marks.append((now, bytes))
        // The oldest stays until the next one is old enough to count from.
        while marks.count > 2, now.since(marks[1].at) > .seconds(5) { marks.removeFirst() }
    }

    /// Bytes a second.
    func rate(_ bytes: Int64, at now: Instant) -> Int64 {
        guard let first = marks.first else { return 0 }
        let elapsed = now.since(first.at).nanoseconds
        return elapsed > 0
            ? max(0, Int64(Double(bytes - first.bytes) / Double(elapsed) * 1e9)) : 0
    }
}
