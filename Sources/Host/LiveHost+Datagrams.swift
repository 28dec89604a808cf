// Datagrams on the node's own port number: opened when the first one is sent, and where a tracker
// is asked from the start.

import Bytes
import Journal
import Node
import Reactor
import Vocabulary

/// The sockets of both families; nil where one could not be opened.
struct PortSockets {
    var v4: PortSocket?
    var v6: PortSocket?

    func reaching(_ endpoint: Endpoint) -> PortSocket? { endpoint.address.v4 == nil ? v6 : v4 }
}

extension LiveHost {
    package func send(_ datagram: [UInt8], to endpoint: Endpoint) -> Bool {
        let sockets = portSockets ?? openPort()
        guard let socket = sockets.reaching(endpoint) else { return false }
        let error = datagram.withSpan { socket.send($0, to: endpoint) }
        if let error { journal.log(.debug, "datagrams", "\(error)") }
        return error == nil
    }

    package func answer(_ datagram: RawSpan, to endpoint: Endpoint) {
        // From the address that was asked: nobody takes an answer from another.
        if let hearing { return hearing.answer(datagram, to: endpoint) }
        _ = (portSockets ?? openPort()).reaching(endpoint)?.send(datagram, to: endpoint)
    }

    /// Opens the port where the options say that datagrams are heard, and nowhere else.
    package func openDoors() {
        doors = []
        doors = options.datagramAddresses.compactMap { openPort($0) }
    }

    private func openPort() -> PortSockets {
        if !doors.isEmpty {
            return PortSockets(
                v4: doors.first { $0.address.v4 != nil }, v6: doors.first { $0.address.v4 == nil })
        }

        let isLoopbackOnly = options.isLoopbackOnly
        let sockets = PortSockets(
            v4: openPort(isLoopbackOnly ? .loopback : .any),
            v6: openPort(IPAddress(high: 0, low: isLoopbackOnly ? 1 : 0)))
        portSockets = sockets
        return sockets
    }

    private func openPort(_ address: IPAddress) -> PortSocket? {
        do throws(SystemError) {
            let socket = try PortSocket(loop, address, port: options.port)
            socket.received = { [unowned self, unowned socket] bytes, sender in
                hearing = socket
                node.datagramArrived(bytes, from: sender, by: .own, at: loop.now)
                hearing = nil
            }
            return socket
        } catch {
            journal.log(.warning, "datagrams", "\(error)")
            return nil
        }
    }
}
