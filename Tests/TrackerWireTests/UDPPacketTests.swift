// The packets of BEP 15, byte for byte, too short and too long.

import Bytes
import Digest
import Testing
import TrackerWire
import Vocabulary

private func request(_ bytes: [UInt8]) throws(UDPTrackerError) -> UDPRequest {
    try bytes.withSpan { bytes throws(UDPTrackerError) in try UDPRequest(bytes) }
}

private func reply(
    _ bytes: [UInt8], over family: AddressFamily = .v4
) throws(UDPTrackerError) -> UDPReply {
    try bytes.withSpan { bytes throws(UDPTrackerError) in try UDPReply(bytes, over: family) }
}

@Suite struct UDPRequestTests {
    private let connect = bytes("0000041727101980 00000000 01020304")
    private let announce = bytes(
        "1112131415161718 00000001 01020304" + "202122232425262728292a2b2c2d2e2f30313233"
            + "404142434445464748494a4b4c4d4e4f50515253" + "0000000000000002"
            + "0000000000000003 0000000000000001 00000002 00000000 deadbeef 00000032 1ae1")
    private let scrape = bytes(
        "1112131415161718 00000002 01020304" + "202122232425262728292a2b2c2d2e2f30313233"
            + "404142434445464748494a4b4c4d4e4f50515253")

    private var said: Announce {
        Announce(
            infoHash: digest(0x20), peerID: digest(0x40), port: 6881, uploaded: 1, downloaded: 2,
            left: 3, event: .started, numWant: 50, key: 0xdead_beef)
    }

    private func announced(_ said: Announce, urlData: String = "") -> UDPRequest {
        .announce(
            connection: 0x1112_1314_1516_1718, transaction: 0x0102_0304, said,
            urlData: Array(urlData.utf8))
    }

    @Test("Requests are what BEP 15 says, byte for byte")
    func layouts() throws {
        #expect(UDPRequest.connect(transaction: 0x0102_0304).bytes == connect)
        #expect(connect.count == 16)
        #expect(announced(said).bytes == announce)
        #expect(announce.count == 98)
        let scraped = UDPRequest.scrape(
            connection: 0x1112_1314_1516_1718, transaction: 0x0102_0304,
            ScrapeRequest([digest(0x20), digest(0x40)]))
        #expect(scraped.bytes == scrape)
        for packet in [connect, announce, scrape] {
            #expect(try request(packet).bytes == packet)
        }
    }

    @Test("A packet may grow, and is never shorter")
    func lengths() throws {
        for packet in [connect, announce] {
            for length in 0..<packet.count {
                #expect(throws: UDPTrackerError.cut) { try request(Array(packet[..<length])) }
            }
            #expect(try request(packet + [0, 1, 2, 3]) == request(packet))
        }
        for length in 0..<scrape.count {
            let cut = Array(scrape[..<length])
            switch length {
            case ..<16: #expect(throws: UDPTrackerError.cut) { try request(cut) }
            case ..<36: #expect(throws: UDPTrackerError.noHashes) { try request(cut) }
            default: #expect(try request(cut) == request(Array(scrape[..<36])))
            }
        }
        let many = scrape + [UInt8](repeating: 7, count: 20 * 80)
        guard case .scrape(_, _, let asked) = try request(many) else { throw UDPTrackerError.cut }
        #expect(asked.infoHashes.count == Limits.scrapeHashes)
    }

    @Test("Events have other numbers than their words have an order")
    func events() throws {
        let numbers: [(AnnounceEvent, UInt8)] = [
            (.none, 0), (.completed, 1), (.started, 2), (.stopped, 3), (.paused, 0),
        ]
        for (event, number) in numbers {
            var said = said
            said.event = event
            #expect(announced(said).bytes[80..<84] == [0, 0, 0, number])
            if event != .paused { #expect(try request(announced(said).bytes) == announced(said)) }
        }
        for (number, event) in [(UInt8(4), AnnounceEvent.paused), (5, .none), (255, .none)] {
            var packet = announce
            packet[83] = number
            var said = said
            said.event = event
            #expect(try request(packet) == announced(said))
        }
    }

    @Test("What does not say how many peers, or how much is left, says -1")
    func unknown() throws {
        var said = said
        (said.numWant, said.left) = (nil, .max)
        #expect(announced(said).bytes[92..<96] == [255, 255, 255, 255])
        var packet = announced(said).bytes
        for place in 64..<72 { packet[place] = 255 }
        #expect(try request(packet) == announced(said))
    }

    @Test("An address in a packet aims at nobody, and nobody listens at port 0")
    func spoofed() throws {
        var packet = announce
        packet[84] = 192
        #expect(try request(packet) == announced(said))
        packet[96] = 0
        packet[97] = 0
        #expect(throws: UDPTrackerError.badPort) { try request(packet) }
    }

    @Test("What is none of the requests says why")
    func unknownActions() {
        #expect(throws: UDPTrackerError.badMagic) {
            try request(bytes("0000041727101981 00000000 01020304"))
        }
        #expect(throws: UDPTrackerError.unknownAction(3)) {
            try request(bytes("0000041727101980 00000003 01020304"))
        }
        #expect(throws: UDPTrackerError.unknownAction(0xffff_ffff)) {
            try request(bytes("0000041727101980 ffffffff 01020304"))
        }
    }

    @Test("A path goes along behind, in as many options as it takes (BEP 41)")
    func urlData() throws {
        let short = announced(said, urlData: "/announce?a=b")
        #expect(short.bytes == announce + [2, 13] + Array("/announce?a=b".utf8))
        #expect(try request(short.bytes) == short)
        let long = announced(said, urlData: String(repeating: "x", count: 600))
        #expect(long.bytes.count == 98 + 600 + 6)
        #expect(try request(long.bytes) == long)
    }

    @Test("Options that nobody knows are passed over, and the end is the end (BEP 41)")
    func options() throws {
        let data = Array("/a".utf8)
        let cases: [([UInt8], String)] = [
            ([1, 1, 2, 1] + data.prefix(1) + [1, 2, 1] + data.suffix(1) + [0, 2, 1, 9], "/a"),
            ([7, 3, 2, 2, 2, 2, 2] + data, "/a"), ([2, 0], ""), ([0, 2, 2] + data, ""),
            ([2], ""), ([2, 3] + data, ""), ([2, 2] + data + [9, 200, 1], ""), ([255], ""),
        ]
        for (options, text) in cases {
            #expect(try request(announce + options) == announced(said, urlData: text))
        }
        let endless = (0..<9).flatMap { _ in [2, 255] + [UInt8](repeating: 47, count: 255) }
        #expect(try request(announce + endless) == announced(said))
    }
}

