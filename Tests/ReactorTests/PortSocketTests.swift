import Testing
import Vocabulary

@testable import Reactor

private func say(_ text: String, by socket: PortSocket, to endpoint: Endpoint) -> SystemError? {
    Array(text.utf8).withUnsafeBytes { socket.send($0.bytes, to: endpoint) }
}

@Suite(.serialized) struct PortSocketTests {
    @Test(
        "Two ports speak with each other, in either family",
        arguments: [IPAddress.loopback, IPAddress(high: 0, low: 1)])
    func answer(address: IPAddress) throws {
        let scene = Scene()
        let first = try PortSocket(scene.loop, address, port: 0)
        let second = try PortSocket(scene.loop, address, port: 0)
        var heard: [String] = []
        second.received = { bytes, sender in
            heard.append(bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            _ = say("answer", by: second, to: sender)
        }
        first.received = { bytes, sender in
            heard.append(bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            #expect(sender == Endpoint(address, port: second.port))
        }
        #expect(say("question", by: first, to: Endpoint(address, port: second.port)!) == nil)
        #expect(scene.run { heard.count == 2 })
        #expect(heard == ["question", "answer"])
    }

    @Test("An answer from nobody does not end it: what comes after is heard")
    func refused() throws {
        let scene = Scene()
        let gone = try PortSocket(scene.loop, .loopback, port: 0).port
        let first = try PortSocket(scene.loop, .loopback, port: 0)
        let second = try PortSocket(scene.loop, .loopback, port: 0)
        var count = 0
        first.received = { _, _ in count += 1 }
        _ = say("is anybody there", by: first, to: Endpoint(.loopback, port: gone)!)
        _ = say("", by: second, to: Endpoint(.loopback, port: first.port)!)
        _ = say("here", by: second, to: Endpoint(.loopback, port: first.port)!)
        #expect(scene.run { count == 2 }, "an empty datagram is one too")
    }

    @Test("What does not leave this machine is said")
    func outside() throws {
        let socket = try PortSocket(Scene().loop, .loopback, port: 0)
        #expect(say("far", by: socket, to: Endpoint(IPAddress("192.0.2.1")!, port: 1)!) != nil)
    }

    @Test("More than a turn's share are all heard")
    func many() throws {
        let scene = Scene()
        let speaker = try PortSocket(scene.loop, .loopback, port: 0)
        let listener = try PortSocket(scene.loop, .loopback, port: 0)
        var count = 0
        listener.received = { _, _ in count += 1 }
        let wanted = (Limits.datagramBatchesPerTurn + 1) * 64
        for _ in 0..<wanted {
            _ = say("x", by: speaker, to: Endpoint(.loopback, port: listener.port)!)
        }
        #expect(scene.run { count == wanted })
    }
}
