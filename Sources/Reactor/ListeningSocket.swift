// Sockets that listen: opened by us, handed down by systemd, or standing in the file system.

import CUV
import Glibc
import Vocabulary

/// A descriptor that listens, and what it is.
struct ListeningSocket {
    let fd: Int32
    let isLocal: Bool
    /// The file that goes when the listener goes.
    var path: String?

    /// "0.0.0.0" and "::" stand side by side: an IPv6 socket of ours takes IPv6 only.
    static func tcp(
        _ address: IPAddress, port: UInt16, congestion: Congestion
    ) throws(SystemError) -> ListeningSocket {
        let doing = "listening on \(address) port \(port)"
        let name = SocketAddress(address, port: port)
        let fd = Socket.make(name.family, Socket.stream)
        guard fd >= 0 else { throw SystemError(doing) }
        Socket.set(fd, SOL_SOCKET, SO_REUSEADDR)
        if name.family == AF_INET6 { Socket.set(fd, Int32(IPPROTO_IPV6), IPV6_V6ONLY) }
        guard prepareTCP(fd, congestion), name.lend({ bind(fd, $0, $1) }) == 0,
            listen(fd, Int32(Limits.backlog)) == 0
        else { throw failure(doing, closing: fd) }
        return ListeningSocket(fd: fd, isLocal: false)
    }

    /// From systemd (sd_listen_fds(3)): it listens already.
    static func inherited(_ fd: Int32, congestion: Congestion) throws(SystemError)
        -> ListeningSocket
    {
        let doing = "taking over the listening socket \(fd)"
        guard Socket.get(fd, SOL_SOCKET, SO_ACCEPTCONN) == 1 else {
            throw SystemError(doing, code: EINVAL)
        }
        let isLocal = Socket.get(fd, SOL_SOCKET, SO_DOMAIN) == AF_UNIX
        guard Socket.prepareInherited(fd), isLocal || prepareTCP(fd, congestion) else {
            throw SystemError(doing)
        }
        return ListeningSocket(fd: fd, isLocal: isLocal)
    }

    /// Owner and group may connect (0660). A file that a dead daemon left behind is replaced;
    /// one that answers, or is not a socket, is not.
    static func local(path: String) throws(SystemError) -> ListeningSocket {
        let doing = "listening on \(path)"
        guard let name = SocketAddress(path: path) else {
            throw SystemError(doing, code: ENAMETOOLONG)
        }
        if isAbandoned(path, name) { unlink(path) }
        let fd = Socket.make(AF_UNIX, Socket.stream)
        guard fd >= 0 else { throw SystemError(doing) }
        // The mode goes on before the name does: nobody gets in between. (The umask may narrow
        // it, so it is said again.)
        guard fchmod(fd, 0o660) == 0, name.lend({ bind(fd, $0, $1) }) == 0 else {
            throw failure(doing, closing: fd)
        }
        guard chmod(path, 0o660) == 0, listen(fd, Int32(Limits.backlog)) == 0 else {
            let error = failure(doing, closing: fd)
            unlink(path)
            throw error
        }
        return ListeningSocket(fd: fd, isLocal: true, path: path)
    }

    /// TCP_DEFER_ACCEPT: a connection is ours to accept when its first bytes are there, which
    /// saves a wake-up each. Those who say nothing are let through after a second or so.
    private static func prepareTCP(_ fd: Int32, _ congestion: Congestion) -> Bool {
        Socket.set(fd, Int32(IPPROTO_TCP), TCP_DEFER_ACCEPT, 1)
        // Handed down to what is accepted. Corked (tcp(7)), an answer leaves with its FIN: a packet
        // less, and whoever reads it wakes once. Who is still there when the turn ends is uncorked,
        // so nobody waits for more than that.
        Socket.set(fd, Int32(IPPROTO_TCP), TCP_NODELAY)
        Socket.set(fd, Int32(IPPROTO_TCP), TCP_CORK)
        return congestion.apply(to: fd)
    }

    // The kernel refuses to connect to a plain file with the same word as to a dead socket.
    private static func isAbandoned(_ path: String, _ name: SocketAddress) -> Bool {
        var facts = stat()
        guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFSOCK else { return false }
        let probe = Socket.make(AF_UNIX, Socket.stream)
        defer { if probe >= 0 { close(probe) } }
        return name.lend { connect(probe, $0, $1) } < 0 && errno == ECONNREFUSED
    }

    private static func failure(_ doing: String, closing fd: Int32) -> SystemError {
        let error = SystemError(doing)
        close(fd)
        return error
    }
}
