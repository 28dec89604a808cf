// CRC-32C, Castagnoli's polynomial (RFC 3720, appendix B.4): a checksum, and no proof of anything.
// BitTorrent ranks peers and names nodes by it (BEP 40, 42).

package enum CRC32C {
    /// Bit by bit: what is summed here has 36 bytes at most.
    package static func of(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = .max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 {
                sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0x82f6_3b78
            }
        }
        return ~sum
    }
}
