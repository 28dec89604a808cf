// A blocking socket with an end to its patience. A tool may wait; a daemon may not.

import Bytes
import CSockets
import Glibc
import Vocabulary

/// Where a node is.
enum Door {
    case socket(String)
    case tcp(HostPort)

    /// Whether it leads to this machine, where descriptors can be passed.
    var isLocal: Bool {
        if case .socket = self { true } else { false }
    }

    var description: String {
        switch self {
        case .socket(let path): path
        case .tcp(let address): address.description
        }
    }
}

enum SocketError: Error {
    case cannotConnect(code: Int32)
    case noSuchHost(String)
    case tooLong
    case broken
    case slow

    var isUnreachable: Bool {
        switch self {
        case .cannotConnect, .noSuchHost, .tooLong: true
        case .broken, .slow: false
        }
    }
}

struct Socket: ~Copyable {
    private let descriptor: Int32

    /// How long one call sleeps before Ctrl-C and the deadline are looked at.
    private static let slice = timeval(tv_sec: 0, tv_usec: 200_000)
    private static let connectTime = timeval(tv_sec: 10, tv_usec: 0)

    private init(_ family: Int32) throws {
        descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Self.closeOnExec, 0)
        guard descriptor >= 0 else { throw SocketError.cannotConnect(code: errno) }
        // On Linux the time to send is also the time to connect.
        set(SO_SNDTIMEO, Self.connectTime)
        set(SO_RCVTIMEO, Self.slice)
    }

    private static let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)

    deinit { close(descriptor) }

    private func set(_ option: Int32, _ time: timeval) {
        var time = time
        setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    static func connect(to door: Door) throws -> Socket {
        switch door {
        case .socket(let path): try connect(path: path)
        case .tcp(let address): try connect(address)
        }
    }

    private static func connect(path: String) throws -> Socket {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count <= Limits.socketPathLength else { throw SocketError.tooLong }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let made = try Socket(AF_UNIX)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(made.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw SocketError.cannotConnect(code: errno) }
        return made
    }

    /// Tries the addresses of a host in the order in which the system gives them.
    private static func connect(_ address: HostPort) throws -> Socket {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let found = getaddrinfo(address.host, String(address.port), &hints, &list)
        guard found == 0 else { throw SocketError.noSuchHost(String(cString: gai_strerror(found))) }
        defer { freeaddrinfo(list) }
        var code = ECONNREFUSED
        var next = list
        while let entry = next {
            let made = try Socket(entry.pointee.ai_family)
            if Glibc.connect(made.descriptor, entry.pointee.ai_addr, entry.pointee.ai_addrlen) == 0
            {
                return made
            }
            code = errno == EINPROGRESS ? ETIMEDOUT : errno
            next = entry.pointee.ai_next
        }
        throw SocketError.cannotConnect(code: code)
    }

    /// Sends all of `bytes`. What is `passed` goes with the first of them; it stays open here.
    func send(_ bytes: [UInt8], passing passed: Int32? = nil) throws {
        var rest = bytes[...]
        var passed = passed
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                if let passed {
                    linux_send_passing(descriptor, $0.baseAddress, $0.count, passed)
                } else {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
            }
            if count > 0 {
                rest = rest.dropFirst(count)
                passed = nil
            } else if errno == EAGAIN {
                throw SocketError.slow
            } else if errno != EINTR {
                throw SocketError.broken
            }
        }
    }

    /// What has come, at most `buffer`'s size; 0 at the end. Throws `slow` when nothing came for
    /// `patience`, and `Interrupted` on Ctrl-C where signals are held.
    func receive(into buffer: inout [UInt8], patience: Duration) throws -> Int {
        let end = Clock.now + patience
        while true {
            let count = buffer.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            if count >= 0 { return count }
            guard errno == EAGAIN || errno == EINTR else { throw SocketError.broken }
            try Signals.check()
            if Clock.now > end { throw SocketError.slow }
        }
    }
}
