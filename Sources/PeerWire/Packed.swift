// Addresses and contacts as BitTorrent packs them: 4 or 16 bytes, and two of a port (BEP 7, 23).

import Bytes
import Vocabulary

extension IPAddress {
    /// From 4 or 16 bytes, else nil.
    init?(packed bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self = bytes.withSpan { IPAddress(packed: $0, at: 0, isV6: bytes.count == 16) }
    }

    init(packed bytes: RawSpan, at place: Int, isV6: Bool) {
        if isV6 {
            self.init(
                high: UInt64(bigEndian: bytes.word(at: place)),
                low: UInt64(bigEndian: bytes.word(at: place + 8)))
        } else {
            self.init(v4: bytes.number(at: place))
        }
    }

    /// 4 bytes of IPv4, 16 of IPv6.
    var packed: [UInt8] {
        var bytes: [UInt8] = []
        if let v4 {
            bytes.append(number: v4)
        } else {
            for word in [high, low] {
                bytes.append(number: UInt32(truncatingIfNeeded: word >> 32))
                bytes.append(number: UInt32(truncatingIfNeeded: word))
            }
        }
        return bytes
    }
}

extension Endpoint {
    /// 6 bytes of IPv4, 18 of IPv6.
    var packed: [UInt8] { address.packed + [UInt8(port >> 8), UInt8(port & 0xff)] }
}
