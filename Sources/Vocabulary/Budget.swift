// How much of something may be done: so much at once, and so much of it again in a second.

/// A token bucket that is full at first. (`Throttle` has one that says when there will be more.)
package struct Budget {
    private let size: Int
    private let rate: Int
    private var tokens: Int
    private var filled = Instant.start

    /// - Parameter rate: tokens that come back in a second.
    package init(size: Int, rate: Int) {
        self.size = size
        self.rate = rate
        tokens = size
    }

    /// Whether so many may be spent now; spends them if so.
    package mutating func spend(_ count: Int, at now: Instant) -> Bool {
        let back = now.since(filled).inSeconds * Double(rate)
        // Of less than a token nothing comes back, and its time is not lost.
        if back >= 1 {
            tokens = min(size, tokens + Int(min(back, Double(size))))
            filled = now
        }
        guard count <= tokens else { return false }
        tokens -= count
        return true
    }
}
