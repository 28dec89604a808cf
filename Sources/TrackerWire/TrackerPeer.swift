// A peer as a tracker names it: six bytes for IPv4 (BEP 23), eighteen for IPv6 (BEP 7), or a
// dictionary (BEP 3).

import Bencode
import Bytes
import Digest
import Vocabulary

/// Which addresses a conversation has; that of a datagram decides how peers are written (BEP 15).
package enum AddressFamily: Sendable {
    case v4, v6

    /// Bytes of a peer: its address and port.
    var peerLength: Int { self == .v4 ? 6 : 18 }
}

extension IPAddress {
    package var family: AddressFamily { v4 == nil ? .v6 : .v4 }
}

package struct TrackerPeer: Hashable, Sendable {
    package var endpoint: Endpoint
    /// Where the answer is a list, and has it.
    package var id: Digest160?

    package init(_ endpoint: Endpoint, id: Digest160? = nil) {
        self.endpoint = endpoint
        self.id = id
    }
}

extension TrackerPeer {
    /// The whole peers from `start` on, up to the limit; those that nobody can dial are left out.
    static func compact(
        _ bytes: RawSpan, from start: Int, _ family: AddressFamily
    ) -> [TrackerPeer] {
        var peers: [TrackerPeer] = []
        var place = start
        while place + family.peerLength <= bytes.byteCount, peers.count < Limits.trackerPeers {
            let address =
                family == .v4
                ? IPAddress(v4: bytes.number32(at: place))
                : IPAddress(high: bytes.number64(at: place), low: bytes.number64(at: place + 8))
            place += family.peerLength
            let port = bytes.number16(at: place - 2)
            if let peer = TrackerPeer(address, port: port) { peers.append(peer) }
        }
        return peers
    }

    /// A dictionary of a list. A name in place of an address is passed over: whom it leads to
    /// would be for the tracker to choose each time.
    init?(_ value: Bencode.Value) {
        guard let text = value["ip"]?.text, let address = IPAddress(text),
            let port = value["port"]?.integer
        else { return nil }
        self.init(address, port: port)
        id = value["peer id"]?.string.flatMap { Digest160($0) }
    }

    private init?(_ address: IPAddress, port: some BinaryInteger) {
        guard address.reach != nil, let endpoint = Endpoint(address, port: port) else {
            return nil
        }
        self.init(endpoint)
    }

    func appendCompact(to bytes: inout [UInt8]) {
        if let v4 = endpoint.address.v4 {
            bytes.append(number: v4)
        } else {
            bytes.append(number: endpoint.address.high)
            bytes.append(number: endpoint.address.low)
        }
        bytes.append(number: endpoint.port)
    }
}

// Numbers of the network's order.
extension RawSpan {
    func number16(at offset: Int) -> UInt16 { UInt16(self[offset]) << 8 | UInt16(self[offset + 1]) }

    func number32(at offset: Int) -> UInt32 {
        UInt32(number16(at: offset)) << 16 | UInt32(number16(at: offset + 2))
    }

    func number64(at offset: Int) -> UInt64 { UInt64(bigEndian: word(at: offset)) }
}

extension [UInt8] {
    mutating func append(number: some FixedWidthInteger) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}

extension TrackerPeer {
    /// All peers of a string in the short form.
    package static func all(in bytes: RawSpan, _ family: AddressFamily) -> [TrackerPeer] {
        compact(bytes, from: 0, family)
    }
}
