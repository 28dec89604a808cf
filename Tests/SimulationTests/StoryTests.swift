// Small true stories of real nodes, for what no seed reaches or what deserves to be told alone.

import Bytes
import HTTPWire
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

        init(
            peers: Int, ids: [Int: NodeID] = [:], _ change: (inout NodeSettings) -> Void = { _ in }
        ) {
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
                change(&settings)
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

    @Test("What the library has not seen yet is not replaced by an upload either")
    func unseen() {
        let room = Room(peers: 1)
        let (node, caller) = (
            room.installations[1],
            Caller(called: "caller", on: room.installations[1].machine, in: room.world)
        )
        node.disk.isWatched = false
        room.world.run(for: .seconds(5))
        let path = "\(SimulatedDisk.shared)/a.dat"
        node.disk.put([1, 2, 3], at: path, modified: 1)
        var statuses: [Int] = []
        for body in [[1, 2, 4], [1, 2, 3], [1, 2]] as [[UInt8]] {
            var head = HTTPRequestHead(method: "PUT", target: "/files/a.dat")
            head.fields.add("Host", "localhost")
            if let host = node.host {
                caller.ask(head, body: body, throughDoorOf: host) { heard in
                    if case .answered(let answer, _) = heard { statuses.append(answer.status) }
                }
            }
            room.world.run(for: .seconds(2))
        }
        #expect(statuses == [409, 200, 409])
        #expect(node.disk.file(at: path)?.bytes == [1, 2, 3])
        #expect(node.host?.incomingFiles == [] && room.world.complaints == [])
        room.world.end()
    }

    @Test("What is wrong behind a request is said after the whole answer, however slow that is")
    func garbageBehind() {
        let room = Room(peers: 1) { $0.uploadRate = 20_000 }
        let node = room.installations[1]
        let bytes = Content.bytes(seed: 1, count: 100_000)
        node.disk.put(bytes, at: "\(SimulatedDisk.shared)/a.dat", modified: 1)
        room.world.run(for: .seconds(20))
        let talker = Talker(on: room.world.addMachine(lan: 1), in: room.world)
        talker.say(
            "GET /files/a.dat HTTP/1.1\r\nHost: \(node.endpoint)\r\n"
                + "Authorization: Bearer a secret of this room\r\n\r\n\u{1}\u{2}\r\n\r\n",
            to: node.endpoint)
        room.world.run(for: .seconds(2))
        #expect(talker.heard.count < 60_000, "a rate holds it up")
        room.world.run(for: .seconds(10))
        let (first, rest) = talker.split()
        #expect(first.hasPrefix("HTTP/1.1 200 ") && rest.starts(with: bytes))
        let last = String(decoding: rest.dropFirst(bytes.count), as: UTF8.self)
        #expect(last.hasPrefix("HTTP/1.1 400 ") && talker.hasEnded)
        room.world.end()
    }

    @Test("Who talks without end is not listened to for ever, and others are heard")
    func talksWithoutEnd() {
        let room = Room(peers: 2)
        room.installations[2].disk.put(
            [1], at: "\(SimulatedDisk.shared)/a.dat", modified: 1)
        let talker = Talker(on: room.world.addMachine(lan: 1), in: room.world)
        talker.answersWith = Array(repeating: 0x78, count: 200_000)
        room.world.run(for: .seconds(10))
        var found: Document?
        room.operators[1].ask("POST", "/api/v1/nodes", body: "{\"address\":\"\(talker.door)\"}") {
            _ in
        }
        room.world.run(for: .seconds(30))
        room.operators[1].ask("POST", "/api/v1/downloads", body: "{\"name\":\"a.dat\"}") {
            found = $0.document
        }
        room.world.run(for: .seconds(10))
        #expect(found != nil && talker.asked > 0)
        let path = "\(SimulatedDisk.downloads)/a.dat"
        #expect(room.installations[1].disk.file(at: path)?.bytes == [1])
        room.world.end()
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

    @Test("Who came back is judged by what was heard before it did")
    func cameBack() {
        let room = Room(peers: 2)
        room.world.run(for: .seconds(40))
        let objection = { (number: Int) in
            room.world.silences.objection(
                to: room.installations[0], forgetting: room.installations[number].id,
                at: room.installations[number].endpoint, now: room.world.now)
        }
        room.installations[1].stop()
        while room.installations[1].isRunning { room.world.step() }
        room.installations[1].start()
        room.world.run(for: .seconds(2))
        #expect(objection(1) == nil, "its goodbye may be told after its return")
        room.world.run(for: .seconds(10))
        #expect(objection(1) != nil, "and not much later")
        room.installations[2].kill()
        room.installations[2].start()
        room.world.run(for: .seconds(2))
        #expect(objection(2) != nil, "who came back without a goodbye was never gone")
        room.world.end()
    }
}
