// How fast bytes came lately, and how many may still come.

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

/// Bytes that may come: so many a second. What came too early is owed.
struct TokenBucket {
    private var tokens: Double = 0
    private var counted: Instant

    init(at now: Instant) { counted = now }

    /// Takes `bytes` out. Nil where more may come at once, else when.
    mutating func take(_ bytes: Int, rate: Int64, at now: Instant) -> Instant? {
        let rate = Double(rate)
        // A tenth of a second's worth is kept: less than anybody notices.
        tokens = min(tokens + now.since(counted).inSeconds * rate, rate / 10)
        counted = max(counted, now)
        tokens -= Double(bytes)
        guard tokens < 0 else { return nil }
        return now + .nanoseconds(Int64(-tokens / rate * 1e9) + 1)
    }

    /// Whether anything is still owed at `time`, or was counted after it.
    func isOwed(after time: Instant) -> Bool { tokens < 0 || counted > time }
}
