// When requests of an open loop are due.
//
// Law. The moments are fixed before the first request is sent. A request that finds no free lane
// is late, and its time counts from when it was due: what a stalled server does to those who would
// have come meanwhile is seen. (Gil Tene calls its opposite coordinated omission.)

import Vocabulary

struct Pace {
    private let start: Instant
    private let end: Instant
    private let rate: UInt64
    private var begun: UInt64 = 0

    /// `rate` requests a second, the first at `start`, the last before `end`.
    init(_ rate: Int, from start: Instant, until end: Instant) {
        self.start = start
        self.end = end
        self.rate = UInt64(rate)
    }

    /// When the next request is due; nil when there is none any more.
    var next: Instant? {
        let (seconds, rest) = begun.quotientAndRemainder(dividingBy: rate)
        let offset = seconds * 1_000_000_000 + rest * 1_000_000_000 / rate
        let due = Instant(nanoseconds: start.nanoseconds + offset)
        return due < end ? due : nil
    }

    /// The request that was next is begun.
    mutating func advance() { begun += 1 }

    /// Requests that were due before `now` and are not begun.
    func overdue(at now: Instant) -> Int {
        var rest = self
        var count = 0
        while let due = rest.next, due < now {
            rest.advance()
            count += 1
        }
        return count
    }
}
