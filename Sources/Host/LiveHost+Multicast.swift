// Multicast groups: one socket for each, joined on the interfaces that the node asks for.

import Bytes
import Journal
import Node
import Reactor
import Vocabulary

extension LiveHost {
    package func multicastInterfaces(for group: MulticastGroup) -> [IPAddress] {
        switch group {
        case .nodes, .torrents:
            if options.isLoopbackOnly { return [.loopback] }
            if let chosen = options.multicastInterface { return [chosen] }
            return MulticastInterfaces.current()
        // Whoever hears us dials us: where nobody listens over IPv6, nothing is called out there.
        case .torrents6:
            if options.isLoopbackOnly || !options.listensOverV6 { return [] }
            return MulticastInterfaces.currentV6(with: options.multicastInterface)
        }
    }

    package func listenToMulticast(
        _ group: MulticastGroup, on interfaces: [IPAddress]
    ) -> [IPAddress] {
        guard !interfaces.isEmpty else {
            groups[group] = nil
            return []
        }
        guard let socket = groups[group] ?? open(group) else { return [] }
        groups[group] = socket
        for (interface, error) in socket.setInterfaces(interfaces) {
            journal.log(.warning, "multicast", "\(interface) was not joined: \(error)")
        }
        return interfaces.filter { socket.interfaces.contains($0) }
    }

    private func endpoint(of group: MulticastGroup) -> Endpoint? {
        switch group {
        case .nodes: Endpoint(options.multicastGroup, port: options.multicastPort)
        case .torrents: Endpoint(Limits.lsdGroup, port: Limits.lsdPort)
        case .torrents6: Endpoint(Limits.lsdGroup6, port: Limits.lsdPort)
        }
    }

    private func open(_ group: MulticastGroup) -> DatagramSocket? {
        guard let endpoint = endpoint(of: group) else { return nil }
        do throws(SystemError) {
            let socket = try DatagramSocket(loop, group: endpoint)
            socket.received = { [unowned self] bytes, origin in
                node.datagramArrived(bytes, from: origin.source, by: .group(group), at: loop.now)
            }
            return socket
        } catch {
            journal.log(
                .warning, "multicast", "the group \(endpoint) is not listened to: \(error)")
            return nil
        }
    }

    package func multicast(
        _ datagram: [UInt8], to group: MulticastGroup, from interface: IPAddress
    ) {
        guard let socket = groups[group] else { return }
        datagram.withSpan { bytes in
            if let error = socket.send(bytes, from: interface) {
                journal.log(.debug, "multicast", "\(interface) sent nothing: \(error)")
            }
        }
    }
}
