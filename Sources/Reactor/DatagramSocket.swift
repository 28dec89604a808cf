// A multicast group, heard and spoken to on chosen interfaces.
//
// Several processes of one machine share the port: all of them hear what goes to the group, one
// of them what is sent to the port directly. So answers go to each node's own port, not here.
// The socket is told to hear its own group only: by default one that is bound to all addresses
// hears every group that any process has joined (ip(7), IP_MULTICAST_ALL).

import CSockets
import CUV
import Glibc
import Vocabulary

/// A datagram's sender, and the address of the interface that it came in by.
package struct DatagramOrigin: Hashable, Sendable {
    package let source: Endpoint
    package let interface: IPAddress
}

package final class DatagramSocket: PollTarget {
    /// Called for each datagram; the bytes are lent for the call. Nobody hears those that are
    /// longer than `Limits.datagramLength`, or come from port 0.
    package var received: ((RawSpan, DatagramOrigin) -> Void)?
    package let group: Endpoint
    /// The addresses of the interfaces on which the group is joined.
    package private(set) var interfaces: Set<IPAddress> = []

    private let fd: Int32
    private let loop: Loop
    private let poll = PollCell()

    /// Binds the group's port on all addresses; nothing is joined yet. The group is IPv4.
    package init(_ loop: Loop, group: Endpoint) throws(SystemError) {
        precondition(group.address.v4 != nil, "multicast is IPv4 here")
        let doing = "listening to multicast group \(group)"
        self.loop = loop
        self.group = group
        fd = Socket.make(AF_INET, Socket.datagram)
        guard fd >= 0 else { throw SystemError(doing) }
        guard Self.prepare(fd, port: group.port) else { throw SystemError(doing) }
        var status = poll.open(fd, on: loop, telling: self)
        if status == 0 { status = poll.watch(PollEvents.readable) }
        if status < 0 { throw SystemError(doing, code: -status) }
    }

    private static func prepare(_ fd: Int32, port: UInt16) -> Bool {
        let ip = Int32(IPPROTO_IP)
        Socket.set(fd, SOL_SOCKET, SO_REUSEADDR)
        Socket.set(fd, SOL_SOCKET, SO_REUSEPORT)
        Socket.set(fd, ip, IP_MULTICAST_ALL, 0)
        Socket.set(fd, ip, IP_MULTICAST_TTL, 1)
        Socket.set(fd, ip, IP_MULTICAST_LOOP, 1)
        Socket.set(fd, ip, IP_PKTINFO, 1)
        return SocketAddress(.any, port: port).lend { bind(fd, $0, $1) } == 0
    }

    /// Joins the group on these interfaces, and leaves it on all others. Returns those that
    /// refused, with the reason.
    @discardableResult
    package func setInterfaces(_ wanted: [IPAddress]) -> [(IPAddress, SystemError)] {
        var refused: [(IPAddress, SystemError)] = []
        for gone in interfaces.subtracting(wanted) {
            _ = membership(of: gone, joins: false)  // an interface that is gone has left by itself
            interfaces.remove(gone)
        }
        for new in Set(wanted).subtracting(interfaces) {
            if membership(of: new, joins: true) || errno == EADDRINUSE {
                interfaces.insert(new)
            } else {
                refused.append((new, SystemError("joining \(group) on \(new)")))
            }
        }
        return refused
    }

    private func membership(of interface: IPAddress, joins: Bool) -> Bool {
        guard let groupV4 = group.address.v4, let v4 = interface.v4 else {
            errno = EAFNOSUPPORT
            return false
        }
        return linux_membership(fd, joins ? 1 : 0, groupV4, v4) == 0
    }

    /// Sends a datagram to the group, leaving by the interface with that address. Returns what
    /// the kernel had against it; datagrams are not queued here.
    @discardableResult
    package func send(_ bytes: RawSpan, from interface: IPAddress) -> SystemError? {
        guard let target = group.address.v4, let from = interface.v4 else {
            return SystemError("sending to \(group) from \(interface)", code: EAFNOSUPPORT)
        }
        let sent = bytes.withUnsafeBytes {
            linux_send_datagram(fd, $0.baseAddress, $0.count, target, group.port, from)
        }
        return sent < 0 ? SystemError("sending to \(group) from \(interface)") : nil
    }

    func polled(_ status: Int32, _ events: Int32) {
        // An error on a datagram socket is about some datagram: take it away and listen on.
        if status < 0 {
            _ = Socket.takeError(fd)
            _ = poll.watch(PollEvents.readable)
        }
        var batches = Limits.datagramBatchesPerTurn
        while batches > 0, receiveBatch() == LINUX_DATAGRAMS { batches -= 1 }
    }

    private func receiveBatch() -> Int {
        let buffer = loop.readBuffer
        let stride = buffer.count / LINUX_DATAGRAMS
        return withUnsafeTemporaryAllocation(of: linux_datagram.self, capacity: LINUX_DATAGRAMS) {
            datagrams in
            let count = linux_receive_datagrams(
                fd, buffer.baseAddress, stride, datagrams.baseAddress)
            for index in 0..<max(0, Int(count)) {
                deliver(datagrams[index], UnsafeRawBufferPointer(buffer), at: index * stride)
            }
            return Int(count)
        }
    }

    private func deliver(
        _ datagram: linux_datagram, _ buffer: UnsafeRawBufferPointer, at start: Int
    ) {
        let length = Int(datagram.length)
        guard datagram.cut == 0, length <= Limits.datagramLength,
            let source = Endpoint(IPAddress(v4: datagram.source), port: datagram.port)
        else { return }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[start..<start + length])
        let origin = DatagramOrigin(source: source, interface: IPAddress(v4: datagram.interface))
        received?(bytes.bytes, origin)
    }

    deinit {
        poll.close()
        if fd >= 0 { close(fd) }
    }
}

@available(*, unavailable) extension DatagramSocket: Sendable {}
