// The table of connections: it owns their descriptors, and gives them out by number.
//
// Law 1. An id whose generation has passed finds nothing. (Operations then do nothing.)
// Law 2. A connection is waited for only when it is still there before the loop waits: accepted,
//        read, answered and closed in one turn, it costs four system calls.
// Law 3. Every descriptor in here is closed here.
// Law 4. A place is given again only when the end of who had it has been told: whoever keeps a
//        table by places finds each of them empty.

import CUV
import Glibc
import Vocabulary

package final class Connections {
    /// Who hears of everything; set before the loop runs.
    package unowned var handler: (any ConnectionHandler)?
    /// Connections that hold a place, those that linger included.
    package private(set) var count = 0

    /// Bytes that the kernel gave on all connections, those that are gone included.
    package internal(set) var bytesReceivedInAll: UInt64 = 0
    private var bytesSentByGone: UInt64 = 0

    package let loop: Loop
    /// The unit in which files are sent, in bytes: a turn ends after a whole number of them.
    package var chunk = Limits.chunk
    private(set) var ready: ReadySet!
    let residency: Residency
    let systemCongestion = Congestion.ofSystem()
    private var places: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [UInt32] = []
    private var newcomers: [ConnectionID] = []
    /// Those that ended in this turn as they should, to be told at its end.
    var finished: [ConnectionID] = []
    var lingering: [(id: ConnectionID, until: Instant)] = []
    var lingerTimer: Timer?

    package convenience init(_ loop: Loop) { self.init(loop, residency: Residency()) }

    init(_ loop: Loop, residency: Residency) {
        self.loop = loop
        self.residency = residency
        loop.beforeEveryWait { [weak self] in self?.watchNewcomers() }
        do throws(SystemError) {
            ready = try ReadySet(loop, .sweeps) { [unowned self] id, readiness in
                // One that is gone was not served.
                guard let connection = find(ConnectionID(raw: id)) else { return true }
                guard connection.begins(loop.turn) else { return false }
                became(readiness, connection)
                return true
            }
        } catch {
            preconditionFailure("a process that cannot wait can do nothing: \(error)")
        }
    }

    deinit {
        for case let connection? in places { release(connection) }
    }

    /// The connection behind an id, while its end is not decided.
    func find(_ id: ConnectionID) -> Connection? {
        let slot = Int(truncatingIfNeeded: id.raw & 0xffff_ffff)
        guard slot < places.count, let connection = places[slot],
            connection.generation == UInt32(truncatingIfNeeded: id.raw >> 32),
            !connection.marks.contains(.failed)
        else { return nil }
        return connection
    }

    /// Gives a descriptor a place in the table. -1 is a connection that is about to fail.
    func insert(_ fd: Int32, _ marks: Connection.Marks = []) -> Connection {
        let slot = free.popLast() ?? grow()
        // Generation 0 is nobody's, so an id of zeros never finds anything.
        generations[Int(slot)] = max(1, generations[Int(slot)] &+ 1)
        let connection = Connection(
            fd: fd, slot: slot, generation: generations[Int(slot)], table: self,
            marks: marks.union(.unwatched))
        places[Int(slot)] = connection
        count += 1
        newcomers.append(connection.id)
        return connection
    }

    private func grow() -> UInt32 {
        places.append(nil)
        generations.append(0)
        return UInt32(places.count - 1)
    }

    /// Takes a connection out of the table and closes its descriptor.
    func remove(_ connection: Connection) {
        guard places[Int(connection.slot)] === connection else { return }
        vacate(connection)
        giveBack(connection.slot)
    }

    /// As `remove`, but the place is given to nobody before `giveBack`.
    func vacate(_ connection: Connection) {
        places[Int(connection.slot)] = nil
        count -= 1
        bytesSentByGone += connection.sentInAll
        release(connection)
    }

    func giveBack(_ slot: UInt32) { free.append(slot) }

    private func release(_ connection: Connection) {
        connection.marks.insert(.failed)
        connection.outbox = nil
        if connection.fd >= 0 { Glibc.close(connection.fd) }
    }

    /// Bytes that the kernel took on all connections, those that are gone included. O(connections).
    package var bytesSentInAll: UInt64 {
        places.reduce(bytesSentByGone) { $0 + ($1?.sentInAll ?? 0) }
    }

    private func watchNewcomers() {
        guard !newcomers.isEmpty else { return }
        let all = newcomers
        newcomers.removeAll(keepingCapacity: all.count <= Limits.acceptsPerTurn)
        for id in all {
            guard let connection = find(id) else { continue }
            connection.marks.remove(.unwatched)
            if connection.marks.contains(.corked) {
                connection.marks.remove(.corked)
                Socket.set(connection.fd, Int32(IPPROTO_TCP), TCP_CORK, 0)
            }
            watch(connection)
        }
    }

    /// Lets the kernel watch for what the connection waits for now.
    func watch(_ connection: Connection) {
        if !connection.watch() { failSoon(connection, .failed(errno)) }
    }
}

@available(*, unavailable) extension Connections: Sendable {}

// Ends that the kernel or the peer decides.
extension Connections {
    /// From the loop: told at once.
    func fail(_ connection: Connection, _ reason: CloseReason) {
        if reason.isOurFault { breakOff(connection) }
        remove(connection)
        handler?.closed(connection.id, reason)
    }

    /// From inside an operation: told at the end of the turn. Until then it is found no more.
    func failSoon(_ connection: Connection, _ reason: CloseReason) {
        guard !connection.marks.contains(.failed) else { return }
        connection.marks.insert(.failed)
        _ = connection.watch()
        loop.soon { [self] in fail(connection, reason) }
    }
}
