// How two ends come together: a knock, again and again where nobody hears it, and then an answer.

import Node
import Vocabulary

extension End {
    func dial() { world.after(delay(to: nil)) { self.knock(attempt: 0) } }

    /// One SYN. Lost ones are sent again after 1, 2, 4 … seconds, as Linux does.
    private func knock(attempt: Int) {
        guard state == .dialling, let endpoint else { return }
        guard let machine = world.machine(at: endpoint.address, from: machine),
            world.network.reaches(self.machine, machine),
            machine === self.machine || !world.happens(world.network.loss)
        else {
            guard attempt < 7 else { return die(.unreachable) }
            return world.after(.seconds(1 << attempt)) { self.knock(attempt: attempt + 1) }
        }
        guard let listener = machine.listener(on: endpoint.port) else {
            return world.after(delay(to: machine)) { self.die(.refused) }
        }
        meet(listener, local: endpoint.address.isLoopback)
    }

    private func meet(_ listener: Sockets, local: Bool) {
        let theirs = listener.add(
            End(id: listener.makeID(), sockets: listener, endpoint: nil))
        join(theirs)
        let source = local ? IPAddress.loopback : machine.address
        guard let remote = Endpoint(source, port: machine.nextEphemeralPort()) else { return }
        theirs.tellAccepted(from: .tcp(remote))
        world.after(delay(to: listener.machine)) { self.tellConnected() }
    }

    func tellAccepted(from remote: Remote) {
        guard state == .open else { return }
        world.note(.accept, id.raw, 0, "\(sockets.name) accepted \(id.raw) from \(remote)")
        sockets.program?.accepted(id, from: remote)
    }

    func tellConnected() {
        guard state == .dialling else { return }
        state = .open
        world.note(.connect, id.raw, 0, "\(sockets.name) connected \(id.raw)")
        sockets.program?.connected(id)
        handOver()
        pumpSoon()
    }
}
