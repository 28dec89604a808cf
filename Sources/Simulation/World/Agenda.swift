// What will happen, and when: the one queue that the simulated world lives by.
//
// Law. Events leave in the order of their time, and at the same time in the order in which they
// were put in, so a seed gives the same day again whatever the heap does inside.

import Vocabulary

/// A binary heap of things to do.
struct Agenda {
    private struct Event {
        let time: UInt64
        let sequence: UInt64
        let action: () -> Void

        func isBefore(_ other: Event) -> Bool {
            time == other.time ? sequence < other.sequence : time < other.time
        }
    }

    private var heap: [Event] = []
    private var sequence: UInt64 = 0

    var isEmpty: Bool { heap.isEmpty }
    var nextTime: Instant? { heap.first.map { Instant(nanoseconds: $0.time) } }

    mutating func add(at time: Instant, _ action: @escaping () -> Void) {
        heap.append(Event(time: time.nanoseconds, sequence: sequence, action: action))
        sequence += 1
        rise(from: heap.count - 1)
    }

    mutating func popFirst() -> (time: Instant, action: () -> Void)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (Instant(nanoseconds: first.time), first.action)
    }

    mutating func removeAll() { heap.removeAll() }

    private mutating func rise(from start: Int) {
        var child = start
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].isBefore(heap[least]) { least = child }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
