// Where a node can be reached, as an address and as a person writes it.

/// An address and a port that is not zero.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let port: UInt16

    /// Nil for port 0, which nobody can dial.
    package init?(_ address: IPAddress, port: some BinaryInteger) {
        guard let port = UInt16(exactly: port), port > 0 else { return nil }
        self.address = address
        self.port = port
    }

    /// `a.b.c.d:port` or `[v6]:port`.
    package var description: String {
        address.v4 != nil ? "\(address):\(port)" : "[\(address)]:\(port)"
    }

    /// Reads what `description` writes.
    package init?(_ text: some StringProtocol) {
        guard let named = HostPort(text), let address = IPAddress(named.host) else { return nil }
        self.init(address, port: named.port)
    }
}

/// A host as a person names it, by name or address, and a port.
package struct HostPort: Hashable, Sendable, CustomStringConvertible {
    package let host: String
    package let port: UInt16

    /// Reads `host:port`, `a.b.c.d:port` or `[v6]:port`. A host has at most 253 bytes
    /// (RFC 1035): longer names have been cut by resolvers into names of somebody else.
    package init?(_ text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Self.port(text[text.index(after: colon)...])
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard IPAddress(host) != nil else { return nil }
        } else if !Self.isName(host) {
            return nil
        }
        self.host = host
        self.port = port
    }

    /// Digits alone: `UInt16` would take a sign too.
    private static func port(_ text: some StringProtocol) -> UInt16? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text) else {
            return nil
        }
        return port > 0 ? port : nil
    }

    package static func isName(_ host: String) -> Bool {
        !host.isEmpty && host.utf8.count <= Limits.hostNameLength
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
