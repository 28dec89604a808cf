// What follows from addresses: which pieces a newcomer may have, and which connections are kept.

import Digest
import PeerWire
import Testing
import Vocabulary

@Suite struct AllowedFastTests {
    private let infoHash = Feed.digest(String(repeating: "aa", count: 20))

    private func pieces(_ address: String, of count: Int64, _ k: Int) throws -> [Int] {
        let geometry = try #require(PieceGeometry(length: count, pieceLength: 1))
        let address = try #require(IPAddress(address))
        return AllowedFast.pieces(
            for: address, infoHash: infoHash, geometry: geometry, count: k
        ).map(\.number)
    }

    @Test("The set is the one of BEP 6")
    func vectors() throws {
        let all = [1059, 431, 808, 1217, 287, 376, 1188, 353, 508]
        #expect(try pieces("80.4.4.200", of: 1313, 7) == Array(all.prefix(7)))
        #expect(try pieces("80.4.4.200", of: 1313, 9) == all)
    }

    @Test("Neighbours in a /24 have the same set, and coming back brings no other")
    func network() throws {
        #expect(try pieces("80.4.4.1", of: 1313, 7) == pieces("80.4.4.200", of: 1313, 7))
        #expect(try pieces("80.4.5.1", of: 1313, 7) != pieces("80.4.4.200", of: 1313, 7))
    }

    @Test("A small torrent has all its pieces in the set, and no loop without end")
    func small() throws {
        #expect(try pieces("80.4.4.200", of: 3, 7) == [0, 1, 2])
        #expect(try pieces("80.4.4.200", of: 8, 7).count == 7)
        #expect(Set(try pieces("80.4.4.200", of: 8, 7)).count == 7)
    }

    @Test("IPv6 has no set")
    func v6() throws { #expect(try pieces("2001:db8::1", of: 1313, 7) == []) }
}

@Suite struct PeerPriorityTests {
    private func priority(_ one: String, _ other: String) throws -> UInt32 {
        let (one, other) = (try #require(Endpoint(one)), try #require(Endpoint(other)))
        let rank = PeerPriority.of(one, other)
        #expect(PeerPriority.of(other, one) == rank, "both ends see the same")
        return rank
    }

    /// The sum of bytes as BEP 40 has them.
    private func sum(_ bytes: String) -> UInt32 { CRC32C.of(Array(bytes.utf8)) }

    @Test("CRC-32C is Castagnoli's")
    func checksum() {
        #expect(sum("123456789") == 0xe306_9283)
        #expect(CRC32C.of([]) == 0)
        #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa, "RFC 3720, B.4")
    }

    @Test("The ranks are those of BEP 40")
    func vectors() throws {
        #expect(try priority("123.213.32.10:1", "98.76.54.32:2") == 0xec2d_7224)
        #expect(try priority("123.213.32.10:1", "123.213.32.234:2") == 0x9956_8189)
    }

    @Test("In one /16 three bytes and a half count")
    func middle() throws {
        let expected = CRC32C.of([10, 1, 2, 3 & 0x55, 10, 1, 200, 77 & 0x55])
        #expect(try priority("10.1.2.3:1", "10.1.200.77:2") == expected)
    }

    @Test("At one address the ports are ranked")
    func ports() throws {
        let expected = CRC32C.of([0, 80, 0x1a, 0xe1])
        #expect(try priority("10.1.2.3:6881", "10.1.2.3:80") == expected)
    }

    @Test("IPv6 is ranked by its first half, as libtorrent does, and the second counts whole")
    func v6() throws {
        func bytes(_ head: [UInt8], _ mask: Int, last: UInt8) -> [UInt8] {
            head.enumerated().map { $0.offset < mask ? $0.element : $0.element & 0x55 }
                + [0, 0, 0, 0, 0, 0, 0, last]
        }
        let far = bytes([0x20, 1, 0xd, 0xb8, 0xff, 0xff, 0xff, 0xff], 4, last: 1)
        let here = bytes([0x20, 2, 0xd, 0xb8, 0xff, 0xff, 0xff, 0xff], 4, last: 0xff)
        #expect(
            try priority("[2001:db8:ffff:ffff::1]:1", "[2002:db8:ffff:ffff::ff]:1")
                == CRC32C.of(far + here))
        let near = bytes([0x20, 1, 0xd, 0xb8, 0, 1, 0xff, 0xff], 6, last: 1)
        let nearer = bytes([0x20, 1, 0xd, 0xb8, 0, 2, 0xff, 0xff], 6, last: 2)
        #expect(
            try priority("[2001:db8:1:ffff::1]:1", "[2001:db8:2:ffff::2]:1")
                == CRC32C.of(near + nearer))
        let same = bytes([0x20, 1, 0xd, 0xb8, 0, 1, 0xff, 0xfe], 8, last: 1)
        let net = bytes([0x20, 1, 0xd, 0xb8, 0, 1, 0xff, 0xff], 8, last: 2)
        #expect(
            try priority("[2001:db8:1:fffe::1]:1", "[2001:db8:1:ffff::2]:1")
                == CRC32C.of(same + net))
    }
}
