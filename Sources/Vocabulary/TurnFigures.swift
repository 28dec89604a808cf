// What a meter knows of the loop's turns, as plain values. Who measures is the reactor; who writes
// it down is a surface.

/// How long turns took, from when the loop woke until it slept again.
package struct TurnFigures: Sendable, Equatable {
    /// Processor time: what the turn did, whoever else wanted the processor meanwhile.
    package private(set) var processor = TurnTimes()
    /// By the clock on the wall, with what a busy machine takes away.
    package private(set) var wall = TurnTimes()
    /// Turns in which the thread gave up the processor by itself outside of the loop's own wait:
    /// a call blocked.
    package private(set) var blocked: UInt64 = 0
    /// The longest that a turn with such a call was off the processor without wanting it.
    package private(set) var longestBlock = Duration.zero
    /// The same with the time that the thread stood in the queue for a processor.
    package private(set) var longestBlockOrQueue = Duration.zero

    package init() {}

    /// One turn. `queued`: how long others had the processor that it wanted; `blocks`: whether a
    /// call gave the processor up.
    package mutating func add(
        processor spent: Duration, wall taken: Duration, queued: Duration, blocks: Bool
    ) {
        processor.add(spent)
        wall.add(taken)
        guard blocks else { return }
        blocked += 1
        longestBlockOrQueue = max(longestBlockOrQueue, taken - spent)
        longestBlock = max(longestBlock, taken - spent - queued)
    }
}

/// A histogram of durations with few, fixed steps.
package struct TurnTimes: Sendable, Equatable {
    /// A turn that answers one request takes some ten microseconds, one that serves everybody who
    /// waits a millisecond or two; past ten milliseconds people begin to notice.
    package static let bounds: [Duration] = [
        .microseconds(10), .microseconds(30), .microseconds(100), .microseconds(300),
        .milliseconds(1), .milliseconds(3), .milliseconds(10), .milliseconds(30),
        .milliseconds(100),
    ]

    /// Turns that took at most as long as the bound of the same place and longer than the one
    /// before; the last place is for those past all bounds.
    package private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    package private(set) var total = Duration.zero
    package private(set) var longest = Duration.zero

    package init() {}

    package var count: UInt64 { counts.reduce(0, +) }

    package mutating func add(_ time: Duration) {
        counts[Self.bounds.firstIndex { time <= $0 } ?? Self.bounds.count] += 1
        total += time
        longest = max(longest, time)
    }
}
