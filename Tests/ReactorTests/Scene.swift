// A loop with a table of connections, and somebody who remembers all he was told about them.

import Glibc
import Testing
import Vocabulary

@testable import Reactor

final class Scene: ConnectionHandler {
    let loop = Loop()
    let connections: Connections
    var guests: [ConnectionID] = []
    var remotes: [ConnectionID: Remote] = [:]
    var up: [ConnectionID] = []
    var heard: [ConnectionID: [UInt8]] = [:]
    var reads = 0
    var ended: [ConnectionID] = []
    var drains: [ConnectionID] = []
    var cold: [Range<Int64>] = []
    var ends: [ConnectionID: [CloseReason]] = [:]
    /// Descriptors that came, for the story to close.
    var passed: [ConnectionID: [Int32]] = [:]
    var whenPassed: ((Scene, ConnectionID) -> Void)?
    /// Where what comes next belongs, by connection: so many bytes, and what has come there.
    var places: [ConnectionID: Int] = [:]
    var placed: [ConnectionID: [UInt8]] = [:]
    /// What to do when bytes arrive, besides remembering them.
    var whenReceived: ((Scene, ConnectionID) -> Void)?
    var whenCold: ((Scene, ConnectionID) -> Void)?

    init(residency: Residency = Residency()) {
        connections = Connections(loop, residency: residency)
        connections.handler = self
    }

    func accepted(_ id: ConnectionID, from remote: Remote) {
        guests.append(id)
        remotes[id] = remote
    }

    func connected(_ id: ConnectionID) { up.append(id) }

    func received(_ bytes: RawSpan, on id: ConnectionID) {
        reads += 1
        bytes.withUnsafeBytes { heard[id, default: []].append(contentsOf: $0) }
        whenReceived?(self, id)
    }

    func receive(on id: ConnectionID, by read: (inout MutableRawSpan) -> Int) -> Int? {
        guard let room = places.removeValue(forKey: id) else { return nil }
        reads += 1
        var bytes = [UInt8](repeating: 0, count: room)
        let count = bytes.withUnsafeMutableBytes { bytes in
            var place = MutableRawSpan(_unsafeBytes: bytes)
            return read(&place)
        }
        if count > 0 { placed[id, default: []] += bytes[..<count] }
        return count
    }

    func descriptorArrived(_ fd: Int32, on id: ConnectionID) {
        passed[id, default: []].append(fd)
        whenPassed?(self, id)
    }

    func inputEnded(on id: ConnectionID) { ended.append(id) }
    func drained(_ id: ConnectionID) { drains.append(id) }

    func needsResidency(of id: ConnectionID, fd: Int32, range: Range<Int64>) {
        cold.append(range)
        whenCold?(self, id)
    }

    func closed(_ id: ConnectionID, _ reason: CloseReason) { ends[id, default: []].append(reason) }

    /// Runs the loop until the condition holds; false where that took longer than any machine
    /// is slow.
    func run(until condition: () -> Bool) -> Bool {
        var isLate = false
        let alarm = Timer(loop) { isLate = true }
        alarm.arm(after: .seconds(20))
        while !condition(), !isLate { loop.runOnce() }
        return !isLate
    }

    func listen() throws -> Listener {
        try Listener(.tcp(.loopback, port: 0), into: connections)
    }

    func dial(_ listener: Listener) -> ConnectionID {
        connections.connect(to: Endpoint(.loopback, port: listener.port!)!)
    }

    @discardableResult
    func say(_ text: String, on id: ConnectionID) -> Bool {
        Array(text.utf8).withUnsafeBytes { connections.send($0.bytes, on: id) }
    }

    func say(_ bytes: [UInt8], on id: ConnectionID) -> Bool {
        bytes.withUnsafeBytes { connections.send($0.bytes, on: id) }
    }

    func text(_ id: ConnectionID) -> String { String(decoding: heard[id] ?? [], as: UTF8.self) }
}

/// A file without a name, open as long as the object lives.
final class Scroll {
    let fd: Int32
    let bytes: [UInt8]

    init(_ count: Int) {
        var name = Array("/tmp/scroll-XXXXXX".utf8CString)
        fd = mkstemp(&name)
        unlink(name)
        bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 12) }
        precondition(write(fd, bytes, count) == count, "a file takes what it is given")
    }

    deinit { close(fd) }
}

/// A client like any other program's: blocking, on a thread of its own.
final class BlockingClient {
    private let port: UInt16
    private let request: [UInt8]
    private var answer: [UInt8] = []
    private var thread = pthread_t()

    init(port: UInt16, asks request: String) {
        self.port = port
        self.request = Array(request.utf8)
        pthread_create(
            &thread, nil,
            {
                Unmanaged<BlockingClient>.fromOpaque($0!).takeUnretainedValue().work()
                return nil
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// All it got until the connection ended. Waits for the thread.
    func result() -> [UInt8] {
        pthread_join(thread, nil)
        return answer
    }

    private func work() {
        let fd = socket(AF_INET, Socket.stream, 0)
        defer { close(fd) }
        let name = SocketAddress(.loopback, port: port)
        guard name.lend({ Glibc.connect(fd, $0, $1) }) == 0 else { return }
        _ = write(fd, request, request.count)
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(fd, &buffer, buffer.count)
            guard count > 0 else { return }
            answer += buffer[..<count]
        }
    }
}

/// Descriptors that this process has open.
func openDescriptors() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return -1 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count
}
