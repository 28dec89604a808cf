// Making sockets: non-blocking and closed in our children, always.

import CUV
import Glibc
import Vocabulary

enum Socket {
    static let stream = Int32(SOCK_STREAM.rawValue)
    static let datagram = Int32(SOCK_DGRAM.rawValue)

    /// A new socket, or -1 with `errno`.
    static func make(_ family: Int32, _ type: Int32) -> Int32 {
        socket(family, type | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    /// Sets an option that is a number. False, with `errno`, where the kernel refuses.
    @discardableResult
    static func set(_ fd: Int32, _ level: Int32, _ name: Int32, _ value: Int32 = 1) -> Bool {
        var value = value
        return setsockopt(fd, level, name, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    /// Reads an option that is a number.
    static func get(_ fd: Int32, _ level: Int32, _ name: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(fd, level, name, &value, &length) == 0 ? value : nil
    }

    /// The error that waits on the socket, which is thereby taken away; 0 for none.
    static func takeError(_ fd: Int32) -> Int32 { get(fd, SOL_SOCKET, SO_ERROR) ?? errno }

    /// The port that the kernel chose, or that was asked for.
    static func port(of fd: Int32) -> UInt16? {
        var name = SocketAddress()
        guard name.fill({ getsockname(fd, $0, $1) }) == 0 else { return nil }
        return name.endpoint?.port
    }

    /// For descriptors that somebody else opened.
    static func prepareInherited(_ fd: Int32) -> Bool {
        let flags = fcntl(fd, F_GETFL)
        return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0
            && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0
    }
}
