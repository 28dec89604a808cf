// Datagrams. Multicast is as a LAN has it: heard by all who joined, by the sender too, and not
// always.

import Node
import Vocabulary

extension World {
    /// The port that everybody of a group sends from and listens on.
    private static func port(of group: MulticastGroup) -> UInt16 {
        switch group {
        case .nodes: 10_000
        case .torrents, .torrents6: Limits.lsdPort
        }
    }

    /// Sends a datagram to the group, from a machine, to those of its LAN that joined.
    package func multicast(
        _ datagram: [UInt8], to group: MulticastGroup = .nodes, from source: Machine
    ) {
        guard source.isOn, !source.isDeaf,
            let sender = Endpoint(source.address, port: Self.port(of: group))
        else {
            return
        }
        for machine in machines where machine.lan == source.lan && !machine.isDeaf {
            for listener in machine.multicastListeners(to: group) {
                deliver(datagram, to: listener, from: sender, of: source, by: .group(group))
            }
        }
    }

    /// Sends a datagram to one machine, from a port of another.
    package func send(
        _ datagram: [UInt8], from port: UInt16, of source: Machine, to endpoint: Endpoint
    ) {
        guard source.isOn, let sender = Endpoint(source.address, port: port),
            let machine = machines.first(where: { $0.address == endpoint.address }),
            let listener = machine.listener(on: endpoint.port)
        else { return }
        deliver(datagram, to: listener, from: sender, of: source, by: .own)
    }

    private func deliver(
        _ datagram: [UInt8], to listener: Sockets, from sender: Endpoint, of source: Machine,
        by door: DatagramDoor
    ) {
        guard network.reaches(source, listener.machine) else { return }
        guard source === listener.machine || !happens(network.loss) else { return }
        let copies = happens(network.duplicates) ? 2 : 1
        for _ in 0..<copies {
            var delay = between(network.delay.lowerBound, network.delay.upperBound)
            if happens(network.reorders) { delay += between(.milliseconds(1), .seconds(2)) }
            after(delay) { [self] in
                guard network.reaches(source, listener.machine) else { return }
                listener.tell { [self] program in
                    note(
                        .datagram, UInt64(listener.machine.index), UInt64(datagram.count),
                        "\(listener.name) heard \(Trace.shown(datagram)) from \(sender)")
                    program.datagramArrived(datagram, from: sender, by: door)
                }
            }
        }
    }
}
