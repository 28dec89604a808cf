// Small true stories of real nodes, for what no seed reaches or what deserves to be told alone.

import Bytes
import Node
import Simulation
import Testing
import Vocabulary

@Suite struct StoryTests {
    /// A bootstrap and some peers on one LAN, each with an operator.
    private struct Room {
        let world = World(seed: 1)
        var installations: [Installation] = []
        var operators: [Operator] = []

        init(peers: Int, ids: [Int: NodeID] = [:]) {
            for number in 0...peers {
                var settings = NodeSettings()
                settings.role = number == 0 ? .bootstrap : .peer
                settings.port = number == 0 ? 8000 : 9000
                settings.name = "node\(number)"
                settings.secret = Secret("a secret of this room")
                settings.minFree = 1 << 20
                if number > 0 {
                    settings.bootstraps = [HostPort("10.0.1.1:8000")].compactMap(\.self)
                }
                let installation = Installation(
                    settings.name, on: world.addMachine(lan: 1), settings: settings, in: world,
                    id: ids[number], birth: Scenario.realNode)
                installations.append(installation)
                operators.append(Operator(of: installation, in: world))
                installation.start()
            }
        }

        func ask(_ number: Int, _ target: String) -> Document? {
            var found: Document?
            operators[number].ask("GET", target) { found = $0.document }
            world.run(for: .seconds(1))
            return found
        }
    }

    @Test("Two daemons with one id are reported by whoever meets both")
    func twins() {
        let world = World(seed: 9)
        let twin = Installation(
            "twin", on: world.addMachine(lan: 9), settings: NodeSettings(), in: world,
            birth: Scenario.realNode)
        let room = Room(peers: 3, ids: [1: twin.id, 2: twin.id])
        room.world.run(for: .seconds(30))
        let notices = (0...3).map { number in
            room.ask(number, "/api/v1/status")?["notices"]?.list?.compactMap(\.text) ?? []
        }
        let reporting = notices.filter { $0.contains { $0.contains("two daemons have one id") } }
        #expect(!reporting.isEmpty, "\(notices)")
        let nodes = room.ask(3, "/api/v1/nodes?list=all")?["nodes"]?.list ?? []
        let ids = nodes.compactMap { $0["id"]?.text }
        #expect(ids.count == Set(ids).count, "and each id is listed once")
        room.world.end()
        world.end()
    }

    @Test("GOODBYE counts only from the address that it names")
    func goodbye() {
        let room = Room(peers: 3)
        let forger = room.world.addMachine(lan: 1)
        room.world.run(for: .seconds(20))
        let before = room.ask(1, "/api/v1/nodes?list=multicast")?["nodes"]?.list?.count
        for number in 1...3 {
            let named = room.installations[number].endpoint
            room.world.multicast(Array("GOODBYE:\(named)".utf8), from: forger)
        }
        // Less than an interval: no new HELLO has mended anything.
        let after = room.ask(1, "/api/v1/nodes?list=multicast")?["nodes"]?.list?.count
        #expect(before == 2 && after == 2)
        let own = room.installations[3]
        room.world.multicast(Array("GOODBYE:\(own.endpoint)".utf8), from: own.machine)
        room.world.run(for: .milliseconds(100))
        #expect(room.ask(1, "/api/v1/nodes?list=multicast")?["nodes"]?.list?.count ?? 0 <= 2)
        room.world.end()
    }

    @Test("A bootstrap forgets who is silent only after its time and three probes")
    func eviction() {
        let room = Room(peers: 2)
        room.world.run(for: .seconds(40))
        let gone = room.installations[2]
        gone.kill(powerToo: true)
        room.world.run(for: .seconds(80))
        let early = room.ask(0, "/api/v1/nodes?list=all")?["nodes"]?.list?.count
        #expect(early == 2, "ninety seconds have not passed")
        room.world.run(for: .seconds(120))
        #expect(room.ask(0, "/api/v1/nodes?list=all")?["nodes"]?.list?.count == 1)
        #expect(
            room.world.silences.objection(
                to: room.installations[0], forgetting: gone.id, at: gone.endpoint,
                now: room.world.now) == nil)
        let other = room.installations[1]
        #expect(
            room.world.silences.objection(
                to: room.installations[0], forgetting: other.id, at: other.endpoint,
                now: room.world.now) != nil, "of who is heard it would have been wrong")
        room.world.end()
    }
}
