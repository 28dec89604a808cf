// Connections for which a turn had no time left.
//
// A thousand may be ready at once, and each may be sent a mebibyte: that is a quarter of a second.
// So a turn ends after `Limits.turnTime`, timers and everybody's reports are due, and who was not
// served is served in the next one.
//
// Law. First come, first served: the kernel would name those at the head of its list again and
// again, and those at the end never.

import CUV
import Vocabulary

extension Connections {
    /// Puts a connection behind all others that wait; what it is ready for is kept.
    func makeWait(_ connection: Connection, _ events: Int32) {
        connection.readyFor |= UInt8(truncatingIfNeeded: events)
        guard !connection.marks.contains(.late) else { return }
        connection.marks.insert(.late)
        lateComers.append(connection.id)
    }

    /// Serves those that wait, as long as the turn has time. One at least, or nobody ever would be.
    func serveLate() {
        var served = 0
        while served < lateComers.count, served == 0 || loop.hasTime {
            let id = lateComers[served]
            served += 1
            // It may be gone, and its place another's.
            guard let connection = find(id), connection.marks.contains(.late) else { continue }
            connection.marks.remove(.late)
            let events = Int32(connection.readyFor)
            connection.readyFor = 0
            serve(connection, events)
        }
        lateComers.removeFirst(served)
        if lateComers.isEmpty { lateComers.removeAll(keepingCapacity: false) }
    }
}
