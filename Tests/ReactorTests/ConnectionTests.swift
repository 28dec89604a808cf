import Glibc
import Testing
import Vocabulary

@testable import Reactor

@Test("What is said is heard, and answered")
func echo() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let client = scene.dial(listener)
    scene.whenReceived = { scene, id in if id != client { scene.say("back", on: id) } }
    scene.say("there", on: client)
    #expect(scene.run { scene.heard[client]?.count == 4 })
    #expect(scene.up == [client])
    #expect(scene.text(scene.guests[0]) == "there")
    guard case .tcp(let endpoint) = scene.remotes[scene.guests[0]] else {
        Issue.record("a TCP caller has an endpoint")
        return
    }
    #expect(endpoint.address == .loopback)
}

@Test("A request that comes in pieces is heard in pieces")
func segments() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let client = scene.dial(listener)
    scene.say("one,", on: client)
    #expect(scene.run { scene.reads == 1 })
    scene.say("two", on: client)
    #expect(scene.run { scene.reads == 2 })
    #expect(scene.text(scene.guests[0]) == "one,two")
}

@Test("Finishing waits until everything is sent, and is told once")
func finishSendsAll() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let client = BlockingClient(port: listener.port!, asks: "?")
    let answer = [UInt8](repeating: 7, count: 3 << 20)
    scene.whenReceived = { scene, id in
        #expect(!scene.say(answer, on: id))
        scene.connections.finish(id)
        scene.say("too late", on: id)
    }
    #expect(scene.run { !scene.ends.isEmpty })
    #expect(client.result() == answer)
    #expect(scene.ends.values.map { $0 } == [[.finished]])
    #expect(scene.connections.count == 0)
}

@Test("A peer that has said all can still be answered")
func halfClose() throws {
    let scene = Scene()
    var pair: [Int32] = [0, 0]
    socketpair(AF_UNIX, Socket.stream, 0, &pair)
    defer { close(pair[0]) }
    let id = scene.connections.adopt(fd: pair[1])
    _ = write(pair[0], "last", 4)
    shutdown(pair[0], Int32(SHUT_WR))
    #expect(scene.run { scene.ended == [id] })
    #expect(scene.text(id) == "last")
    #expect(scene.say("bye", on: id))
    var answer = [UInt8](repeating: 0, count: 8)
    #expect(read(pair[0], &answer, 8) == 3)
    #expect(scene.ends.isEmpty)
}

@Test("A peer that stops reading ends when too much waits for it, and holds up nobody")
func slowReader() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let lazy = scene.dial(listener)
    scene.say("a", on: lazy)
    #expect(scene.run { scene.guests.count == 1 })
    let guest = scene.guests[0]
    scene.connections.pauseReading(lazy)
    let part = [UInt8](repeating: 1, count: 64 << 10)
    var most = 0
    for _ in 0..<1000 where !scene.say(part, on: guest) {
        most = max(most, scene.connections.unsent(guest))
    }
    let busy = scene.dial(listener)
    scene.say("b", on: busy)
    #expect(scene.run { scene.guests.count == 2 && scene.ends[guest] != nil })
    #expect(scene.ends[guest] == [.tooSlow])
    #expect(most <= Limits.unsentBytes)
    #expect(scene.text(scene.guests[1]) == "b")
}

@Test("What had to wait is told when it is gone")
func drained() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let client = BlockingClient(port: listener.port!, asks: "?")
    scene.whenReceived = { scene, id in
        #expect(!scene.say([UInt8](repeating: 1, count: 4 << 20), on: id))
        #expect(scene.connections.unsent(id) > 0)
    }
    #expect(scene.run { scene.drains.count == 1 })
    #expect(scene.connections.unsent(scene.guests[0]) == 0)
    scene.connections.finish(scene.guests[0])
    #expect(scene.run { scene.connections.count == 0 })
    #expect(client.result().count == 4 << 20)
}

@Test("A refused connect is told once, and not from inside the call")
func refused() throws {
    let scene = Scene()
    // Bound and not listening: nobody else gets this port meanwhile.
    let (holder, port) = boundSocket()
    defer { close(holder) }
    let id = scene.connections.connect(to: Endpoint(.loopback, port: port)!)
    scene.say("unheard", on: id)
    #expect(scene.ends.isEmpty)
    #expect(scene.run { scene.ends[id] != nil })
    #expect(scene.ends[id] == [.connectFailed(ECONNREFUSED)])
    #expect(scene.connections.count == 0)
}