@Suite struct UDPReplyTests {
    private let connected = bytes("00000000 01020304 1112131415161718")
    private let four = bytes(
        "00000001 01020304 00000708 00000007 00000005 0a0000011ae1 c00002ffffff")
    private let six = bytes(
        "00000001 01020304 00000708 00000007 00000005 20010db8000000000000000000000001 0001")
    private let scraped = bytes("00000002 01020304 00000005 00000032 0000000a")
    private let refused = bytes("00000003 01020304") + Array("no".utf8)

    private func announced(_ peers: [TrackerPeer]) -> UDPReply {
        .announced(
            transaction: 0x0102_0304,
            AnnounceReply(interval: .seconds(1800), seeders: 5, leechers: 7, peers: peers))
    }

    @Test("Replies are what BEP 15 says, byte for byte")
    func layouts() throws {
        let transaction: UInt32 = 0x0102_0304
        let all: [(UDPReply, AddressFamily, [UInt8])] = [
            (
                .connected(transaction: transaction, connection: 0x1112_1314_1516_1718), .v4,
                connected
            ),
            (announced([peer("10.0.0.1:6881"), peer("192.0.2.255:65535")]), .v4, four),
            (announced([peer("[2001:db8::1]:1")]), .v6, six),
            (
                .scraped(
                    transaction: transaction, [Scrape(seeders: 5, downloaded: 50, leechers: 10)]),
                .v4, scraped
            ),
            (.error(transaction: transaction, "no"), .v4, refused),
        ]
        for (said, family, packet) in all {
            #expect(said.bytes(over: family) == packet)
            #expect(try reply(packet, over: family) == said)
        }
    }

    @Test("Only peers of the datagram's own family can be named")
    func families() {
        let both = announced([peer("[2001:db8::1]:1"), peer("10.0.0.1:6881")])
        #expect(both.bytes(over: .v6) == six)
        #expect(both.bytes(over: .v4) == four.dropLast(6))
    }

    @Test("A packet may grow, and is never shorter")
    func lengths() throws {
        for (packet, least) in [(connected, 16), (four, 20), (scraped, 8), (refused, 8)] {
            for length in 0..<least {
                #expect(throws: UDPTrackerError.cut) { try reply(Array(packet[..<length])) }
            }
        }
        #expect(try reply(connected + [1]) == reply(connected))
        for length in 20...four.count {
            let peers = try reply(Array(four[..<length]))
            #expect(try peers == reply(Array(four[..<(20 + (length - 20) / 6 * 6)])))
        }
        for length in 8..<scraped.count {
            #expect(
                try reply(Array(scraped[..<length])) == .scraped(transaction: 0x0102_0304, []))
        }
        #expect(try reply(scraped + [0, 0]) == reply(scraped))
    }

    @Test("What a stranger counts stays within bounds")
    func hostile() throws {
        let negative = bytes("00000001 01020304 ffffffff 80000000 7fffffff")
        let said = AnnounceReply(interval: .zero, seeders: Int(Int32.max), leechers: 0)
        #expect(try reply(negative) == .announced(transaction: 0x0102_0304, said))
        let many = Array(four[..<20]) + (0..<1200).flatMap { _ in four[20..<26] }
        guard case .announced(_, let crowd) = try reply(many) else { throw UDPTrackerError.cut }
        #expect(crowd.peers.count == Limits.trackerPeers)
        let nobody = Array(four[..<20]) + bytes("000000000001 0a0000010000 0a0000010001")
        guard case .announced(_, let one) = try reply(nobody) else { throw UDPTrackerError.cut }
        #expect(one.peers == [peer("10.0.0.1:1")])
        let wordy = bytes("00000003 01020304") + [UInt8](repeating: 0x78, count: 900)
        guard case .error(_, let text) = try reply(wordy) else { throw UDPTrackerError.cut }
        #expect(text.utf8.count == Limits.trackerTextLength)
        #expect(throws: UDPTrackerError.unknownAction(4)) { try reply(bytes("00000004 01020304")) }
        let crowded = Array(scraped[..<8]) + [UInt8](repeating: 0, count: 12 * 100)
        guard case .scraped(_, let all) = try reply(crowded) else { throw UDPTrackerError.cut }
        #expect(all.count == Limits.scrapeHashes)
    }
}
