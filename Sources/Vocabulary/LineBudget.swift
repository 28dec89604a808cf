// Lines of one kind that the log tells in a minute: others may bring them about as often as they
// like, and nobody fills a disk with them.

package struct LineBudget: Sendable {
    private let most: Int
    private var began = Instant.start
    private var spent = 0

    package init(aMinute most: Int) { self.most = most }

    /// Whether one more is told.
    package mutating func spend(at now: Instant) -> Bool {
        if now.since(began) >= .minutes(1) { (began, spent) = (now, 0) }
        guard spent < most else { return false }
        spent += 1
        return true
    }
}
