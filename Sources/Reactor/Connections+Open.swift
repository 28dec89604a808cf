// How connections begin: accepted by a listener, dialled by us, or handed over.

import CUV
import Glibc
import Vocabulary

extension Connections {
    /// Dials `endpoint`. `connected` or `closed` follows; how long to wait is the owner's affair.
    package func connect(
        to endpoint: Endpoint, congestion: CongestionControl = .auto
    ) -> ConnectionID {
        let policy = Congestion(congestion, system: systemCongestion)
        let name = SocketAddress(endpoint.address, port: endpoint.port)
        let fd = Socket.make(name.family, Socket.stream)
        if fd >= 0 {
            policy.apply(to: fd, peer: endpoint.address)
            Socket.set(fd, Int32(IPPROTO_TCP), TCP_NODELAY)
        }
        return dial(fd, name, policy.paces(peer: endpoint.address) ? .paced : [])
    }

    /// Connects to a socket in the file system. A path that is none fails with ENAMETOOLONG.
    package func connectLocal(path: String) -> ConnectionID {
        guard let name = SocketAddress(path: path) else {
            let connection = insert(-1)
            failSoon(connection, .connectFailed(ENAMETOOLONG))
            return connection.id
        }
        return dial(Socket.make(AF_UNIX, Socket.stream), name, [])
    }

    /// Takes over a connected stream socket, and its closing.
    package func adopt(fd: Int32) -> ConnectionID {
        let isReady = Socket.prepareInherited(fd)
        let code = errno
        let connection = insert(fd)
        if !isReady { failSoon(connection, .failed(code)) }
        return connection.id
    }

    private func dial(_ fd: Int32, _ name: SocketAddress, _ marks: Connection.Marks) -> ConnectionID
    {
        let status = fd < 0 ? -1 : name.lend { Glibc.connect(fd, $0, $1) }
        let code = errno
        let connection = insert(fd, marks.union(.connecting))
        if status == 0 {
            loop.soon { [self] in
                if let connection = find(connection.id) { cameUp(connection) }
            }
        } else if code != EINPROGRESS {
            failSoon(connection, .connectFailed(code))
        }
        return connection.id
    }

    /// The kernel has answered our connect.
    func connectAnswered(_ connection: Connection) {
        let code = Socket.takeError(connection.fd)
        guard code == 0 else { return fail(connection, .connectFailed(code)) }
        cameUp(connection)
    }

    private func cameUp(_ connection: Connection) {
        guard connection.marks.contains(.connecting) else { return }
        connection.marks.remove(.connecting)
        let id = connection.id
        handler?.connected(id)
        guard find(id) != nil else { return }
        proceed(connection)
    }

    /// From a listener. Most peers have spoken already when they are accepted, so they are read
    /// and answered at once; many are gone before a poll would have been made for them.
    func accepted(_ fd: Int32, from remote: Remote, paced: Bool) {
        let kind: Connection.Marks = if case .local = remote { .local } else { [.caller, .corked] }
        let connection = insert(fd, paced ? kind.union(.paced) : kind)
        let id = connection.id
        handler?.accepted(id, from: remote)
        if let connection = find(id), connection.reads { receive(connection) }
    }
}
