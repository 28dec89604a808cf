// Sending: at once what the kernel takes, and only the rest is queued.
//
// A file range is queued as a range: no bytes of it are in our memory. A connection that has
// used up its turn, or whose file is cold, waits without holding up anybody.

import CUV
import Glibc
import Vocabulary

extension Connections {
    /// Sends `bytes` in the order of calls. `more`: something follows at once, as a file after
    /// its head. True where all of it is with the kernel; else `drained` follows.
    /// Where more than `Limits.unsentBytes` would wait, the connection ends as `.tooSlow`.
    @discardableResult
    package func send(_ bytes: RawSpan, on id: ConnectionID, more: Bool = false) -> Bool {
        guard let connection = findSending(id) else { return false }
        return bytes.withUnsafeBytes { send($0, on: connection, more: more) }
    }

    /// Sends `head` and then `body`, in one call where nothing waits before them.
    @discardableResult
    package func send(_ head: RawSpan, then body: RawSpan, on id: ConnectionID) -> Bool {
        guard let connection = findSending(id) else { return false }
        return head.withUnsafeBytes { head in
            body.withUnsafeBytes { body in send(head, then: body, on: connection) }
        }
    }

    private func send(
        _ head: UnsafeRawBufferPointer, then body: UnsafeRawBufferPointer,
        on connection: Connection
    ) -> Bool {
        guard connection.outbox == nil, !connection.marks.contains(.connecting) else {
            _ = send(head, on: connection, more: true)
            return send(body, on: connection, more: false)
        }
        let (sent, progress) = connection.transmit(head, then: body)
        guard progress == .waits else { return conclude(connection, progress) }
        for part in [head.dropFirst(sent), body.dropFirst(max(0, sent - head.count))]
        where !part.isEmpty {
            queue(connection) { $0.append(UnsafeRawBufferPointer(rebasing: part)) }
        }
        return false
    }

    /// Sends a range of the file `fd`, which `owner` keeps open as long as it is needed.
    /// True where all of it is with the kernel; else `drained` follows.
    @discardableResult
    package func sendFile(
        _ fd: Int32, keptBy owner: AnyObject, range: Range<Int64>, on id: ConnectionID
    ) -> Bool {
        guard let connection = findSending(id) else { return false }
        var file = FileRange(
            owner: owner, fd: fd, offset: range.lowerBound, end: range.upperBound,
            asks: range.count > Limits.residencyUnasked)
        guard connection.outbox == nil, !connection.marks.contains(.connecting) else {
            queue(connection) { $0.append(file) }
            return false
        }
        let progress = connection.transmit(&file)
        if progress != .all { queue(connection) { $0.append(file) } }
        return conclude(connection, progress)
    }

    /// What is sent from now on leaves in full segments only, until `uncork`: TCP_CORK of tcp(7).
    /// One that was just accepted is corked until the turn ends.
    package func cork(_ id: ConnectionID) {
        guard let connection = findSending(id), !connection.marks.contains(.corked) else { return }
        Socket.set(connection.fd, Int32(IPPROTO_TCP), TCP_CORK)
    }

    package func uncork(_ id: ConnectionID) {
        guard let connection = find(id), !connection.marks.contains(.corked) else { return }
        Socket.set(connection.fd, Int32(IPPROTO_TCP), TCP_CORK, 0)
    }

    /// The range that `needsResidency` named was read in: on with it.
    package func resumeSending(_ id: ConnectionID) {
        guard let connection = find(id), connection.marks.contains(.awaitsDisk) else { return }
        connection.marks.remove(.awaitsDisk)
        watch(connection)
    }

    /// Bytes of memory and files that wait in the queue; 0 for unknown ids.
    package func unsent(_ id: ConnectionID) -> Int { find(id)?.outbox?.bytesUnsent ?? 0 }

    /// What keeps the file open that is being sent, as given to `sendFile`.
    package func fileOwner(of id: ConnectionID) -> AnyObject? { find(id)?.outbox?.fileOwner }

    /// Nothing is said after `finish`.
    private func findSending(_ id: ConnectionID) -> Connection? {
        guard let connection = find(id), !connection.marks.contains(.finishing) else { return nil }
        return connection
    }

    private func send(
        _ bytes: UnsafeRawBufferPointer, on connection: Connection, more: Bool
    ) -> Bool {
        var rest = bytes
        var progress = Progress.waits
        if connection.outbox == nil, !connection.marks.contains(.connecting) {
            let sent: Int
            (sent, progress) = connection.transmit(bytes, more: more)
            rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
        }
        guard progress == .waits else { return conclude(connection, progress) }
        guard (connection.outbox?.bytesHeld ?? 0) + rest.count <= Limits.unsentBytes else {
            return conclude(connection, .failed(.tooSlow))
        }
        queue(connection) { $0.append(rest) }
        return false
    }

    private func queue(_ connection: Connection, _ append: (Outbox) -> Void) {
        let outbox = connection.outbox ?? Outbox()
        connection.outbox = outbox
        append(outbox)
        watch(connection)
    }

    private func conclude(_ connection: Connection, _ progress: Progress) -> Bool {
        switch progress {
        case .all: return true
        case .waits: break
        case .cold(let fd, let range): askForDisk(connection, fd, range)
        case .failed(let reason): failSoon(connection, reason)
        }
        watch(connection)
        return false
    }

    /// Stops the transfer until `resumeSending`.
    func askForDisk(_ connection: Connection, _ fd: Int32, _ range: Range<Int64>) {
        connection.marks.insert(.awaitsDisk)
        // It is the owner's word that counts then, not the kernel's: under pressure the range may
        // be gone again, and asking once more would go round in circles.
        connection.outbox?.becameResident(until: range.upperBound)
        let id = connection.id
        loop.soon { [self] in
            if find(id) != nil { handler?.needsResidency(of: id, fd: fd, range: range) }
        }
    }
}
