// The last events, by number: a ring.
//
// Law. Numbers have no gaps. Whoever has read up to a number can go on from there as long as the
// next one is still kept; after that he is told so, and never silently misses one.

import Vocabulary

struct EventLog {
    private let instance: UInt64
    private let limit: Int
    private var ring: [NodeEvent] = []
    /// The number of the last event that was told.
    private(set) var last: UInt64 = 0

    init(instance: UInt64, limit: Int = Limits.eventsKept) {
        self.instance = instance
        self.limit = limit
    }

    /// The place before the oldest event that is kept.
    private var oldest: UInt64 { last - UInt64(ring.count) }

    func id(of number: UInt64) -> EventID { EventID(instance: instance, number: number) }

    mutating func append(_ event: NodeEvent) {
        let place = Int(last % UInt64(limit))
        if ring.count < limit { ring.append(event) } else { ring[place] = event }
        last += 1
    }

    /// Whether everything after an event is still here. False for another run's events, and for
    /// those that this run has not told yet.
    func reaches(back id: EventID) -> Bool {
        id.instance == instance && keeps(allAfter: id.number)
    }

    func keeps(allAfter number: UInt64) -> Bool { (oldest...last).contains(number) }

    /// The event of that number, which is kept.
    subscript(number: UInt64) -> NodeEvent {
        precondition(number > oldest && number <= last, "only kept events are asked for")
        return ring[Int((number - 1) % UInt64(limit))]
    }
}
