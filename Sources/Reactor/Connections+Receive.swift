// What the kernel says about a connection, and what then happens.
//
// Law. One read a turn and connection: what is left makes the next turn ready at once, and the
// others are served between.

import CUV
import Glibc
import Vocabulary

extension Connections {
    /// Stops listening to the peer; the kernel's buffers fill, and he has to wait. A reset is
    /// still noticed.
    package func pauseReading(_ id: ConnectionID) {
        guard let connection = find(id) else { return }
        connection.pause()
        watch(connection)
    }

    package func resumeReading(_ id: ConnectionID) {
        guard let connection = find(id) else { return }
        connection.marks.remove(.paused)
        watch(connection)
    }

    /// The next read goes straight to where the owner wants it, who is asked for the place then.
    /// Has he none yet, it is a short one: the head of what has its place. For that one read: it is
    /// said again as long as it is so.
    package func expectPayload(on id: ConnectionID) { find(id)?.marks.insert(.placed) }

    /// From the ready set.
    func became(_ ready: Readiness, _ connection: Connection) {
        if connection.marks.contains(.connecting) { return connectAnswered(connection) }
        if connection.marks.contains(.lingering) { return drainInput(connection) }
        if ready.contains(.failed) {
            return fail(connection, CloseReason(socketError: Socket.takeError(connection.fd)))
        }
        // Neither side says more: whatever we do next finds out how that is.
        let readiness = ready.contains(.hungUp) ? ready.union(connection.watched) : ready
        let id = connection.id
        if readiness.contains(.writable) { proceed(connection) }
        guard find(id) != nil, !readiness.isDisjoint(with: [.readable, .inputEnds]) else { return }
        if connection.reads {
            receive(connection)
        } else if readiness.contains(.inputEnds) {
            // And nothing else says so: whoever was named before him may have had him paused.
            connection.marks.insert(.disconnectSeen)
        }
        if find(id) != nil { watch(connection) }
    }

    /// One recv(2) into the loop's buffer; one recvmsg(2) where descriptors may come along.
    func receive(_ connection: Connection) {
        loop.reads += 1
        let isBrief = connection.marks.contains(.placed)
        if isBrief, receivePlaced(connection) { return }
        let buffer = loop.readBuffer
        let count: Int
        if connection.marks.contains(.local) {
            count = receivePassed(connection, buffer)
            // Whoever heard of a descriptor may have closed the connection.
            guard find(connection.id) != nil else { return }
        } else {
            let room = isBrief ? Limits.headRead : connection.readRoom
            count = recv(connection.fd, buffer.baseAddress, room, 0)
            connection.hasRead(count, of: room)
        }
        if count > 0 {
            bytesReceivedInAll += UInt64(count)
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            handler?.received(bytes.bytes, on: connection.id)
        } else {
            receivedNothing(connection, count, errno)
        }
    }

    /// One recv(2) to where the owner wants it. False: he has no place, and nothing was read.
    private func receivePlaced(_ connection: Connection) -> Bool {
        connection.marks.remove([.placed, .filled])
        let fd = connection.fd
        var code: Int32 = 0
        let count = handler?.receive(on: connection.id) { place in
            let count = place.withUnsafeMutableBytes { recv(fd, $0.baseAddress, $0.count, 0) }
            code = errno
            if count == place.byteCount { connection.marks.insert(.filled) }
            return count
        }
        guard let count else { return false }
        if count > 0 {
            bytesReceivedInAll += UInt64(count)
        } else {
            receivedNothing(connection, count, code)
        }
        return true
    }

    private func receivedNothing(_ connection: Connection, _ count: Int, _ code: Int32) {
        if count == 0 {
            connection.marks.insert(.inputEnded)
            handler?.inputEnded(on: connection.id)
        } else if code != EAGAIN, code != EINTR {
            fail(connection, CloseReason(socketError: code))
        }
    }

    /// Goes on with the queue, from the loop.
    func proceed(_ connection: Connection) {
        guard let outbox = connection.outbox, !connection.marks.contains(.awaitsDisk) else {
            if connection.marks.contains(.finishing) { complete(connection) }
            return watch(connection)
        }
        switch outbox.flush(on: connection) {
        case .all: queueIsEmpty(connection)
        case .waits: watch(connection)
        case .cold(let fd, let range):
            askForDisk(connection, fd, range)
            watch(connection)
        case .failed(let reason): fail(connection, reason)
        }
    }

    private func queueIsEmpty(_ connection: Connection) {
        connection.outbox = nil
        guard !connection.marks.contains(.finishing) else { return complete(connection) }
        let id = connection.id
        handler?.drained(id)
        if find(id) != nil { watch(connection) }
    }
}
