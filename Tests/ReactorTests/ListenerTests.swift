import Glibc
import Testing
import Vocabulary

@testable import Reactor

@Test("The two families stand side by side on one port")
func bothFamilies() throws {
    let scene = Scene()
    let four = try Listener(.tcp(.any, port: 0), into: scene.connections)
    // A machine without IPv6 has nothing to stand beside.
    let probe = Socket.make(AF_INET6, Socket.stream)
    defer { close(probe) }
    guard SocketAddress(IPAddress("::1")!, port: 0).lend({ bind(probe, $0, $1) }) == 0 else {
        return
    }
    let six = try Listener(.tcp(IPAddress("::")!, port: four.port!), into: scene.connections)
    #expect(six.port == four.port)
    let client = scene.connections.connect(to: Endpoint(IPAddress("::1")!, port: six.port!)!)
    scene.say("6", on: client)
    #expect(scene.run { scene.reads == 1 })
    guard case .tcp(let endpoint) = scene.remotes[scene.guests[0]] else { return }
    #expect(endpoint.address == IPAddress("::1"))
}

@Test("A port that is taken is an error with words")
func taken() throws {
    let scene = Scene()
    let first = try scene.listen()
    let error = #expect(throws: SystemError.self) {
        try Listener(.tcp(.loopback, port: first.port!), into: scene.connections)
    }
    #expect(error?.code == EADDRINUSE)
    #expect(error?.description.contains("127.0.0.1 port \(first.port!)") == true)
}

@Test("A congestion control that does not exist is refused at the start")
func unknownCongestion() {
    let scene = Scene()
    #expect(throws: SystemError.self) {
        try Listener(
            .tcp(.loopback, port: 0), into: scene.connections, congestion: .named("molasses"))
    }
}

@Test("Whom the owner does not admit is hung up on")
func admission() throws {
    let scene = Scene()
    let listener = try scene.listen()
    var asked: [IPAddress] = []
    listener.admit = {
        asked.append($0)
        return false
    }
    let client = scene.dial(listener)
    scene.say("please", on: client)
    #expect(scene.run { scene.ends[client] != nil || scene.ended == [client] })
    #expect(asked == [.loopback])
    #expect(scene.guests.isEmpty)
}

@Test("A listener that pauses lets callers wait, and takes them later")
func pauses() throws {
    let scene = Scene()
    let listener = try scene.listen()
    listener.pause()
    let client = scene.dial(listener)
    scene.say("hello", on: client)
    #expect(scene.run { scene.up == [client] })
    #expect(scene.guests.isEmpty)
    listener.resume()
    #expect(scene.run { scene.reads == 1 })
}

@Test("A socket that somebody else opened is listened on as well")
func inherited() throws {
    let scene = Scene()
    let fd = socket(AF_INET, Socket.stream, 0)
    _ = SocketAddress(.loopback, port: 0).lend { bind(fd, $0, $1) }
    #expect(throws: SystemError.self) {
        try Listener(.inherited(fd: fd), into: scene.connections)
    }
    #expect(Glibc.listen(fd, 8) == 0)
    let listener = try Listener(.inherited(fd: fd), into: scene.connections)
    scene.say("hello", on: scene.dial(listener))
    #expect(scene.run { scene.reads == 1 })
}

@Test("A local caller is known by the kernel's word; the file goes with the listener")
func localSocket() throws {
    let scene = Scene()
    let path = "/tmp/reactor-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    do {
        let listener = try Listener(.local(path: path), into: scene.connections)
        var facts = stat()
        #expect(stat(path, &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o660)
        let client = scene.connections.connectLocal(path: path)
        scene.say("hello", on: client)
        #expect(scene.run { scene.reads == 1 })
        #expect(scene.remotes[scene.guests[0]] == .local(pid: getpid(), uid: getuid()))
        // A second daemon does not take the place of one that answers.
        #expect(throws: SystemError.self) {
            try Listener(.local(path: path), into: scene.connections)
        }
        withExtendedLifetime(listener) {}
    }
    #expect(access(path, F_OK) != 0)
}

