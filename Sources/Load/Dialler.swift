// Connections to the one node of a test.
//
// Law. Nothing waits for a connect: on loopback it has been answered when connect(2) returns, so
// the request is sent right after it. Where it has not, sending says so, and then we wait.

import CLinux
import Glibc
import Vocabulary

/// Dials one endpoint, again and again.
struct Dialler {
    private let family: Int32
    private let name: [UInt8]
    private let isNear: Bool

    init(_ endpoint: Endpoint) {
        family = endpoint.address.v4 == nil ? AF_INET6 : AF_INET
        name = Self.name(of: endpoint)
        let address = endpoint.address
        isNear = address.isLoopback || address.isPrivate || address.isLinkLocal
    }

    /// A socket on its way to the node, or -1 with `errno`.
    func dial() -> Int32 {
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let fd = socket(family, Int32(kind), 0)
        guard fd >= 0 else { return -1 }
        // As the reactor does: no pacing to near peers. Where it is refused, the system's is as
        // good.
        if isNear {
            setsockopt(fd, Int32(IPPROTO_TCP), Int32(linux_tcp_congestion), "reno", 4)
        }
        let status = name.withUnsafeBytes { bytes in
            connect(
                fd, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count))
        }
        if status == 0 || errno == EINPROGRESS { return fd }
        let code = errno
        close(fd)
        errno = code
        return -1
    }

    /// The C types are `sockaddr_in` and `sockaddr_in6`.
    private static func name(of endpoint: Endpoint) -> [UInt8] {
        let address = endpoint.address
        guard let v4 = address.v4 else {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = endpoint.port.bigEndian
            withUnsafeMutableBytes(of: &name.sin6_addr) {
                $0.storeBytes(of: address.high.bigEndian, as: UInt64.self)
                $0.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return withUnsafeBytes(of: name) { Array($0) }
        }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = endpoint.port.bigEndian
        name.sin_addr.s_addr = v4.bigEndian
        return withUnsafeBytes(of: name) { Array($0) }
    }
}
