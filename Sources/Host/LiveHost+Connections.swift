// Connections: the node's words become the reactor's, and the reactor's reports the node's inputs.

import Bytes
import Disk
import Glibc
import Node
import Reactor
import Vocabulary

extension LiveHost {
    package func connect(to endpoint: Endpoint) -> ConnectionID {
        connections.connect(to: endpoint, congestion: options.congestion)
    }

    package func gather(on connection: ConnectionID, _ body: () -> Void) {
        connections.cork(connection)
        body()
        connections.uncork(connection)
    }

    package func send(_ bytes: RawSpan, on connection: ConnectionID, more: Bool) {
        connections.send(bytes, on: connection, more: more)
    }

    package func send(
        _ file: any OpenedFile, _ range: Range<Int64>, on connection: ConnectionID
    ) {
        guard let file = file as? OpenFile else {
            preconditionFailure("only files that this host opened are sent")
        }
        let place = range.lowerBound + file.start..<range.upperBound + file.start
        connections.sendFile(file.descriptor, keptBy: file, range: place, on: connection)
    }

    package func send(
        _ head: RawSpan, then file: any OpenedFile, _ range: Range<Int64>,
        on connection: ConnectionID
    ) {
        // What waits for a slow reader waits as a range, not as a copy.
        guard range.count <= Limits.hotFileLength, connections.unsent(connection) == 0,
            let opened = file as? OpenFile, let content = openFiles.content(of: opened),
            range.upperBound <= content.count
        else {
            send(head, on: connection, more: true)
            return send(file, range, on: connection)
        }
        let part = content.span.bytes.extracting(Int(range.lowerBound)..<Int(range.upperBound))
        connections.send(head, then: part, on: connection)
    }

    package func finish(_ connection: ConnectionID) { connections.finish(connection) }

    package func interrupt(_ connection: ConnectionID) {
        connections.finish(connection, interrupting: true)
    }

    package func close(_ connection: ConnectionID) {
        callers.went(connection)
        connections.close(connection)
    }

    package func expectPayload(on connection: ConnectionID) {
        connections.expectPayload(on: connection)
    }

    package func pauseReading(_ connection: ConnectionID) { connections.pauseReading(connection) }
    package func resumeReading(_ connection: ConnectionID) {
        connections.resumeReading(connection)
    }

    package func hasUnsent(on connection: ConnectionID) -> Bool {
        connections.unsent(connection) > 0
    }

    package func bytesSent(on connection: ConnectionID) -> UInt64 {
        connections.bytesSent(connection)
    }

    package func localAddress(of connection: ConnectionID) -> IPAddress? {
        connections.localAddress(connection)
    }

    package func segmentSize(of connection: ConnectionID) -> Int {
        connections.segmentSize(connection)
    }

    package func resolve(_ name: String, for job: JobID) {
        offload.resolve(host: name) { [unowned self] result in
            complete(.resolved(job, result.mapError { $0.inWorld(name) }))
        }
    }

    /// Whether a caller may come in: there is room in all, and for his address. Without a secret
    /// nobody from elsewhere, also where systemd has opened the door for everybody.
    package func admits(_ address: IPAddress) -> Bool {
        guard address.isLoopback || !options.isLoopbackOnly else { return false }
        let hasRoom =
            connections.count < options.connectionsMax
            && (address.isLoopback || callers.count(of: address) < options.connectionsPerAddress)
        if !hasRoom { refused += 1 }
        return hasRoom
    }
}

extension LiveHost: ConnectionHandler {
    package func accepted(_ id: ConnectionID, from remote: Remote) {
        accepted += 1
        if case .tcp(let endpoint) = remote { callers.came(id, from: endpoint.address) }
        node.accepted(id, from: remote, at: loop.now)
    }

    package func connected(_ id: ConnectionID) { node.connected(id, at: loop.now) }

    package func received(_ bytes: RawSpan, on id: ConnectionID) {
        node.received(bytes, on: id, at: loop.now)
    }

    package func receive(
        on id: ConnectionID, by read: (inout MutableRawSpan) -> Int
    ) -> Int? {
        node.receive(on: id, at: loop.now, by: read)
    }

    package func inputEnded(on id: ConnectionID) { node.inputEnded(on: id, at: loop.now) }

    package func drained(_ id: ConnectionID) { node.drained(id, at: loop.now) }

    /// A cold disk stalls one transfer, never the loop.
    package func needsResidency(of id: ConnectionID, fd: Int32, range: Range<Int64>) {
        guard let file = connections.fileOwner(of: id) as? OpenFile else {
            return connections.resumeSending(id)
        }
        // What cannot be read now is found out by sendfile, which says why.
        offload.run {
            _ = try? file.warm(range)
        } then: { [unowned self] _ in
            connections.resumeSending(id)
        }
    }

    package func closed(_ id: ConnectionID, _ reason: CloseReason) {
        callers.went(id)
        node.closed(id, reason.ending, at: loop.now)
    }
}

extension CloseReason {
    fileprivate var ending: Ending {
        switch self {
        case .finished: .finished
        case .reset, .tooSlow, .failed: .reset
        case .connectFailed(ECONNREFUSED): .refused
        case .connectFailed(EMFILE), .connectFailed(ENFILE), .connectFailed(ENOMEM): .exhausted
        case .connectFailed: .unreachable
        case .fileShrank, .fileUnreadable: .fileShrank
        }
    }
}

extension LookUpError {
    fileprivate func inWorld(_ name: String) -> WorldError {
        switch self {
        case .notAName: WorldError(.refused, "\(name) is no host name")
        case .failed(let words): WorldError(.missing, "\(name): \(words)")
        }
    }
}
