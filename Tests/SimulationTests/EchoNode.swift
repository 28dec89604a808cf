// The smallest node there is: it says back what it hears, and keeps notes. For tests of the world.

import Bytes
import Node
import Simulation
import Vocabulary

final class EchoNode: Node {
    unowned let host: any Host
    let port: UInt16
    var dials: Endpoint?
    var says: [UInt8] = []
    /// Answers with what it heard, or only listens.
    var echoes = true
    /// Stops reading on the first bytes.
    var pauses = false
    private(set) var connection: ConnectionID?
    private(set) var heard: [UInt8] = []
    private(set) var pieces = 0
    private(set) var datagrams: [[UInt8]] = []
    private(set) var endings: [Ending] = []
    private(set) var completions: [Completion] = []
    private(set) var inputsEnded = 0
    private(set) var drains = 0

    init(host: any Host, port: UInt16) {
        self.host = host
        self.port = port
    }

    func start(at now: Instant) {
        _ = host.listenToMulticast(.nodes, on: host.multicastInterfaces(for: .nodes))
        if let dials { dial(dials) }
    }

    func dial(_ endpoint: Endpoint) { connection = host.connect(to: endpoint) }

    func accepted(_ connection: ConnectionID, from remote: Remote, at now: Instant) {
        self.connection = connection
    }

    func connected(_ connection: ConnectionID, at now: Instant) {
        says.withSpan { host.send($0, on: connection, more: false) }
    }

    func received(_ bytes: RawSpan, on connection: ConnectionID, at now: Instant) {
        heard.append(contentsOf: bytes)
        pieces += 1
        if pauses { host.pauseReading(connection) }
        if echoes { host.send(bytes, on: connection, more: false) }
    }

    func descriptorArrived(
        _ descriptor: DescriptorID, on connection: ConnectionID, at now: Instant
    ) {
        host.forget(descriptor)
    }

    func inputEnded(on connection: ConnectionID, at now: Instant) {
        inputsEnded += 1
        host.finish(connection)
    }

    func drained(_ connection: ConnectionID, at now: Instant) { drains += 1 }

    func closed(_ connection: ConnectionID, _ ending: Ending, at now: Instant) {
        endings.append(ending)
    }

    func datagramArrived(
        _ bytes: RawSpan, from sender: Endpoint, by door: DatagramDoor, at now: Instant
    ) {
        datagrams.append(bytes.copy())
    }

    func completed(_ completion: Completion, at now: Instant) { completions.append(completion) }
    func deadlineReached(at now: Instant) {}
    var nextDeadline: Instant? { nil }
    func reload(_ settings: NodeSettings, at now: Instant) {}
    func stop(at now: Instant) { host.stopped() }
    var statusLine: String { "echoing" }
    var tables: [TableSize] { [] }
}

/// Two echo nodes, each on a machine of its own.
struct EchoPair {
    let world: World
    let one: Installation
    let other: Installation

    init(seed: UInt64, _ network: Network = Network(), lan: Int = 1) {
        world = World(seed: seed, network: network)
        var settings = NodeSettings()
        settings.port = 9000
        let birth: Installation.Birth = { installation, host, _ in
            EchoNode(host: host, port: installation.settings.port)
        }
        one = Installation(
            "one", on: world.addMachine(lan: 1), settings: settings, in: world, birth: birth)
        other = Installation(
            "other", on: world.addMachine(lan: lan), settings: settings, in: world, birth: birth)
        one.start()
        other.start()
    }

    var asker: EchoNode? { one.node as? EchoNode }
    var answerer: EchoNode? { other.node as? EchoNode }
}
