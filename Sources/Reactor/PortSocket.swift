// Datagrams to and from one machine at a time, on a port of our own (UDP; IPv4 or IPv6).
//
// Law. Datagrams are not queued: what the kernel does not take is lost, as on the way it may be.

import CUV
import Glibc
import Vocabulary

package final class PortSocket: PollTarget {
    /// Called for each datagram; the bytes are lent for the call. Nobody hears those that come from
    /// port 0.
    package var received: ((RawSpan, Endpoint) -> Void)?
    /// The port; where 0 was asked for, the one that the kernel chose.
    package let port: UInt16

    private let fd: Int32
    private let loop: Loop
    private let poll = PollCell()

    /// Binds the address. That of all machines is of its own family only.
    package init(_ loop: Loop, _ address: IPAddress, port: UInt16) throws(SystemError) {
        let doing = "receiving datagrams on port \(port) of \(address)"
        self.loop = loop
        let isV4 = address.v4 != nil
        let fd = Socket.make(isV4 ? AF_INET : AF_INET6, Socket.datagram)
        self.fd = fd
        guard fd >= 0 else {
            self.port = 0
            throw SystemError(doing)
        }
        if !isV4 { Socket.set(fd, Int32(IPPROTO_IPV6), IPV6_V6ONLY) }
        let isBound = SocketAddress(address, port: port).lend { bind(fd, $0, $1) } == 0
        self.port = isBound ? Socket.port(of: fd) ?? port : 0
        guard isBound else { throw SystemError(doing) }
        var status = poll.open(fd, on: loop, telling: self)
        if status == 0 { status = poll.watch(PollEvents.readable) }
        if status < 0 { throw SystemError(doing, code: -status) }
    }

    /// Sends a datagram. Returns what the kernel had against it.
    @discardableResult
    package func send(_ bytes: RawSpan, to endpoint: Endpoint) -> SystemError? {
        let target = SocketAddress(endpoint.address, port: endpoint.port)
        let sent = bytes.withUnsafeBytes { bytes in
            target.lend {
                sendto(fd, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), $0, $1)
            }
        }
        return sent < 0 ? SystemError("sending a datagram to \(endpoint)") : nil
    }

    func polled(_ status: Int32, _ events: Int32) {
        // An error on a datagram socket is about some datagram: take it away and listen on.
        if status < 0 {
            _ = Socket.takeError(fd)
            _ = poll.watch(PollEvents.readable)
        }
        for _ in 0..<Limits.portDatagramsPerTurn {
            guard receiveOne() else { return }
        }
    }

    /// False where nothing waits.
    private func receiveOne() -> Bool {
        let buffer = loop.readBuffer
        var source = SocketAddress()
        var length = 0
        _ = source.fill { name, size in
            length = recvfrom(
                fd, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT), name, size)
            return 0
        }
        guard length >= 0 else { return errno == EINTR || errno == ECONNREFUSED }
        guard let sender = source.endpoint else { return true }
        received?(UnsafeRawBufferPointer(rebasing: buffer[..<length]).bytes, sender)
        return true
    }

    deinit {
        poll.close()
        if fd >= 0 { close(fd) }
    }
}

@available(*, unavailable) extension PortSocket: Sendable {}
