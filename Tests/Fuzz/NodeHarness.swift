// A whole node in a world of virtual time: what strangers say, through every door that it has.
//
// The input is said to a peer and to a bootstrap: over TCP, in pieces; over the control socket,
// where it may command; as a datagram; and as the answer of every node that the peer itself dials.

import Bytes
import Digest
import HTTPWire
import Node
import Simulation
import Vocabulary

extension Harness {
    static let node = Harness(name: "node") { bytes in
        for role in [Role.peer, .bootstrap] {
            let evening = Evening(role, bytes)
            evening.spend()
            evening.world.end()
        }
    }
}

/// One node, and somebody who talks.
private final class Evening {
    let world: World
    private let installation: Installation
    private let person: Operator
    private let talker: Talker

    init(_ role: Role, _ bytes: [UInt8]) {
        var chance = Cuts.chance(of: bytes)
        world = World(seed: chance.next())
        let (home, away) = (world.addMachine(lan: 1), world.addMachine(lan: 1))
        var settings = NodeSettings()
        settings.role = role
        settings.port = 9000
        settings.secret = Secret("a secret")
        settings.jsonSecret = Secret("an old secret")
        settings.minFree = 1 << 20
        if role == .peer {
            settings.bootstraps = [HostPort("\(away.address):8000")].compactMap(\.self)
            settings.known = [HostPort("\(away.address):9000")].compactMap(\.self)
        }
        installation = Installation(
            "node", on: home, settings: settings, in: world, birth: Scenario.realNode)
        installation.disk.put(
            Array("what is shared".utf8), at: SimulatedDisk.shared + "/a", modified: 1_000_000_000)
        installation.disk.capacity = 1 << 24
        person = Operator(of: installation, in: world)
        talker = Talker(bytes, on: away, in: world)
    }

    func spend() {
        installation.start()
        world.run(for: .seconds(1))
        guard let host = installation.host else { return expect(false, "a node starts") }
        talker.talk(to: installation.endpoint)
        let local = Talker(talker.words, on: installation.machine, in: world)
        local.talk(to: host)
        world.multicast(talker.words, from: talker.machine)
        if installation.settings.role == .peer {
            person.ask("POST", "/api/v1/search", body: #"{"words":"a"}"#) { _ in }
            person.ask(
                "POST", "/api/v1/downloads",
                body: #"{"url":"http://\#(talker.machine.address):9000/a"}"#
            ) { _ in }
        }
        world.run(for: .seconds(20))
        expectHealth()
    }

    private func expectHealth() {
        expect(world.complaints, equals: [], "a node keeps every contract")
        for table in installation.node?.tables ?? [] {
            expect(table.count <= table.limit, "a table keeps its limit: \(table)")
        }
        var isHealthy = false
        person.ask("GET", "/healthz") { reply in
            if case .answered(status: 200, _) = reply { isHealthy = true }
        }
        world.run(for: .seconds(2))
        expect(isHealthy, "a node answers, whatever was said to it")
    }
}

/// Says its words to whoever it dials, and to whoever dials it.
private final class Talker: Program {
    let words: [UInt8]
    let machine: Machine
    private let world: World
    private var sockets: Sockets!
    private var dialled: Set<ConnectionID> = []
    private var hasAnswered: Set<ConnectionID> = []

    init(_ words: [UInt8], on machine: Machine, in world: World) {
        self.words = words
        self.machine = machine
        self.world = world
        sockets = Sockets(self, called: "talker", on: machine, in: world)
        machine.host(self)
    }

    func talk(to node: Endpoint) {
        for port in [8000, 9000] as [UInt16] { sockets.listen(on: port) }
        dialled.insert(sockets.connect(to: node))
    }

    func talk(to host: SimulatedHost) {
        dialled.insert(sockets.connectLocally(to: host.door, pid: 4242))
    }

    func connected(_ connection: ConnectionID) {
        guard dialled.contains(connection) else { return }
        var delay = Duration.zero
        for range in Cuts.anywhere(in: words) {
            world.after(delay) { [self] in sockets.send(Array(words[range]), on: connection) }
            delay += .milliseconds(20)
        }
        world.after(delay) { [self] in sockets.endOutput(connection) }
    }

    func received(_ bytes: RawSpan, on connection: ConnectionID) {
        guard !dialled.contains(connection), hasAnswered.insert(connection).inserted else { return }
        sockets.send(words, on: connection)
        sockets.finish(connection)
    }

    func inputEnded(on connection: ConnectionID) {
        if dialled.contains(connection) { sockets.close(connection) }
    }

    func ended() { sockets.abandon(silently: true) }
}
