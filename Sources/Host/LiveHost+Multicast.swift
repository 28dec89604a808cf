// The multicast group: one socket, joined on the interfaces that the node asks for.

import Bytes
import Journal
import Node
import Reactor
import Vocabulary

extension LiveHost {
    package func multicastInterfaces() -> [IPAddress] {
        if options.isLoopbackOnly { return [.loopback] }
        if let chosen = options.multicastInterface { return [chosen] }
        return MulticastInterfaces.current()
    }

    package func listenToMulticast(on interfaces: [IPAddress]) -> [IPAddress] {
        guard !interfaces.isEmpty else {
            group = nil
            return []
        }
        guard let socket = group ?? openGroup() else { return [] }
        group = socket
        for (interface, error) in socket.setInterfaces(interfaces) {
            journal.log(.warning, "multicast", "\(interface) was not joined: \(error)")
        }
        return interfaces.filter { socket.interfaces.contains($0) }
    }

    private func openGroup() -> DatagramSocket? {
        guard let group = Endpoint(options.multicastGroup, port: options.multicastPort) else {
            return nil
        }
        do throws(SystemError) {
            let socket = try DatagramSocket(loop, group: group)
            socket.received = { [unowned self] bytes, origin in
                node.datagramArrived(bytes, from: origin.source, at: loop.now)
            }
            return socket
        } catch {
            journal.log(.warning, "multicast", "the group \(group) is not listened to: \(error)")
            return nil
        }
    }

    package func multicast(_ datagram: [UInt8], from interface: IPAddress) {
        guard let group else { return }
        datagram.withSpan { bytes in
            if let error = group.send(bytes, from: interface) {
                journal.log(.debug, "multicast", "\(interface) sent nothing: \(error)")
            }
        }
    }
}
