// Taking connections: all that wait, up to the turn's end of patience.
//
// Law. A process without descriptors must not spin on accept, nor leave its callers hanging: a
// spare descriptor is given up to take the next caller and hang up on him, then taken back.

import CSockets
import CUV
import Glibc
import Vocabulary

/// Where to listen.
package enum ListenAddress: Hashable, Sendable {
    /// Port 0 lets the kernel choose one; see `Listener.port`.
    case tcp(IPAddress, port: UInt16)
    /// A socket in the file system, for whoever may open it.
    case local(path: String)
    /// A descriptor that listens already, from systemd.
    case inherited(fd: Int32)
}

package final class Listener: PollTarget {
    /// Asked for each TCP caller; false hangs up on him. Local callers are not counted.
    package var admit: ((IPAddress) -> Bool)?
    /// Connections that were hung up on because the process had no descriptor left.
    package private(set) var shed = 0
    /// The TCP port; nil for a local socket.
    package let port: UInt16?

    private let socket: ListeningSocket
    private let connections: Connections
    private let congestion: Congestion
    private let poll = PollCell()
    private let spare = SpareDescriptor()
    private var rest: Timer?
    private var isPaused = false

    /// What it accepts goes to `connections`. Throws where the address cannot be listened on, or
    /// a congestion control that was named is not allowed.
    package init(
        _ address: ListenAddress, into connections: Connections,
        congestion setting: CongestionControl = .auto
    ) throws(SystemError) {
        congestion = Congestion(setting, system: connections.systemCongestion)
        socket =
            switch address {
            case .tcp(let address, let port):
                try .tcp(address, port: port, congestion: congestion)
            case .local(let path): try .local(path: path)
            case .inherited(let fd): try .inherited(fd, congestion: congestion)
            }
        port = Socket.port(of: socket.fd)
        self.connections = connections
        var status = poll.open(socket.fd, on: connections.loop, telling: self)
        if status == 0 { status = poll.watch(PollEvents.readable) }
        guard status == 0 else { throw SystemError("waiting for connections", code: -status) }
        rest = Timer(connections.loop) { [weak self] in self?.watch() }
    }

    /// Callers wait in the kernel's queue from now on.
    package func pause() {
        isPaused = true
        _ = poll.watch(0)
    }

    package func resume() {
        isPaused = false
        watch()
    }

    private func watch() {
        if !isPaused { _ = poll.watch(PollEvents.readable) }
    }

    deinit {
        poll.close()
        close(socket.fd)
        if let path = socket.path { unlink(path) }
    }
}

@available(*, unavailable) extension Listener: Sendable {}

extension Listener {
    func polled(_ status: Int32, _ events: Int32) {
        if status < 0 { return takeRest() }
        for taken in 0..<Limits.acceptsPerTurn {
            // Each is read and answered at once. The kernel keeps the rest for the next turn.
            if taken > 0, !connections.loop.hasTime { return }
            var name = SocketAddress()
            let fd = name.fill { linux_accept(socket.fd, $0, $1) }
            if fd >= 0 {
                welcome(fd, name)
            } else if !goesOn(after: errno) {
                return
            }
        }
    }

    private func welcome(_ fd: Int32, _ name: SocketAddress) {
        if socket.isLocal { return welcomeLocal(fd) }
        guard let endpoint = name.endpoint, admit?(endpoint.address) != false else {
            Glibc.close(fd)
            return
        }
        congestion.settle(fd, peer: endpoint.address)
        connections.accepted(
            fd, from: .tcp(endpoint), paced: congestion.paces(peer: endpoint.address))
    }

    private func welcomeLocal(_ fd: Int32) {
        var pid: Int32 = 0
        var uid: UInt32 = 0
        guard linux_peer_credentials(fd, &pid, &uid) == 0 else {
            Glibc.close(fd)
            return
        }
        connections.accepted(fd, from: .local(pid: pid, uid: uid), paced: false)
    }

    /// Whether to try accept again in this turn. (accept(2), Error handling.)
    private func goesOn(after code: Int32) -> Bool {
        switch code {
        case EAGAIN: return false
        case EMFILE, ENFILE:
            return shedOne()
        case ENOMEM, ENOBUFS:
            takeRest()
            return false
        default: return true  // this caller is gone already; the next may not be
        }
    }

    /// The kernel says EMFILE before it looks whether anybody waits: nobody may.
    private func shedOne() -> Bool {
        switch spare.hangUpOnNext(of: socket.fd) {
        case .hungUp:
            shed += 1
            return true
        case .nobodyWaits: return false
        case .noSpare:
            takeRest()
            return false
        }
    }

    /// Not even the spare descriptor is left. The kernel's queue holds the callers meanwhile.
    private func takeRest() {
        _ = poll.watch(0)
        rest?.arm(after: Limits.acceptRest)
    }
}

/// A descriptor that is kept for the moment when there is no other.
private final class SpareDescriptor {
    private var fd = SpareDescriptor.reserve()

    private static func reserve() -> Int32 { open("/dev/null", O_RDONLY | O_CLOEXEC) }

    enum Outcome { case hungUp, nobodyWaits, noSpare }

    /// Takes the next caller in place of the spare one, and hangs up. Where there is nothing to
    /// give up, it tries to have something for the next time.
    func hangUpOnNext(of listener: Int32) -> Outcome {
        guard fd >= 0 else {
            fd = Self.reserve()
            return .noSpare
        }
        close(fd)
        let caller = linux_accept(listener, nil, nil)
        let code = errno
        if caller >= 0 { close(caller) }
        fd = Self.reserve()
        if caller >= 0 { return .hungUp }
        return code == EAGAIN ? .nobodyWaits : .noSpare
    }

    deinit { if fd >= 0 { close(fd) } }
}
