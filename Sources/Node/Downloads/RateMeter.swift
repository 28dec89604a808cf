// How fast bytes came lately.

import Vocabulary

/// Bytes a second over the last seconds.
struct RateMeter {
    /// Bytes of each of the last seconds, in a ring.
    private var seconds = [Int64](repeating: 0, count: window)
    private var newest: UInt64 = 0
    private var began: Instant?
    private static let window = 5

    mutating func add(_ bytes: Int, at now: Instant) {
        began = began ?? now
        advance(to: now)
        seconds[Int(newest % UInt64(Self.window))] += Int64(bytes)
    }

    /// Forgets what was before: whoever pauses is not slow.
    mutating func begin(at now: Instant) {
        self = RateMeter()
        began = now
        newest = now.nanoseconds / 1_000_000_000
    }

    func rate(at now: Instant) -> Int64 {
        guard let began else { return 0 }
        var meter = self
        meter.advance(to: now)
        // The second that has just begun counts for what it is.
        let whole = Double(Self.window - 1) + Double(now.nanoseconds % 1_000_000_000) / 1e9
        let time = min(max(now.since(began).inSeconds, 0.05), whole)
        return Int64(Double(meter.seconds.reduce(0, +)) / time)
    }

    private mutating func advance(to now: Instant) {
        let second = now.nanoseconds / 1_000_000_000
        guard second > newest else { return }
        for passed in 0..<min(second - newest, UInt64(Self.window)) {
            seconds[Int((second - passed) % UInt64(Self.window))] = 0
        }
        newest = second
    }
}
