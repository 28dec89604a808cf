// A real host over a folder of the test's own, and behind it a node that the test plays.

import Bytes
import Disk
import Glibc
import Host
import Journal
import Ledger
import Node
import Reactor
import Testing
import Vocabulary

final class Stage {
    let loop = Loop()
    let host: LiveHost
    let node = PlayedNode()
    let path: String
    let journal = Journal(level: .warning, shape: .plain, sink: .memory)
    private let state: StateFolder

    init() throws {
        var template = Array("/tmp/distrishare-host.XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nowhere"
        state = try StateFolder(path: path + "/state")
        let (ledger, _) = try Ledger.open(at: path + "/ledger")
        host = LiveHost(
            loop: loop, journal: journal, state: state, ledger: ledger, options: .init())
        host.node = node
    }

    /// Runs the loop until it is so, or longer than any machine is slow: then something was found.
    func run(until isSo: () -> Bool) {
        var isLate = false
        let alarm = Timer(loop) { isLate = true }
        alarm.arm(after: .seconds(30))
        while !isSo(), !isLate { loop.runOnce() }
        if isLate { Issue.record("it did not come to that") }
    }

    /// What lies in the state folder.
    var stateNames: [String] { list(path + "/state") }

    /// What lies in the folder of incomplete files.
    var incomplete: [String] { list(path + "/state/downloads/.incomplete") }

    deinit { remove(path) }
}

private func list(_ path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let place = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 19)
        names.append(String(cString: place.assumingMemoryBound(to: CChar.self)))
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
}

private func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in list(path) { remove("\(path)/\(name)") }
    rmdir(path)
}

/// Keeps what it is told, and does what the test wants at that very moment.
final class PlayedNode: Node {
    /// What came by datagrams, from whom and by which socket.
    private(set) var datagrams: [(bytes: [UInt8], from: Endpoint, by: DatagramDoor)] = []
    var answers: ([UInt8], Endpoint) -> Void = { _, _ in }
    var hears: (Completion) -> Void = { _ in }
    private(set) var completions: [Completion] = []

    func completed(_ completion: Completion, at now: Instant) {
        completions.append(completion)
        hears(completion)
    }

    func start(at now: Instant) {}
    func accepted(_ connection: ConnectionID, from remote: Remote, at now: Instant) {}
    func connected(_ connection: ConnectionID, at now: Instant) {}
    func received(_ bytes: RawSpan, on connection: ConnectionID, at now: Instant) {}
    func descriptorArrived(
        _ descriptor: DescriptorID, on connection: ConnectionID, at now: Instant
    ) {}
    func inputEnded(on connection: ConnectionID, at now: Instant) {}
    func drained(_ connection: ConnectionID, at now: Instant) {}
    func closed(_ connection: ConnectionID, _ ending: Ending, at now: Instant) {}
    func datagramArrived(
        _ bytes: RawSpan, from sender: Endpoint, by door: DatagramDoor, at now: Instant
    ) {
        datagrams.append((bytes.copy(), sender, door))
        answers(bytes.copy(), sender)
    }
    func deadlineReached(at now: Instant) {}
    var nextDeadline: Instant? { nil }
    func reload(_ settings: NodeSettings, at now: Instant) {}
    func stop(at now: Instant) {}
    var statusLine: String { "played" }
    var tables: [TableSize] { [] }
}
