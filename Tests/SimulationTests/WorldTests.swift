// The world's own laws: if they do not hold, nothing that a scenario says is worth anything.

import Bytes
import Digest
import Node
import Simulation
import Testing
import Vocabulary

@Suite struct WorldTests {
    @Test("Bytes arrive whole and in order, however the network slices them", arguments: 1...12)
    func slices(seed: UInt64) {
        var network = Network()
        network.loss = 0.1
        network.slicing = 1
        network.delay = .microseconds(1)...(.milliseconds(200))
        let pair = EchoPair(seed: seed, network)
        let bytes = Content.bytes(seed: seed, count: 100_000)
        pair.asker?.says = bytes
        pair.asker?.echoes = false
        pair.asker?.dial(pair.other.endpoint)
        pair.world.run(for: .minutes(3))
        #expect(pair.asker?.heard == bytes)
        #expect(pair.answerer?.heard == bytes)
        #expect(pair.answerer?.pieces ?? 0 > 10)
        pair.world.end()
    }

    @Test("A reader that pauses stops the sender, and reading on lets it finish")
    func backPressure() {
        let pair = EchoPair(seed: 1)
        pair.answerer?.pauses = true
        pair.answerer?.echoes = false
        pair.asker?.says = Content.bytes(seed: 1, count: 1 << 20)
        pair.asker?.dial(pair.other.endpoint)
        pair.world.run(for: .seconds(10))
        let sent = pair.one.host.flatMap { host in
            pair.asker?.connection.map { host.bytesSent(on: $0) }
        }
        #expect((1...UInt64(2 * pair.world.network.window)).contains(sent ?? 0))
        #expect(pair.asker?.drains == 0)
        pair.answerer?.pauses = false
        if let connection = pair.answerer?.connection {
            pair.other.host?.resumeReading(connection)
        }
        pair.world.run(for: .seconds(10))
        #expect(pair.answerer?.heard.count == 1 << 20)
        #expect(pair.asker?.drains == 1)
        pair.world.end()
    }

    @Test("Nobody listens: refused. No power: nothing, until one gives up oneself")
    func refusals() {
        let pair = EchoPair(seed: 2)
        let endpoint = pair.other.endpoint
        pair.other.kill()
        pair.asker?.dial(endpoint)
        pair.world.run(for: .seconds(1))
        #expect(pair.asker?.endings == [.refused])
        pair.other.start()
        pair.other.kill(powerToo: true)
        pair.asker?.dial(endpoint)
        pair.world.run(for: .seconds(60))
        #expect(pair.asker?.endings == [.refused])
        pair.world.end()
    }

    @Test("A cut is silent, and what is dialled again after it gets through")
    func partition() {
        let pair = EchoPair(seed: 3)
        pair.world.network.cut([pair.other.machine.index], part: 1)
        pair.asker?.says = [1, 2, 3]
        pair.asker?.dial(pair.other.endpoint)
        pair.one.host?.multicast([7], from: pair.one.machine.address)
        pair.world.run(for: .seconds(20))
        #expect(pair.asker?.heard == [])
        #expect(pair.asker?.endings == [])
        #expect(pair.answerer?.datagrams == [])
        pair.world.network.heal()
        pair.asker?.dial(pair.other.endpoint)
        pair.one.host?.multicast([8], from: pair.one.machine.address)
        pair.world.run(for: .seconds(1))
        #expect(pair.asker?.heard.starts(with: [1, 2, 3]) == true)
        #expect(pair.answerer?.datagrams == [[8]])
        pair.world.end()
    }

    @Test("Multicast is heard in its own LAN, and by the sender too")
    func multicast() {
        let near = EchoPair(seed: 4)
        let far = EchoPair(seed: 4, lan: 2)
        for pair in [near, far] {
            pair.one.host?.multicast([1], from: pair.one.machine.address)
            pair.world.run(for: .seconds(1))
            #expect(pair.asker?.datagrams == [[1]])
        }
        #expect(near.answerer?.datagrams == [[1]])
        #expect(far.answerer?.datagrams == [])
        near.world.end()
        far.world.end()
    }

