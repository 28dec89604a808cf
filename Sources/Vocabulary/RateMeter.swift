// How fast bytes came lately.
//
// Law: it holds no memory of its own, so that there may be one for each peer of each torrent.

/// Bytes a second over the last seconds.
package struct RateMeter: Sendable {
    /// Bytes of each of the last seconds, in a ring.
    private var seconds = Seconds(repeating: 0)
    private var newest: UInt64 = 0
    private var began: Instant?

    private typealias Seconds = InlineArray<5, Int64>

    package init() {}

    package mutating func add(_ bytes: Int, at now: Instant) {
        began = began ?? now
        advance(to: now)
        seconds[Self.place(of: newest)] += Int64(bytes)
    }

    /// Forgets what was before: whoever pauses is not slow.
    package mutating func begin(at now: Instant) {
        self = RateMeter()
        began = now
        newest = now.nanoseconds / 1_000_000_000
    }

    package func rate(at now: Instant) -> Int64 {
        guard let began else { return 0 }
        var meter = self
        meter.advance(to: now)
        var bytes: Int64 = 0
        for place in meter.seconds.indices { bytes += meter.seconds[place] }
        // The second that has just begun counts for what it is.
        let whole = Double(seconds.count - 1) + Double(now.nanoseconds % 1_000_000_000) / 1e9
        let time = min(max(now.since(began).inSeconds, 0.05), whole)
        return Int64(Double(bytes) / time)
    }

    private mutating func advance(to now: Instant) {
        let second = now.nanoseconds / 1_000_000_000
        guard second > newest else { return }
        for passed in 0..<min(second - newest, UInt64(seconds.count)) {
            seconds[Self.place(of: second - passed)] = 0
        }
        newest = second
    }

    private static func place(of second: UInt64) -> Int { Int(second % UInt64(Seconds.count)) }
}
