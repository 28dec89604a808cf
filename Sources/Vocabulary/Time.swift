// Two clocks. `Instant` only ever moves forward and measures; `WallTime` is what people and other
// machines call the time, may jump, and decides nothing but whether a proof is fresh.

/// A moment on the monotonic clock, in nanoseconds since a start that means nothing.
package struct Instant: Comparable, Hashable, Sendable {
    package let nanoseconds: UInt64

    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    package static let start = Instant(nanoseconds: 0)

    package static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    package static func + (instant: Instant, delay: Duration) -> Instant {
        Instant(nanoseconds: instant.nanoseconds &+ UInt64(max(0, delay.nanoseconds)))
    }

    /// How long after `earlier` this is; zero when it is not after it.
    package func since(_ earlier: Instant) -> Duration {
        earlier < self ? .nanoseconds(Int64(nanoseconds - earlier.nanoseconds)) : .zero
    }
}

/// The first of several moments, of which some may never be.
package struct Earliest {
    package var instant: Instant?

    package init(_ instant: Instant? = nil) { self.instant = instant }

    @inlinable
    package mutating func add(_ other: Instant?) {
        guard let other else { return }
        if let instant, instant < other { return }
        instant = other
    }
}

/// Seconds since 1970, as the host's clock has them.
package struct WallTime: Comparable, Hashable, Sendable {
    package let seconds: Int64

    package init(seconds: Int64) { self.seconds = seconds }

    package static func < (left: WallTime, right: WallTime) -> Bool { left.seconds < right.seconds }
}

extension Duration {
    /// The whole duration in nanoseconds (centuries fit).
    package var nanoseconds: Int64 {
        // One division by the processor. `components` goes through 128-bit arithmetic in software,
        // and every deadline that is set would feel it.
        let (high, low) = (_high, _low)
        guard high >= 0, high < 1_000_000_000 else {
            return components.seconds &* 1_000_000_000 &+ components.attoseconds / 1_000_000_000
        }
        let quotient = (1_000_000_000 as UInt64).dividingFullWidth((UInt64(high), low)).quotient
        return Int64(truncatingIfNeeded: quotient)
    }

    package var inSeconds: Double { Double(nanoseconds) / 1e9 }

    package static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }
}

/// Seconds since 1970, of moments that a file system counts in nanoseconds.
package enum Seconds {
    /// The second that a moment lies in, also before 1970.
    package static func floor(nanoseconds: Int64) -> Int64 {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return rest < 0 ? whole - 1 : whole
    }
}
