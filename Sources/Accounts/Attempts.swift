// How often somebody tried to log in, and how long he has to wait.
//
//     attempts   1 … 5   6     7     8    …   16 and more
//     wait       none    1 s   2 s   4 s      15 min
//
// Law 1. An attempt counts when it begins; one that succeeds takes all of them back. So what waits
//        to be hashed cannot be more than what was allowed.
// Law 2. A name that nobody has counts like one that somebody has.
// Law 3. The tables end: whoever tried least, and longest ago, goes first.

import Vocabulary

package struct Attempts<Key: Hashable> {
    private struct Row {
        var count: Int
        var latest: Instant
        /// Nothing is tried before.
        var until: Instant
    }

    private var rows: [Key: Row] = [:]

    package init() {}

    package var count: Int { rows.count }

    /// How long it is until the next attempt may begin; nil where it may now.
    package func wait(of key: Key, at now: Instant) -> Duration? {
        guard let row = rows[key], !Self.isOver(row, at: now), now < row.until else { return nil }
        return row.until.since(now)
    }

    /// How many more may begin without waiting for them.
    package func free(of key: Key, at now: Instant) -> Int {
        guard let row = rows[key], !Self.isOver(row, at: now) else { return Limits.freeAttempts }
        return max(0, Limits.freeAttempts - row.count)
    }

    package mutating func begin(_ key: Key, at now: Instant) {
        var row = rows[key] ?? Row(count: 0, latest: now, until: now)
        if Self.isOver(row, at: now) { row.count = 0 }
        if rows[key] == nil, rows.count >= Limits.attemptsCounted { makeRoom(at: now) }
        row.count += 1
        row.latest = now
        row.until = now + Self.delay(after: row.count)
        rows[key] = row
    }

    package mutating func succeeded(_ key: Key) { rows[key] = nil }

    private static func delay(after count: Int) -> Duration {
        guard count >= Limits.freeAttempts else { return .zero }
        let doublings = min(20, count - Limits.freeAttempts)
        return min(Limits.attemptDelayMax, Limits.attemptDelayMin * (1 << doublings))
    }

    private static func isOver(_ row: Row, at now: Instant) -> Bool {
        now.since(row.latest) >= Limits.attemptMemory
    }

    /// O(rows), once for as many attempts as it makes room for.
    private mutating func makeRoom(at now: Instant) {
        rows = rows.filter { !Self.isOver($0.value, at: now) }
        guard rows.count >= Limits.attemptsCounted else { return }
        let order = rows.sorted {
            ($0.value.count, $0.value.latest) < ($1.value.count, $1.value.latest)
        }
        for (key, _) in order.prefix(Limits.attemptsCounted / 4) { rows[key] = nil }
    }
}
