// What a host does where its world makes it simple: the simulated one, and those of tests.

import Bytes
import Vocabulary

extension Host {
    /// To our network's nodes.
    package func multicast(_ datagram: [UInt8], from interface: IPAddress) {
        multicast(datagram, to: .nodes, from: interface)
    }

    /// Where sending from memory is no faster.
    package func send(
        _ head: RawSpan, then file: any OpenedFile, _ range: Range<Int64>,
        on connection: ConnectionID
    ) {
        send(head, on: connection, more: true)
        send(file, range, on: connection)
    }

    /// Where one datagram is sent as cheaply as many.
    package func answer(_ datagram: RawSpan, to endpoint: Endpoint) {
        _ = send(datagram.copy(), to: endpoint)
    }

    /// Where nothing is gained by it.
    package func gather(on connection: ConnectionID, _ body: () -> Void) { body() }

    /// Where a copy costs nothing.
    package func expectPayload(on connection: ConnectionID) {}

    /// Where nothing is ever lost to a reset, one end is as good as the other.
    package func interrupt(_ connection: ConnectionID) { finish(connection) }
}