@Test("A socket file that nobody answers at is replaced; a file that is none is not")
func abandonedSocket() throws {
    let scene = Scene()
    let path = "/tmp/reactor-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    defer { unlink(path) }
    let dead = Socket.make(AF_UNIX, Socket.stream)
    #expect(SocketAddress(path: path)!.lend { bind(dead, $0, $1) } == 0)
    close(dead)
    _ = try Listener(.local(path: path), into: scene.connections)
    close(open(path, O_CREAT | O_WRONLY, 0o600))
    #expect(throws: SystemError.self) { try Listener(.local(path: path), into: scene.connections) }
    #expect(access(path, F_OK) == 0)
}

@Test("A path too long for a socket is a clear error")
func longPath() {
    let scene = Scene()
    let path = "/tmp/" + String(repeating: "x", count: 103)
    let error = #expect(throws: SystemError.self) {
        try Listener(.local(path: path), into: scene.connections)
    }
    #expect(error?.code == ENAMETOOLONG)
    let id = scene.connections.connectLocal(path: path)
    #expect(scene.run { scene.ends[id] == [.connectFailed(ENAMETOOLONG)] })
}

@Test("Without descriptors callers are hung up on, and with them again they are served")
func sheds() async {
    await #expect(processExitsWith: .success) { try shedAndRecover() }
}

private func shedAndRecover() throws {
    let scene = Scene()
    let listener = try scene.listen()
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    var low = limit
    low.rlim_cur = 64
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &low)
    // Several callers: a thread of the test library may give a descriptor back just now.
    let callers = (0..<8).map { _ in Socket.make(AF_INET, Socket.stream) }
    var held: [Int32] = []
    while case let fd = open("/dev/null", O_RDONLY), fd >= 0 { held.append(fd) }
    for caller in callers {
        _ = SocketAddress(.loopback, port: listener.port!).lend { connect(caller, $0, $1) }
        scene.say("?", on: scene.connections.adopt(fd: caller))
    }
    try #require(scene.run { listener.shed + scene.guests.count == callers.count })
    try #require(listener.shed > 0)
    for fd in held { close(fd) }
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    scene.say("!", on: scene.dial(listener))
    try #require(scene.run { scene.guests.contains { scene.text($0) == "!" } })
}

@Test("Whoever comes in is read in small pieces, and is not reset for what is still unread")
func smallReads() throws {
    let scene = Scene()
    let listener = try scene.listen()
    var longest = 0
    var last = 0
    scene.whenReceived = { scene, id in
        let heard = scene.heard[id]?.count ?? 0
        (longest, last) = (max(longest, heard - last), heard)
        // Answered at once, in the turn in which it came.
        if heard <= Limits.callerRead {
            scene.say("enough", on: id)
            scene.connections.finish(id)
        }
    }
    let client = BlockingClient(
        port: listener.port!, asks: String(repeating: "x", count: 5 * Limits.callerRead))
    #expect(scene.run { scene.ends.count == 1 })
    #expect(longest > 0)
    #expect(longest <= Limits.callerRead)
    #expect(client.result() == Array("enough".utf8))
}

@Test("Who pours is read in larger pieces, until he is paused")
func growingReads() throws {
    let scene = Scene()
    let listener = try scene.listen()
    let id = scene.dial(listener)
    #expect(scene.run { scene.up == [id] && !scene.guests.isEmpty })
    let guest = try #require(scene.connections.find(scene.guests[0]))
    #expect(guest.readRoom == Limits.callerRead)
    for room in [2, 4, 8, 16, 32, 32].map({ $0 * Limits.callerRead }) {
        guest.hasRead(guest.readRoom, of: guest.readRoom)
        #expect(guest.readRoom == room)
    }
    #expect(guest.readRoom == Limits.readBuffer)
    guest.hasRead(1, of: guest.readRoom)
    #expect(guest.readRoom == Limits.readBuffer)
    scene.connections.pauseReading(guest.id)
    #expect(guest.readRoom == Limits.callerRead)
    let dialled = try #require(scene.connections.find(id))
    scene.connections.pauseReading(id)
    #expect(dialled.readRoom == Limits.readBuffer)
}
