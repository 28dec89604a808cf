// Speaks BitTorrent to be a nuisance: it asks for a thousand blocks at a time, and reads no answer.

import Digest
import Node
import PeerWire
import Vocabulary

package final class RequestFlooder: Stranger {
    private let world: World
    private let infoHash: Digest160
    private let targets: [Endpoint]
    private var sockets: Sockets!
    private var open: Set<ConnectionID> = []
    package var isOver = false
    private var calls: UInt8 = 0

    package init(
        on machine: Machine, of infoHash: Digest160, in world: World, targets: [Endpoint]
    ) {
        self.world = world
        self.infoHash = infoHash
        self.targets = targets
        sockets = Sockets(self, called: "request flooder", on: machine, in: world)
        machine.host(self)
    }

    package func begin() {
        guard !isOver else { return }
        if open.count < 40, let target = world.pick(targets) {
            open.insert(sockets.connect(to: target))
        }
        world.after(world.between(.milliseconds(300), .seconds(2))) { [weak self] in self?.begin() }
    }

    package func connected(_ connection: ConnectionID) {
        calls &+= 1
        let peerID = PeerID(random: [UInt8](repeating: calls, count: 12))
        var bytes: [UInt8] = []
        Handshake(infoHash: infoHash, peerID: peerID, reserved: .fast).append(to: &bytes)
        PeerMessage.haveNone.append(to: &bytes)
        PeerMessage.interested.append(to: &bytes)
        if world.happens(0.5) { sockets.pauseReading(connection) }
        sockets.send(bytes, on: connection)
        flood(connection)
    }

    private func flood(_ connection: ConnectionID) {
        guard open.contains(connection), !isOver else { return }
        var bytes: [UInt8] = []
        for number in 0..<1000 {
            let name = BlockName(
                index: 0, begin: UInt32(number % 4) << 14, length: UInt32(Limits.blockLength))
            PeerMessage.request(name).append(to: &bytes)
        }
        sockets.send(bytes, on: connection)
        world.after(.seconds(1)) { [weak self] in self?.flood(connection) }
    }

    package func inputEnded(on connection: ConnectionID) {
        open.remove(connection)
        sockets.close(connection)
    }

    package func closed(_ connection: ConnectionID, _ ending: Ending) { open.remove(connection) }

    package func ended() {
        open.removeAll()
        sockets.abandon(silently: true)
    }
}
