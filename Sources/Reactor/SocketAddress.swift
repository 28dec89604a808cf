// Addresses as system calls want them.

import CUV
import Glibc
import Vocabulary

/// The C type is `sockaddr_storage`: an address of any family, and how long it is.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// Room for an address that a call will fill in.
    init() {}

    init(_ address: IPAddress, port: UInt16) {
        if let v4 = address.v4 {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            name.sin_addr.s_addr = v4.bigEndian
            set(name)
        } else {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &name.sin6_addr) {
                $0.storeBytes(of: address.high.bigEndian, as: UInt64.self)
                $0.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            set(name)
        }
    }

    /// A socket in the file system; nil where the path is empty, holds a NUL, or is longer than
    /// `Limits.socketPathLength`.
    init?(path: String) {
        let bytes = Array(path.utf8)
        guard (1...Limits.socketPathLength).contains(bytes.count), !bytes.contains(0) else {
            return nil
        }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
        set(name)
    }

    private mutating func set<Name>(_ name: Name) {
        length = socklen_t(MemoryLayout<Name>.size)
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: name, as: Name.self) }
    }

    var family: Int32 { Int32(storage.ss_family) }

    /// The TCP or UDP address, where it is one and its port is not zero.
    var endpoint: Endpoint? {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Endpoint($0) }
        }
    }

    func lend<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    mutating func fill(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> Int32 {
        length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
        }
    }
}

extension IPAddress {
    /// Nil for families that are not IP.
    init?(_ name: UnsafePointer<sockaddr>?) {
        guard let name else { return nil }
        let raw = UnsafeRawPointer(name)
        switch Int32(name.pointee.sa_family) {
        case AF_INET:
            let address = raw.loadUnaligned(as: sockaddr_in.self)
            self.init(v4: UInt32(bigEndian: address.sin_addr.s_addr))
        case AF_INET6:
            let address = raw.loadUnaligned(as: sockaddr_in6.self)
            self = withUnsafeBytes(of: address.sin6_addr) {
                IPAddress(
                    high: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
                    low: UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
            }
        default: return nil
        }
    }
}

extension Endpoint {
    fileprivate init?(_ name: UnsafePointer<sockaddr>) {
        guard let address = IPAddress(name) else { return nil }
        // The port stands at the same place in both families (RFC 3493).
        let port = UnsafeRawPointer(name).loadUnaligned(fromByteOffset: 2, as: UInt16.self)
        self.init(address, port: UInt16(bigEndian: port))
    }
}
