// What nodes say to a LAN by multicast: that they are there, and that they go.
//
// Law: whatever is not exactly one of the two messages is nothing. A datagram is whole or lost,
// so there is no state.

import Bytes
import Vocabulary

package enum LANMessage: Equatable, Sendable {
    /// The node is there; said every few seconds.
    case hello(Endpoint)
    /// The node leaves the list of nodes that are available by multicast.
    case goodbye(Endpoint)

    /// Reads `HELLO:a.b.c.d:port` or `GOODBYE:…`, or the same with spaces for the colons (one
    /// description of the system had it so); white space around it is ignored.
    package init?(_ datagram: RawSpan) {
        guard datagram.byteCount <= Limits.datagramLength, let text = String(utf8: datagram) else {
            return nil
        }
        let words = text.utf8.split(whereSeparator: Self.isWhiteSpace)
        let parts = words.count == 1 ? words[0].split(separator: UInt8(ascii: ":")) : words
        let separators = words.count == 1 ? words[0].count { $0 == UInt8(ascii: ":") } : 2
        guard parts.count == 3, separators == 2, let node = Self.node(parts[1], parts[2]) else {
            return nil
        }
        switch String(Substring(parts[0])) {
        case "HELLO": self = .hello(node)
        case "GOODBYE": self = .goodbye(node)
        default: return nil
        }
    }

    /// The colon form, which old clients split into exactly three parts: IPv4 only.
    package var bytes: [UInt8] {
        let (word, node) =
            switch self {
            case .hello(let node): ("HELLO", node)
            case .goodbye(let node): ("GOODBYE", node)
            }
        precondition(node.address.v4 != nil, "the multicast dialect has IPv4 addresses only")
        return Array("\(word):\(node.address):\(node.port)".utf8)
    }

    private static func node(
        _ address: Substring.UTF8View, _ port: Substring.UTF8View
    ) -> Endpoint? {
        guard let address = IPAddress(Substring(address)), address.v4 != nil,
            (1...5).contains(port.count), port.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(Substring(port))
        else { return nil }
        return Endpoint(address, port: number)
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0d).contains(byte)
    }
}
