// A multicast group, heard and spoken to on chosen interfaces (IPv4 or IPv6).
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
    /// The addresses of the interfaces on which the group is joined, by what the kernel calls
    /// these: for IPv6 a number, for IPv4 the address itself.
    private var joined: [IPAddress: UInt32] = [:]

    private let fd: Int32
    private let loop: Loop
    private let poll = PollCell()

    /// Binds the group's port on all addresses of its family; nothing is joined yet.
    package init(_ loop: Loop, group: Endpoint) throws(SystemError) {
        let doing = "listening to multicast group \(group)"
        self.loop = loop
        self.group = group
        fd = Socket.make(group.address.v4 == nil ? AF_INET6 : AF_INET, Socket.datagram)
        guard fd >= 0 else { throw SystemError(doing) }
        guard Self.prepare(fd, group) else { throw SystemError(doing) }
        var status = poll.open(fd, on: loop, telling: self)
        if status == 0 { status = poll.watch(PollEvents.readable) }
        if status < 0 { throw SystemError(doing, code: -status) }
    }

    private static func prepare(_ fd: Int32, _ group: Endpoint) -> Bool {
        Socket.set(fd, SOL_SOCKET, SO_REUSEADDR)
        Socket.set(fd, SOL_SOCKET, SO_REUSEPORT)
        let any: IPAddress
        if group.address.v4 != nil {
            any = .any
            let ip = Int32(IPPROTO_IP)
            Socket.set(fd, ip, IP_MULTICAST_ALL, 0)
            Socket.set(fd, ip, IP_MULTICAST_TTL, 1)
            Socket.set(fd, ip, IP_MULTICAST_LOOP, 1)
            Socket.set(fd, ip, IP_PKTINFO, 1)
        } else {
            any = IPAddress(high: 0, low: 0)
            let ip = Int32(IPPROTO_IPV6)
            Socket.set(fd, ip, IPV6_V6ONLY, 1)
            Socket.set(fd, ip, IPV6_MULTICAST_ALL, 0)
            Socket.set(fd, ip, IPV6_MULTICAST_HOPS, 1)
            Socket.set(fd, ip, IPV6_MULTICAST_LOOP, 1)
            Socket.set(fd, ip, IPV6_RECVPKTINFO, 1)
        }
        return SocketAddress(any, port: group.port).lend { bind(fd, $0, $1) } == 0
    }

    /// The addresses of the interfaces on which the group is joined.
    package var interfaces: Set<IPAddress> { Set(joined.keys) }

    /// Joins the group on these interfaces, and leaves it on all others. Returns those that
    /// refused, with the reason. Of IPv6 one address for each interface.
    @discardableResult
    package func setInterfaces(_ wanted: [IPAddress]) -> [(IPAddress, SystemError)] {
        var refused: [(IPAddress, SystemError)] = []
        for (gone, number) in joined where !wanted.contains(gone) {
            _ = membership(of: gone, number, joins: false)  // a gone interface has left by itself
            joined[gone] = nil
        }
        for new in Set(wanted).subtracting(joined.keys) {
            let number = new.v4 ?? MulticastInterfaces.index(of: new) ?? 0
            if membership(of: new, number, joins: true) || errno == EADDRINUSE {
                joined[new] = number
            } else {
                refused.append((new, SystemError("joining \(group) on \(new)")))
            }
        }
        return refused
    }

    private func membership(of interface: IPAddress, _ number: UInt32, joins: Bool) -> Bool {
        let joins: Int32 = joins ? 1 : 0
        switch (group.address.v4, interface.v4) {
        case (let group?, let v4?): return linux_membership(fd, joins, group, v4) == 0
        // Number 0 would be whichever interface the kernel likes.
        case (nil, nil) where number != 0:
            return group.address.withBytes { linux_membership6(fd, joins, $0, number) } == 0
        case (nil, nil): errno = ENODEV
        default: errno = EAFNOSUPPORT
        }
        return false
    }

    /// Sends a datagram to the group, leaving by the interface with that address. Returns what
    /// the kernel had against it; datagrams are not queued here.
    @discardableResult
    package func send(_ bytes: RawSpan, from interface: IPAddress) -> SystemError? {
        let doing = "sending to \(group) from \(interface)"
        guard (group.address.v4 == nil) == (interface.v4 == nil) else {
            return SystemError(doing, code: EAFNOSUPPORT)
        }
        let sent = bytes.withUnsafeBytes { bytes in
            if let target = group.address.v4, let from = interface.v4 {
                return linux_send_datagram(
                    fd, bytes.baseAddress, bytes.count, target, group.port, from)
            }
            return group.address.withBytes { target in
                interface.withBytes { source in
                    linux_send_datagram6(
                        fd, bytes.baseAddress, bytes.count, target, group.port, source,
                        joined[interface] ?? 0)
                }
            }
        }
        return sent < 0 ? SystemError(doing) : nil
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
        let sender = IPAddress(high: datagram.source_high, low: datagram.source_low)
        guard datagram.cut == 0, length <= Limits.datagramLength,
            let source = Endpoint(sender, port: datagram.port)
        else { return }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[start..<start + length])
        received?(bytes.bytes, DatagramOrigin(source: source, interface: interface(of: datagram)))
    }

    private func interface(of datagram: linux_datagram) -> IPAddress {
        guard group.address.v4 == nil else { return IPAddress(v4: datagram.interface) }
        let named = joined.first { $0.value == datagram.index }
        return named?.key ?? IPAddress(high: 0, low: 0)
    }

    deinit {
        poll.close()
        if fd >= 0 { close(fd) }
    }
}

extension IPAddress {
    /// As the kernel has it: sixteen bytes.
    fileprivate func withBytes<Result>(_ body: (UnsafeRawPointer?) -> Result) -> Result {
        var halves = (high.bigEndian, low.bigEndian)
        return withUnsafeBytes(of: &halves) { body($0.baseAddress) }
    }
}

@available(*, unavailable) extension DatagramSocket: Sendable {}
