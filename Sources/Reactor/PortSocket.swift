// Datagrams to and from one machine at a time, on a port of our own (UDP; IPv4 or IPv6).
//
// Law. Datagrams are not queued: what the kernel does not take is lost, as on the way it may be.
//      Answers alone wait, until everything was heard that came with what they answer: then they
//      leave with one call.

import CSockets
import CUV
import Glibc
import Vocabulary

package final class PortSocket: PollTarget {
    /// Called for each datagram; the bytes are lent for the call. Nobody hears those that come from
    /// port 0.
    package var received: ((RawSpan, Endpoint) -> Void)?
    /// What it is bound to.
    package let address: IPAddress
    /// The port; where 0 was asked for, the one that the kernel chose.
    package let port: UInt16

    private let fd: Int32
    private let loop: Loop
    private let poll = PollCell()
    private let answers = DatagramAnswers()
    private var isHearing = false

    /// Binds the address. That of all machines is of its own family only.
    package init(_ loop: Loop, _ address: IPAddress, port: UInt16) throws(SystemError) {
        let doing = "receiving datagrams on port \(port) of \(address)"
        self.loop = loop
        self.address = address
        let isV4 = address.v4 != nil
        let fd = Socket.make(isV4 ? AF_INET : AF_INET6, Socket.datagram)
        self.fd = fd
        guard fd >= 0 else {
            self.port = 0
            throw SystemError(doing)
        }
        if !isV4 { Socket.set(fd, Int32(IPPROTO_IPV6), IPV6_V6ONLY) }
        for buffer in [SO_RCVBUF, SO_SNDBUF] {
            Socket.set(fd, SOL_SOCKET, buffer, Int32(Limits.datagramBuffer))
        }
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

    /// Sends a datagram together with the others of this batch, or at once where none is heard.
    package func answer(_ bytes: RawSpan, to endpoint: Endpoint) {
        guard isHearing, bytes.byteCount <= Limits.datagramAnswerLength else {
            _ = send(bytes, to: endpoint)
            return
        }
        answers.add(bytes, to: endpoint)
        if answers.isFull { answers.leave(by: fd) }
    }

    func polled(_ status: Int32, _ events: Int32) {
        // An error on a datagram socket is about some datagram: take it away and listen on.
        if status < 0 {
            _ = Socket.takeError(fd)
            _ = poll.watch(PollEvents.readable)
        }
        isHearing = true
        var batches = Limits.datagramBatchesPerTurn
        while batches > 0, receiveBatch() == LINUX_DATAGRAMS { batches -= 1 }
        isHearing = false
    }

    private func receiveBatch() -> Int {
        let buffer = loop.readBuffer
        let stride = buffer.count / LINUX_DATAGRAMS
        return withUnsafeTemporaryAllocation(of: linux_datagram.self, capacity: LINUX_DATAGRAMS) {
            datagrams in
            let count = linux_receive_datagrams(
                fd, buffer.baseAddress, stride, datagrams.baseAddress)
            for index in 0..<max(0, Int(count)) {
                let datagram = datagrams[index]
                let sender = IPAddress(high: datagram.source_high, low: datagram.source_low)
                guard let source = Endpoint(sender, port: datagram.port) else { continue }
                // Of one that is too long there is as much as fits: a tracker's peers, say.
                let start = index * stride
                let end = start + min(stride, Int(datagram.length))
                received?(UnsafeRawBufferPointer(rebasing: buffer[start..<end]).bytes, source)
            }
            answers.leave(by: fd)
            return Int(count)
        }
    }

    deinit {
        poll.close()
        if fd >= 0 { close(fd) }
    }
}

@available(*, unavailable) extension PortSocket: Sendable {}
