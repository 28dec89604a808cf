import Glibc
import Testing
import Vocabulary

@testable import Reactor

@Test("A file arrives byte for byte", arguments: [0, 1, 4096, 65_536, 3 << 20])
func wholeFile(count: Int) throws {
    let scene = Scene()
    let listener = try scene.listen()
    let scroll = Scroll(count)
    let client = BlockingClient(port: listener.port!, asks: "?")
    scene.whenReceived = { scene, id in
        scene.connections.sendFile(
            scroll.fd, keptBy: scroll, range: 0..<Int64(count), on: id)
        scene.connections.finish(id)
    }
    scene.whenCold = { $0.connections.resumeSending($1) }
    #expect(scene.run { scene.ends.count == 1 })
    #expect(client.result() == scroll.bytes)
    #expect(scene.ends.values.first == [.finished])
}

@Test("A head goes before its file, and the next head after it")
func headsAndFiles() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let scroll = Scroll(2 << 20)
    let client = BlockingClient(port: listener.port!, asks: "?")
    scene.whenReceived = { scene, id in
        for range in [Int64(0)..<Int64(2 << 20), 100..<200] {
            Array("head ".utf8).withUnsafeBytes {
                _ = scene.connections.send($0.bytes, on: id, more: true)
            }
            scene.connections.sendFile(scroll.fd, keptBy: scroll, range: range, on: id)
        }
        scene.connections.finish(id)
    }
    #expect(scene.run { scene.ends.count == 1 })
    let head = Array("head ".utf8)
    #expect(client.result() == head + scroll.bytes + head + scroll.bytes[100..<200])
}

@Test("A file that shrinks is cut off, never padded")
func shrinks() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let scroll = Scroll(64 << 10)
    let client = BlockingClient(port: listener.port!, asks: "?")
    scene.whenReceived = { scene, id in
        scene.connections.sendFile(scroll.fd, keptBy: scroll, range: 0..<100_000, on: id)
    }
    scene.whenCold = { $0.connections.resumeSending($1) }
    #expect(scene.run { scene.ends.count == 1 })
    #expect(scene.ends.values.first == [.fileShrank])
    #expect(client.result().count <= 64 << 10)
}

@Test("A range that is not in memory waits for the owner, and then goes on")
func coldRange() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let scroll = Scroll(1 << 20)
    // A hole at the end: pages that no cache holds.
    ftruncate(scroll.fd, 2 << 20)
    let client = BlockingClient(port: listener.port!, asks: "?")
    scene.whenReceived = { scene, id in
        scene.connections.sendFile(scroll.fd, keptBy: scroll, range: 0..<2 << 20, on: id)
        scene.connections.finish(id)
    }
    var kept = false
    scene.whenCold = { scene, id in
        kept = scene.connections.fileOwner(of: id) === scroll
        scene.connections.resumeSending(id)
    }
    #expect(scene.run { scene.ends.count == 1 })
    #expect(!scene.cold.isEmpty)
    #expect(kept)
    #expect(client.result() == scroll.bytes + [UInt8](repeating: 0, count: 1 << 20))
}

@Test("Both ways of asking find a warm file warm", arguments: [true, false])
func warmFile(asksKernel: Bool) {
    let scroll = Scroll(1 << 20)
    #expect(Residency(asksKernel: asksKernel).holds(0..<1 << 20, of: scroll.fd))
    #expect(Residency(asksKernel: asksKernel).holds(5000..<5001, of: scroll.fd))
}

@Test("One turn sends no more than its share of a file")
func fairTurns() throws {
    let scene = Scene()
    var pair: [Int32] = [0, 0]
    socketpair(AF_UNIX, Socket.stream, 0, &pair)
    defer { close(pair[0]) }
    let id = scene.connections.adopt(fd: pair[1])
    let connection = try #require(scene.connections.find(id))
    #expect(connection.allowance == Limits.bytesPerTurn)
    connection.spend(Limits.bytesPerTurn)
    #expect(connection.allowance == 0)
    let scroll = Scroll(4096)
    #expect(!scene.connections.sendFile(scroll.fd, keptBy: scroll, range: 0..<4096, on: id))
    #expect(scene.connections.unsent(id) == 4096)
    #expect(scene.run { scene.drains == [id] })
}

@Test("A head and its body leave together, also where the kernel takes a part of them")
func headsAndBodies() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let body = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let head = Array("head ".utf8)
    let client = BlockingClient(port: listener.port!, asks: "?")
    scene.whenReceived = { scene, id in
        for _ in 0..<3 {
            head.withUnsafeBytes { head in
                body.withUnsafeBytes { body in
                    _ = scene.connections.send(head.bytes, then: body.bytes, on: id)
                }
            }
        }
        scene.connections.finish(id)
    }
    #expect(scene.run { scene.ends.count == 1 })
    #expect(client.result() == head + body + head + body + head + body)
}
