// What a tracker reads in its place says the same as what is read at leisure.

import Bytes
import Digest
import Testing
import TrackerWire
import Vocabulary

private let hash = SHA1.of([1])
private let peer = SHA1.of([2])

private func quick(_ query: String) -> QuickAnnounce? {
    Array(query.utf8).withSpan { QuickAnnounce(query: $0) }
}

private func query(_ announce: Announce) throws -> String {
    let target = announce.target(of: try TrackerURL("http://t/a"))
    return String(target.dropFirst("/a?".count))
}

@Suite("An announce over HTTP, read in its place") struct QuickAnnounceTests {
    @Test(
        "is what it is", arguments: [AnnounceEvent.none, .started, .completed, .stopped, .paused])
    func same(_ event: AnnounceEvent) throws {
        for (left, wanted) in [(Int64(0), Int?.none), (1 << 40, 30)] {
            let announce = Announce(
                infoHash: hash, peerID: peer, port: 6881, left: left, event: event,
                numWant: wanted, key: 9)
            let read = try #require(quick(try query(announce)))
            #expect(read.announce == TrackerAnnounce(announce) && read.isCompact)
            let slow = try AnnounceRequest(query: try query(announce))
            #expect(TrackerAnnounce(slow.announce) == read.announce)
        }
    }

    @Test(
        "what is not plain is left to who knows what to say of it",
        arguments: [
            "&port=1", "&left=x", "&left=-1", "&numwant=", "&%zz=1", "&a=%4", "&event=st%61rted",
            "&trackerid=" + String(repeating: "x", count: 300), "&flag", "&left=" + "9",
            "&uploaded=1234567890123456789012",
        ])
    func odd(_ more: String) throws {
        let plain = try query(
            Announce(infoHash: hash, peerID: peer, port: 1, left: 5, event: .none))
        #expect(quick(plain) != nil)
        #expect(quick(plain + more) == nil)
    }

    @Test("what others add is passed over") func foreign() throws {
        let plain = try query(Announce(infoHash: hash, peerID: peer, port: 1, left: 5))
        let read = quick(plain + "&supportcrypto=1&ip=8.8.8.8&&redundant=0&corrupt=0")
        #expect(read?.announce.port == 1)
    }

    @Test("no part of it is one") func cut() throws {
        let plain = try query(Announce(infoHash: hash, peerID: peer, port: 1, left: 5))
        let needed = try #require(plain.firstRange(of: "&uploaded"))
        for end in plain.indices where end < needed.lowerBound {
            let read = quick(String(plain[..<end]))
            #expect(read == nil)
        }
    }
}

@Suite("A datagram, read in its place") struct UDPCallTests {
    private func call(_ bytes: [UInt8]) -> UDPCall? { bytes.withSpan { try? UDPCall($0) } }

    @Test("is what it is, whatever follows") func same() {
        let announce = Announce(
            infoHash: hash, peerID: peer, port: 6881, left: 0, event: .completed, numWant: 30)
        let path = Array("/abc/announce".utf8)
        let bytes = UDPRequest.announce(
            connection: 7, transaction: 8, announce, urlData: path
        ).bytes
        let expected = UDPCall.announce(
            connection: 7, transaction: 8, TrackerAnnounce(announce))
        #expect(call(bytes) == expected && call(bytes + [0xff]) == expected)
        #expect(bytes.withSpan { UDPCall.urlData(of: $0) } == path)
        #expect(call(UDPRequest.connect(transaction: 9).bytes) == .connect(transaction: 9))
        let scrape = UDPRequest.scrape(
            connection: 7, transaction: 8, ScrapeRequest([hash, peer])
        ).bytes
        #expect(call(scrape) == .scrape(connection: 7, transaction: 8, count: 2))
        #expect(scrape.withSpan { UDPCall.infoHash(1, of: $0) } == peer)
    }

    @Test("without its last byte it is none") func cut() {
        let announce = Announce(infoHash: hash, peerID: peer, port: 6881, left: 0)
        let bytes = UDPRequest.announce(
            connection: 7, transaction: 8, announce, urlData: []
        ).bytes
        for length in 0..<bytes.count { #expect(call(Array(bytes[..<length])) == nil) }
    }

    @Test("what is written in room that is used again is what `UDPReply` writes") func answers() {
        var buffer = WriteBuffer(room: 2000)
        buffer.writeConnected(1, 2)
        #expect(
            written(buffer) == UDPReply.connected(transaction: 1, connection: 2).bytes(over: .v4))
        buffer.writeAnnounced(1, interval: 1800, seeders: 3, leechers: 4)
        let reply = AnnounceReply(interval: .seconds(1800), seeders: 3, leechers: 4)
        #expect(written(buffer) == UDPReply.announced(transaction: 1, reply).bytes(over: .v4))
        buffer.writeScraped(1)
        buffer.appendScraped(seeders: 3, completed: 4, leechers: 5)
        let scrape = Scrape(seeders: 3, downloaded: 4, leechers: 5)
        #expect(written(buffer) == UDPReply.scraped(transaction: 1, [scrape]).bytes(over: .v4))
        buffer.writeError(1, "no room", limit: 100)
        #expect(written(buffer) == UDPReply.error(transaction: 1, "no room").bytes(over: .v4))
        buffer.writeError(1, "no room", limit: 10)
        #expect(buffer.count == 10)
    }

    private func written(_ buffer: WriteBuffer) -> [UInt8] { buffer.withSpan { $0.copy() } }
}
