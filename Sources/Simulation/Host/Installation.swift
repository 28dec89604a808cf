// A node as it is installed on a machine: what stays when its process does not.

import Digest
import Node
import Vocabulary

/// One state folder, one config, one key; at most one process.
package final class Installation {
    /// Makes a node at a start.
    package typealias Birth = (Installation, SimulatedHost, Identity) -> any Node

    package let name: String
    package let machine: Machine
    package let id: NodeID
    package var settings: NodeSettings
    package let disk = SimulatedDisk()
    package internal(set) var ledger = DurableMemory()
    /// The running process.
    package private(set) var host: SimulatedHost?
    private let world: World
    /// Since the last start: what is not remembered then is nobody's fault.
    var hasLostMemory = false
    /// Parts that a download was remembered with: those are kept over a restart.
    var promisedParts: Set<Digest256> = []
    private let birth: Birth
    private var starts: UInt64 = 0

    package init(
        _ name: String, on machine: Machine, settings: NodeSettings, in world: World,
        id: NodeID? = nil, birth: @escaping Birth
    ) {
        self.name = name
        self.machine = machine
        self.settings = settings
        self.world = world
        self.birth = birth
        self.id = id ?? NodeID(SHA256.of(Array("\(world.seed) \(name)".utf8)))
        machine.host(self)
    }

    package var isRunning: Bool { host != nil }
    package var node: (any Node)? { host?.node }
    /// Where others reach it.
    package var endpoint: Endpoint {
        guard let endpoint = Endpoint(machine.address, port: settings.port) else {
            preconditionFailure("a node listens on a port that is not zero")
        }
        return endpoint
    }

    /// Starts the program: same key, same disk, another run.
    package func start() {
        precondition(host == nil, "one state folder has one process")
        starts += 1
        machine.isOn = true
        world.note(.start, UInt64(machine.index), starts, "\(name) starts (run \(starts))")
        let identity = Identity(id: id, instance: world.chance.next() | 1)
        let host = SimulatedHost(of: self, in: world)
        self.host = host
        let node = birth(self, host, identity)
        host.run(node)
    }

    /// `kill -9`, or the power goes: what was not durable is lost.
    package func kill(powerToo: Bool = false) {
        guard let host else { return }
        world.note(.kill, UInt64(machine.index), powerToo ? 1 : 0, "\(name) is killed")
        self.host = nil
        // A disk that fails takes no memory either.
        if ledger.isLate(at: world.now) { hasLostMemory = true }
        ledger.lose()
        if powerToo { losePower() }
        host.die(silently: powerToo)
    }

    private func losePower() {
        machine.isOn = false
        hasLostMemory = true
        if world.happens(0.5) { ledger.losePower() }
        for part in disk.parts.values { part.losePower() }
        for torrent in disk.torrents.values { torrent.losePower() }
    }

    /// SIGTERM. The process is gone when the node has said `stopped`.
    package func stop() { host?.stop() }

    func stoppedByItself() {
        guard let host else { return }
        self.host = nil
        ledger.flush(at: world.now)
        host.die(silently: false)
    }
}

extension Installation: Program {
    package func ended() {
        host?.die(silently: true)
        host = nil
    }
}
