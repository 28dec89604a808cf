// How a node ends: it has said goodbye, and what is under way gets a little time.

import Vocabulary

struct Farewell {
    private let latest: Instant
    private(set) var nextLook: Instant

    init(at now: Instant) {
        latest = now + Limits.stopTime
        nextLook = now
    }

    /// Whether it is time to go: nothing is under way any more, or the time is over.
    mutating func isOver(isBusy: Bool, at now: Instant) -> Bool {
        guard now >= nextLook else { return false }
        nextLook = now + Limits.stopLookInterval
        return !isBusy || now >= latest
    }
}