    @Test("A datagram comes to the port that it was sent to, and to nobody else")
    func datagram() {
        let pair = EchoPair(seed: 4)
        #expect(pair.one.host?.send([1], to: pair.other.endpoint) == true)
        let elsewhere = Endpoint(pair.other.endpoint.address, port: 1)
        if let elsewhere { _ = pair.one.host?.send([2], to: elsewhere) }
        pair.world.run(for: .seconds(1))
        #expect(pair.answerer?.datagrams == [[1]])
        #expect(pair.asker?.datagrams == [])
        pair.world.end()
    }

    @Test("A crash loses what the ledger had not flushed, and nothing else")
    func crash() {
        let pair = EchoPair(seed: 5)
        pair.one.host?.record(.addNode("a:1"))
        pair.world.run(for: .seconds(1))
        pair.one.host?.record(.addNode("b:2"))
        pair.world.run(for: .milliseconds(50))
        pair.one.kill()
        #expect(pair.one.ledger.memory.added == ["a:1"])
        pair.one.start()
        pair.one.host?.record(.addNode("c:3"))
        pair.one.stop()
        pair.world.run(for: .seconds(1))
        #expect(!pair.one.isRunning)
        #expect(pair.one.ledger.memory.added == ["a:1", "c:3"])
        pair.world.end()
    }

    @Test("A killed program's peers hear of it; a machine without power says nothing")
    func deaths() {
        for powerToo in [false, true] {
            let pair = EchoPair(seed: 6)
            pair.asker?.says = [1]
            pair.asker?.dial(pair.other.endpoint)
            pair.world.run(for: .seconds(1))
            pair.other.kill(powerToo: powerToo)
            pair.world.run(for: .seconds(5))
            let told = (pair.asker?.endings.count ?? 0) + (pair.asker?.inputsEnded ?? 0)
            #expect(told > 0 || powerToo)
            #expect(told == 0 || !powerToo)
            pair.world.end()
        }
    }

    @Test("An arriving file goes one way: append, seal, place, and never over another")
    func incoming() {
        let pair = EchoPair(seed: 7)
        let (host, file) = (pair.one.host, IncomingID(number: 1))
        let name = FileName("song.mp3")
        pair.one.disk.put([9], at: "\(SimulatedDisk.downloads)/song.mp3", modified: 1)
        host?.createIncoming(file)
        ([1, 2, 3] as [UInt8]).withSpan { host?.append($0, to: file) }
        host?.seal(file)
        pair.world.run(for: .seconds(1))
        if let name { host?.place(file, as: name, in: .downloads) }
        pair.world.run(for: .seconds(1))
        if let second = name?.numbered(2) { host?.place(file, as: second, in: .downloads) }
        pair.world.run(for: .seconds(1))
        #expect(
            pair.asker?.completions.map(Self.word)
                == ["appended", "sealed", "taken", "placed"])
        let placed = pair.one.disk.file(at: "\(SimulatedDisk.downloads)/song (2).mp3")
        #expect(placed?.digest == SHA256.of([1, 2, 3]))
        #expect(pair.world.complaints == [])
        ([4] as [UInt8]).withSpan { host?.append($0, to: file) }
        #expect(pair.world.complaints.count == 1)
        pair.world.end()
    }

    @Test("A full disk refuses bytes, and takes them when there is room")
    func fullDisk() {
        let pair = EchoPair(seed: 8)
        let (host, file) = (pair.one.host, IncomingID(number: 1))
        pair.one.disk.isFull = true
        #expect(host?.room() == 0)
        host?.createIncoming(file)
        ([1] as [UInt8]).withSpan { host?.append($0, to: file) }
        pair.world.run(for: .seconds(1))
        #expect(pair.asker?.completions.map(Self.word) == ["full"])
        pair.world.end()
    }

    private static func word(_ completion: Completion) -> String {
        switch completion {
        case .appended: "appended"
        case .sealed: "sealed"
        case .placed(_, .success): "placed"
        case .placed(_, .failure(let error)): error.kind == .taken ? "taken" : "failed"
        case .incomingFailed(_, let error): error.kind == .full ? "full" : "failed"
        case .changed: "changed"
        default: "other"
        }
    }
}
