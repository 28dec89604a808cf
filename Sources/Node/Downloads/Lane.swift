// One connection to one holder, and the range that it brings.

import HTTPWire
import Vocabulary

final class Lane {
    /// Names it in the download, for ever.
    let number: Int
    let source: Source
    var connection: ConnectionID?
    /// What was asked for.
    private(set) var asked: Range<Int64>
    /// Where it ends by now: the rest of a slow holder's range may be given to others.
    private(set) var end: Int64
    /// Where the next byte belongs.
    private(set) var next: Int64
    /// What of the range is there already and passes by: a holder that sends only whole files.
    private(set) var skips = RangeSet<Int64>()
    /// The answer's head has come and was right.
    var isArriving = false
    /// The request went out on a connection that was kept.
    var isReused = false
    /// Bytes since it began that were not here before.
    var fresh: Int64 = 0
    let began: Instant
    var lastByte: Instant
    /// Its connection is not read: the disk or the rate wants it so.
    var isHeld = false
    /// When it was last seen so: until then it owed us no bytes.
    var heldAt = Instant.start
    /// Until when the rate wants it held.
    var paceUntil: Instant?
    /// Whether more than the range would come: then the connection cannot be kept.
    var bringsMore = false
    /// An old node's first bytes, as long as they may still turn out to be an error.
    var undecided: [UInt8] = []

    init(
        _ number: Int, _ source: Source, _ range: Range<Int64>, skips: RangeSet<Int64>,
        at now: Instant
    ) {
        self.number = number
        self.source = source
        self.skips = skips
        (asked, end, next) = (range, range.upperBound, range.lowerBound)
        (began, lastByte) = (now, now)
    }

    /// The same connection brings another range.
    func turn(to range: Range<Int64>, skips: RangeSet<Int64>, at now: Instant) {
        (asked, end, next) = (range, range.upperBound, range.lowerBound)
        self.skips = skips
        isArriving = false
        isReused = true
        bringsMore = false
        lastByte = now
    }

    /// What it still has to bring.
    var rest: RangeSet<Int64> {
        var rest = RangeSet<Int64>()
        if next < end { rest.insert(contentsOf: next..<end) }
        rest.subtract(skips)
        return rest
    }

    var left: Int64 { max(0, end - next) }
    var isDone: Bool { next >= end }

    func shorten(to end: Int64) {
        precondition(end >= next && end <= self.end, "a range ends where bytes are still to come")
        self.end = end
        bringsMore = true
    }

    /// It turned out how long the file is.
    func lengthen(to end: Int64) {
        self.end = end
        asked = asked.lowerBound..<end
    }

    func advance(by count: Int64, at now: Instant) {
        next += count
        lastByte = now
    }
}