@Test("A decision that comes late finds nobody, even when the place has a new tenant")
func staleID() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let first = scene.dial(listener)
    scene.connections.close(first)
    let second = scene.dial(listener)
    #expect(first.raw & 0xffff_ffff == second.raw & 0xffff_ffff)
    #expect(first != second)
    #expect(!scene.say("to nobody", on: first))
    scene.connections.finish(first)
    scene.connections.close(first)
    scene.connections.close(ConnectionID(raw: .max))
    scene.connections.close(ConnectionID(raw: 0))
    scene.say("to you", on: second)
    #expect(scene.run { scene.guests.contains { scene.text($0) == "to you" } })
    #expect(scene.ends[first] == nil)
}

@Test("A place is given again only when the end of who had it has been told")
func placesAreGivenLate() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let client = BlockingClient(port: listener.port!, asks: "?")
    var next: [ConnectionID] = []
    scene.whenReceived = { scene, id in
        guard next.isEmpty else { return }
        scene.connections.finish(id)
        #expect(scene.ends[id] == nil, "his end is told at the end of the turn")
        next = (0..<3).map { _ in scene.dial(listener) }
        #expect(!next.contains { $0.raw & 0xffff_ffff == id.raw & 0xffff_ffff })
    }
    #expect(scene.run { !scene.ends.isEmpty })
    #expect(client.result() == [])
    let first = try #require(scene.ends.keys.first)
    #expect(scene.dial(listener).raw & 0xffff_ffff == first.raw & 0xffff_ffff)
}

@Test("A paused connection is not read, but its end is noticed")
func pausedReset() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let client = scene.dial(listener)
    scene.say("a", on: client)
    #expect(scene.run { scene.reads == 1 })
    let guest = scene.guests[0]
    scene.connections.pauseReading(guest)
    scene.say("unread", on: client)
    let other = scene.dial(listener)
    scene.say("b", on: other)
    #expect(scene.run { scene.reads == 2 })
    #expect(scene.text(guest) == "a")
    // The client hangs up with unread input: that is a reset.
    scene.connections.pauseReading(client)
    scene.say("answer", on: guest)
    scene.connections.close(client)
    #expect(scene.run { scene.ends[guest] != nil })
    #expect(scene.ends[guest] == [.reset])
}

@Test("An answer in the middle of the question is not lost to a reset")
func lingers() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let client = BlockingClient(
        port: listener.port!, asks: String(repeating: "much ", count: 100_000))
    scene.whenReceived = { scene, id in
        scene.whenReceived = nil
        scene.say("enough", on: id)
        scene.connections.finish(id, interrupting: true)
    }
    #expect(scene.run { scene.connections.count == 0 && !scene.ends.isEmpty })
    #expect(String(decoding: client.result(), as: UTF8.self) == "enough")
}

@Test("A connection that is answered in its first turn is never waited for")
func shortLived() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let client = BlockingClient(port: listener.port!, asks: "?")
    var waits = 0
    scene.whenReceived = { scene, id in
        scene.say("!", on: id)
        waits += scene.connections.find(id)?.watched.isEmpty == true ? 0 : 1
        scene.connections.finish(id)
        #expect(scene.connections.count == 0)
    }
    #expect(scene.run { scene.ends.count == 1 })
    #expect(waits == 0)
    #expect(client.result() == [UInt8(ascii: "!")])
}

@Test("A thousand connections come and go, and leave no descriptor behind")
func noLeak() async {
    await #expect(processExitsWith: .success) {
        try aThousandConnections()  // what libuv opens once and keeps is open now
        let before = openDescriptors()
        try aThousandConnections()
        try #require(openDescriptors() == before)
    }
}

private func aThousandConnections() throws {
    let scene = Scene()
    let listener = try scene.listen()
    scene.whenReceived = { scene, id in
        if scene.guests.contains(id) { scene.connections.finish(id) }
    }
    for _ in 0..<10 {
        let clients = (0..<100).map { _ in scene.dial(listener) }
        for client in clients { scene.say("?", on: client) }
        guard scene.run(until: { Set(clients).isSubset(of: scene.ended) }) else {
            throw SystemError("waiting for a hundred ends", code: ETIMEDOUT)
        }
        for client in clients { scene.connections.close(client) }
    }
    try #require(scene.guests.count == 1000)
    try #require(scene.connections.count == 0)
    withExtendedLifetime(listener) {}
}

/// A TCP socket on a port of its own at which nobody answers.
private func boundSocket() -> (fd: Int32, port: UInt16) {
    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &name) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            _ = bind(fd, $0, length)
            _ = getsockname(fd, $0, &length)
        }
    }
    return (fd, UInt16(bigEndian: name.sin_port))
}
