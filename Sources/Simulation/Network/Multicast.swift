// Multicast as a LAN has it: heard by everybody who joined, by the sender too, and not always.

import Node
import Vocabulary

extension World {
    /// The port that everybody of the old network sends from and listens on.
    private static let multicastPort: UInt16 = 10_000

    /// Sends a datagram to the group, from a machine, to those of its LAN that joined.
    package func multicast(_ datagram: [UInt8], from source: Machine) {
        guard source.isOn, !source.isDeaf,
            let sender = Endpoint(source.address, port: Self.multicastPort)
        else {
            return
        }
        for machine in machines where machine.lan == source.lan {
            for listener in machine.multicastListeners {
                deliver(datagram, to: listener, from: sender, of: source)
            }
        }
    }

    private func deliver(
        _ datagram: [UInt8], to listener: Sockets, from sender: Endpoint, of source: Machine
    ) {
        guard network.reaches(source, listener.machine), !listener.machine.isDeaf else { return }
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
                    program.datagramArrived(datagram, from: sender)
                }
            }
        }
    }
}
