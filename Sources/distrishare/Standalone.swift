// A torrent without a node: the daemon that is installed beside this program runs as long as the
// download does, in a folder that goes with it.
//
// Law. Nothing of it stays: the daemon is ended and its folder deleted, whatever ends the command.
// It has no secret, so it listens to this machine only, and asks others by itself.

import FoundationEssentials
import Glibc
import Vocabulary

final class Standalone {
    private let folder: String
    private var process: pid_t = 0

    var socket: String { folder + "/control.sock" }

    /// Starts one whose files lie where the content is wanted, and waits until it answers.
    init(in landing: Landing, _ phrases: Phrases) throws {
        let parent = landing.folder == "/" ? "" : landing.folder
        let number = String(UInt64.random(in: 0 ... .max), radix: 16)
        folder = parent + "/.distrishare.node-\(number)"
        guard mkdir(folder, 0o700) == 0 else {
            throw Failure(.failed, phrases.cannotWrite(landing.folder, systemError()))
        }
        guard socket.utf8.count <= Limits.socketPathLength else {
            throw Failure(.usage, phrases.pathTooLong(socket, Limits.socketPathLength))
        }
        try writeConfig(port: Self.freePort, phrases)
        try start(phrases)
        try waitUntilReady(phrases)
    }

    deinit {
        if process > 0 {
            kill(process, SIGTERM)
            waitpid(process, nil, 0)
        }
        ArrivingFolder.delete(folder)
    }

    private func writeConfig(port: UInt16, _ phrases: Phrases) throws {
        let config = """
            role = "peer"
            port = \(port)
            state = "."
            [multicast]
            enabled = false
            [log]
            level = "error"

            """
        let path = folder + "/node.toml"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let bytes = Array(config.utf8)
        guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Failure(.failed, phrases.cannotWrite(path, systemError()))
        }
    }

    /// One that was free a moment ago.
    private static var freePort: UInt16 {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                _ = bind(descriptor, place, length)
                _ = getsockname(descriptor, place, &length)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// In a process group of its own: Ctrl-C is for this program, which ends it.
    private func start(_ phrases: Phrases) throws {
        guard let program = Self.program else { throw Failure(.noNode, phrases.noDaemonBeside) }
        var attributes = posix_spawnattr_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, folder + "/log", O_WRONLY | O_CREAT, 0o600)
        let words = [program, "--config", folder + "/node.toml", "--state", folder]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        let code = posix_spawn(&process, program, &actions, &attributes, &arguments, environ)
        guard code == 0 else {
            process = 0
            throw Failure(.noNode, phrases.cannotRead(program, systemError(code)))
        }
    }

    /// Where this program is, the daemon is too.
    private static var program: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { return nil }
        let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return access(own + "d", X_OK) == 0 ? own + "d" : nil
    }

    private func waitUntilReady(_ phrases: Phrases) throws {
        let end = Clock.now + .seconds(20)
        while (try? Socket.connect(to: .socket(socket))) == nil {
            guard Clock.now < end, waitpid(process, nil, WNOHANG) == 0 else {
                throw Failure(.noNode, phrases.notStarted)
            }
            try Signals.wait(.milliseconds(50))
        }
    }
}
