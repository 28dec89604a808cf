// How two ends come together: a knock, again and again where nobody hears it, and then an answer.

import Node
import Vocabulary

extension End {
    func dial() { world.after(delay(to: nil)) { self.knock(attempt: 0) } }

    /// One SYN. Lost ones are sent again after 1, 2, 4 … seconds, as Linux does.
    private func knock(attempt: Int) {
        guard state == .dialling, let endpoint else { return }
        let machine = world.machine(at: endpoint.address, from: machine)
        if machine == nil, attempt == 0, world.happens(0.3) {
            // Some router knows that nobody has that address.
            return world.after(delay(to: nil)) { self.die(.unreachable) }
        }
        guard let machine,
            world.network.reaches(self.machine, machine),
            machine === self.machine || !world.happens(world.network.loss)
        else {
            guard attempt < 7 else { return die(.unreachable) }
            return world.after(.seconds(1 << attempt)) { self.knock(attempt: attempt + 1) }
        }
        let isShut = machine.refuses && machine !== self.machine
        guard !isShut, let listener = machine.listener(on: endpoint.port) else {
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
        sockets.tell { program in
            guard self.state == .open else { return }
            self.isKnown = true
            self.world.note(
                .accept, self.id.raw, 0,
                "\(self.sockets.name) accepted \(self.id.raw) from \(remote)")
            program.accepted(self.id, from: remote)
        }
    }

    func tellConnected() {
        guard state == .dialling else { return }
        state = .open
        sockets.tell { program in
            guard self.state == .open else { return }
            self.isKnown = true
            self.world.note(
                .connect, self.id.raw, 0, "\(self.sockets.name) connected \(self.id.raw)")
            program.connected(self.id)
            self.handOver()
            self.pumpSoon()
        }
    }
}
