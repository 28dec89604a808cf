// Which connections both ends would rather keep (BEP 40): a number that follows from both
// addresses, the same for both, so that they agree without a word and nobody can choose it.

import Digest
import Vocabulary

package enum PeerPriority {
    /// The rank of a connection between these two; higher is to be kept. Both are of one family.
    package static func of(_ one: Endpoint, _ other: Endpoint) -> UInt32 {
        if one.address == other.address {
            let ports = [one.port, other.port].sorted()
            return CRC32C.of(ports.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] })
        }
        let (left, right) = (one.address.packed, other.address.packed)
        let mask = mask(left, right)
        let masked = [left, right].map { zip($0, mask).map { $0 & $1 } }
        return CRC32C.of(
            masked[0].lexicographicallyPrecedes(masked[1])
                ? masked[0] + masked[1] : masked[1] + masked[0])
    }

    /// The nearer two addresses are, the more of them counts. IPv4 by /16 and /24 as the BEP has
    /// it; IPv6 by /32 and /48, with all of the lower half, as libtorrent does.
    private static func mask(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        let isV6 = left.count == 16
        let step = isV6 ? 2 : 1
        let shared = zip(left, right).prefix { $0 == $1 }.count
        let network = shared >= 3 * step ? 4 * step : shared >= 2 * step ? 3 * step : 2 * step
        return (0..<left.count).map { place in
            place < network || place >= 4 * step ? 0xff : 0x55
        }
    }
}
