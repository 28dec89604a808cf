// Descriptors that come along with the bytes of a local connection.

import CSockets
import Glibc
import Testing
import Vocabulary

@testable import Reactor

/// A listener on a socket file, and a plain socket that is connected to it.
private final class Passing {
    let scene = Scene()
    let listener: Listener
    let fd: Int32

    init() throws {
        let path = "/tmp/passing-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        listener = try Listener(.local(path: path), into: scene.connections)
        fd = Socket.make(AF_UNIX, Socket.stream)
        let name = try #require(SocketAddress(path: path))
        try #require(name.lend { connect(fd, $0, $1) } == 0)
    }

    func pass(_ descriptor: Int32, with text: String) {
        let bytes = Array(text.utf8)
        #expect(linux_send_passing(fd, bytes, bytes.count, descriptor) == bytes.count)
    }

    deinit { close(fd) }
}

private func inode(_ fd: Int32) -> ino_t {
    var facts = stat()
    return fstat(fd, &facts) == 0 ? facts.st_ino : 0
}

@Test("A descriptor arrives before the bytes that it came with, and no child inherits it")
func passing() throws {
    let passing = try Passing()
    let scene = passing.scene
    let scroll = Scroll(10)
    scene.whenReceived = { scene, id in #expect(scene.passed[id]?.count == 1) }
    passing.pass(scroll.fd, with: "take this")
    #expect(scene.run { scene.reads == 1 })
    let guest = scene.guests[0]
    #expect(scene.text(guest) == "take this")
    let fd = try #require(scene.passed[guest]?.first)
    defer { close(fd) }
    #expect(fd != scroll.fd)
    #expect(inode(fd) == inode(scroll.fd))
    #expect(fcntl(fd, F_GETFD) & FD_CLOEXEC != 0)
}

@Test("Each sentence brings its own descriptor")
func passingTwice() throws {
    let passing = try Passing()
    let scene = passing.scene
    let scrolls = [Scroll(1), Scroll(2)]
    for scroll in scrolls { passing.pass(scroll.fd, with: "x") }
    #expect(scene.run { scene.heard.values.first?.count == 2 })
    let passed = scene.passed[scene.guests[0]] ?? []
    defer { passed.forEach { close($0) } }
    #expect(passed.map(inode) == scrolls.map { inode($0.fd) })
}

@Test("Whoever has no use for descriptors keeps none open")
func unwanted() throws {
    let passing = try Passing()
    let scene = passing.scene
    let deaf = Deaf(scene)
    scene.connections.handler = deaf
    var ends = [Int32](repeating: -1, count: 2)
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    #expect(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
    passing.pass(ends[1], with: "mine")
    close(ends[1])
    #expect(scene.run { scene.reads == 1 })
    // A pipe ends when nobody holds its other side.
    var byte: UInt8 = 0
    #expect(read(ends[0], &byte, 1) == 0)
    withExtendedLifetime(deaf) {}
}

@Test("A handler may close the connection on a descriptor's arrival, and hears nothing more of it")
func closing() throws {
    let passing = try Passing()
    let scene = passing.scene
    scene.whenPassed = { scene, id in scene.connections.close(id) }
    let scroll = Scroll(1)
    passing.pass(scroll.fd, with: "hello")
    #expect(scene.run { !scene.passed.isEmpty })
    for fd in scene.passed.values.joined() { close(fd) }
    #expect(scene.reads == 0)
    #expect(scene.connections.count == 0)
}

@Test("A plain sentence on a local connection is a sentence, and its end is an end")
func nothingPassed() throws {
    let passing = try Passing()
    let scene = passing.scene
    #expect(write(passing.fd, "hello", 5) == 5)
    #expect(scene.run { scene.reads == 1 })
    #expect(scene.passed.isEmpty)
    shutdown(passing.fd, Int32(SHUT_WR))
    #expect(scene.run { scene.ended == scene.guests })
}

/// A handler that knows of no descriptors.
private final class Deaf: ConnectionHandler {
    private let scene: Scene
    init(_ scene: Scene) { self.scene = scene }

    func accepted(_ id: ConnectionID, from remote: Remote) { scene.accepted(id, from: remote) }
    func connected(_ id: ConnectionID) { scene.connected(id) }
    func received(_ bytes: RawSpan, on id: ConnectionID) { scene.received(bytes, on: id) }
    func inputEnded(on id: ConnectionID) { scene.inputEnded(on: id) }
    func drained(_ id: ConnectionID) { scene.drained(id) }
    func needsResidency(of id: ConnectionID, fd: Int32, range: Range<Int64>) {}
    func closed(_ id: ConnectionID, _ reason: CloseReason) { scene.closed(id, reason) }
}
