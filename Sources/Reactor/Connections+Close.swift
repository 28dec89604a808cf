// How connections end by our decision.
//
// Closing a socket that holds unread input makes the kernel send a reset, and a reset may
// overtake the answer that we have just sent (RFC 9112, section 9.6). So where the peer may still
// be talking we shut our side and read on for a while. A connection that said its sentence and
// got its answer is closed plainly: one system call.

import CSockets
import CUV
import Glibc
import Vocabulary

extension Connections {
    /// Closes when all that is queued has gone to the kernel; `closed` with `.finished` follows.
    /// `interrupting`: the owner knows that the peer has not said all he wants to.
    package func finish(_ id: ConnectionID, interrupting: Bool = false) {
        guard let connection = find(id), !connection.marks.contains(.finishing) else { return }
        connection.marks.insert(interrupting ? [.finishing, .interrupts] : .finishing)
        if connection.outbox == nil, !connection.marks.contains(.connecting) {
            complete(connection)
        } else {
            watch(connection)
        }
    }

    /// Closes now. What is queued is dropped, and nothing more is said about the connection.
    package func close(_ id: ConnectionID) {
        guard let connection = find(id) else { return }
        remove(connection)
    }

    /// The queue is empty and the owner wants no more.
    func complete(_ connection: Connection) {
        guard !connection.marks.contains(.lingering) else { return }
        if peerMayTalk(connection), shutdown(connection.fd, Int32(SHUT_WR)) == 0 {
            linger(connection)
        } else {
            end(connection)
        }
    }

    /// Free for most of those that ended in the turn they came: they were read whole just now.
    private func peerMayTalk(_ connection: Connection) -> Bool {
        if connection.marks.contains(.inputEnded) { return false }
        return connection.marks.contains(.interrupts)
            || (!connection.watched.isEmpty || connection.marks.contains(.filled))
                && linux_bytes_unread(connection.fd) > 0
    }

    private func end(_ connection: Connection) {
        vacate(connection)
        if finished.isEmpty { loop.soon { [self] in tellFinished() } }
        finished.append(connection.id)
    }

    private func tellFinished() {
        let all = finished
        finished.removeAll(keepingCapacity: all.count <= Limits.acceptsPerTurn)
        for id in all {
            handler?.closed(id, .finished)
            giveBack(UInt32(truncatingIfNeeded: id.raw))
        }
    }
}

// Lingering.
extension Connections {
    private func linger(_ connection: Connection) {
        connection.marks.insert(.lingering)
        lingering.append((connection.id, loop.now + Limits.lingerTimeout))
        if lingering.count == 1 { armLingerTimer() }
        watch(connection)
    }

    /// Throws away what the peer says. MSG_TRUNC: the kernel need not even copy it to us (tcp(7)).
    func drainInput(_ connection: Connection) {
        let count = recv(
            connection.fd, loop.readBuffer.baseAddress, loop.readBuffer.count, Int32(MSG_TRUNC))
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) {
            end(connection)
        } else if count > 0 {
            // He who pours a gigabyte into a closed door is not waiting for our answer.
            connection.drained &+= UInt32(count)
            if connection.drained > Limits.lingerBytes { end(connection) }
        }
    }

    /// All linger equally long, so the first in the list is the first to be due.
    private func armLingerTimer() {
        if lingerTimer == nil { lingerTimer = Timer(loop) { [weak self] in self?.endLingering() } }
        if let first = lingering.first { lingerTimer?.arm(at: first.until) }
    }

    private func endLingering() {
        let now = loop.now
        let due = lingering.prefix { $0.until <= now }
        lingering.removeFirst(due.count)
        for (id, _) in due {
            if let connection = find(id) { end(connection) }
        }
        armLingerTimer()
    }
}
