// What can be asked about a connection; unknown ids have no facts.

import CSockets
import CUV
import Glibc
import Vocabulary

extension Connections {
    /// Bytes that the kernel has taken in all; 0 for unknown ids.
    package func bytesSent(_ id: ConnectionID) -> UInt64 { find(id)?.sentInAll ?? 0 }

    /// The address by which the connection leaves this machine; nil before it is up.
    package func localAddress(_ id: ConnectionID) -> IPAddress? {
        guard let connection = find(id) else { return nil }
        var name = SocketAddress()
        guard name.fill({ getsockname(connection.fd, $0, $1) }) == 0 else { return nil }
        return name.endpoint?.address
    }

    /// Bytes of data that one segment carries (TCP_MAXSEG); Ethernet's where it cannot be asked.
    package func segmentSize(_ id: ConnectionID) -> Int {
        let size = find(id).flatMap { Socket.get($0.fd, Int32(IPPROTO_TCP), TCP_MAXSEG) }
        return size.map { Int($0) } ?? 1448
    }
}

extension CloseReason {
    /// Whether we owe bytes that we cannot give.
    var isOurFault: Bool {
        switch self {
        case .fileShrank, .fileUnreadable: true
        default: false
        }
    }
}

extension Connections {
    /// Ends with a reset, not with an orderly close: where a dialect has no lengths, the close
    /// would say that the file was whole.
    func breakOff(_ connection: Connection) {
        linux_reset_on_close(connection.fd)
    }
}
