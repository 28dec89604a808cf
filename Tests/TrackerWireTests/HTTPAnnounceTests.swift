// An announce over HTTP: asked as BEP 3 has it, and read again.

import Digest
import Testing
import TrackerWire
import Vocabulary

@Suite struct HTTPAnnounceTests {
    private func announce() -> Announce {
        Announce(
            infoHash: digest(0x12), peerID: digest(0x61), port: 6881, uploaded: 1, downloaded: 2,
            left: 3, event: .started, numWant: 50, key: 0xab)
    }

    private let hash = "%12%13%14%15%16%17%18%19%1A%1B%1C%1D%1E%1F%20%21%22%23%24%25"
    private let rest =
        "&peer_id=abcdefghijklmnopqrst&port=6881&uploaded=1&downloaded=2&left=3&compact=1"
        + "&numwant=50&key=000000AB&event=started"

    @Test("An announce is a request line, byte for byte")
    func target() throws {
        let plain = announce().target(of: try TrackerURL("http://t.example/announce"))
        #expect(plain == "/announce?info_hash=" + hash + rest)
    }

    @Test("A query that the URL has stays in front")
    func passkey() throws {
        let first = announce().target(of: try TrackerURL("http://t.example/announce?key=%2f"))
        #expect(first == "/announce?key=%2f&info_hash=" + hash + rest)
        let empty = announce().target(of: try TrackerURL("http://t.example?"))
        #expect(empty == "/?info_hash=" + hash + rest)
    }

    @Test("What is nothing is not said")
    func short() throws {
        var announce = announce()
        (announce.event, announce.numWant) = (.none, nil)
        announce.trackerID = Array("a b&".utf8)
        let target = announce.target(of: try TrackerURL("http://t.example/announce"))
        #expect(target.hasSuffix("&left=3&compact=1&key=000000AB&trackerid=a%20b%26"))
        #expect(!target.contains("ip="))
    }

    @Test(
        "What we ask is what a tracker of ours reads",
        arguments: [AnnounceEvent.none, .started, .completed, .stopped, .paused])
    func roundTrip(event: AnnounceEvent) throws {
        for first in UInt8.min...UInt8.max {
            var said = announce()
            (said.infoHash, said.event) = (digest(first), event)
            said.trackerID = [0, first, 255]
            let target = said.target(of: try TrackerURL("http://t.example/a"))
            let request = try AnnounceRequest(query: target.dropFirst("/a?".count))
            said.key = 0
            #expect(request.announce == said)
            #expect(request.key == Array("000000AB".utf8))
            #expect(request.isCompact)
            #expect(!request.omitsPeerIDs)
        }
    }

    /// A query of what must be there, with `more`.
    private func query(_ more: String, port: String = "1") -> String {
        "info_hash=" + hash + "&peer_id=abcdefghijklmnopqrst&port=" + port + more
    }

    @Test("What a client leaves out has its usual meaning")
    func defaults() throws {
        let request = try AnnounceRequest(query: query(""))
        #expect(request.announce.left == .max)
        #expect(request.announce.uploaded == 0)
        #expect(request.announce.numWant == nil)
        #expect(request.announce.event == .none)
        #expect(!request.isCompact)
        #expect(request.key == [])
    }

    @Test("Clients say much, and most of it is passed over")
    func tolerance() throws {
        let more = "&&ip=10.0.0.1&ipv4=10.0.0.1:1&x&=&event=dances&numwant=-1&left="
        let request = try AnnounceRequest(query: query(more + "18446744073709551615&no_peer_id=1"))
        #expect(request.announce.left == .max)
        #expect(request.announce.event == .none)
        #expect(request.announce.numWant == nil)
        #expect(request.omitsPeerIDs)
        let plus = "info_hash=+%13%14%15%16%17%18%19%1a%1B%1C%1D%1E%1F%20%21%22%23%24+"
        let spaced = try AnnounceRequest(query: plus + "&peer_id=abcdefghijklmnopqrst&port=1")
        #expect(spaced.announce.infoHash.bytes.first == 0x20)
        #expect(spaced.announce.infoHash.bytes.last == 0x20)
    }

    @Test("A request that cannot be understood says why")
    func refused() {
        let id = "&peer_id=abcdefghijklmnopqrst"
        let cases: [(String, TrackerRequestError)] = [
            ("", .missing("port")), ("port=1", .missing("info_hash")),
            ("port=1&info_hash=abc" + id, .bad("info_hash")),
            ("port=1&info_hash=" + hash + "%00" + id, .bad("info_hash")),
            ("port=1&info_hash=" + hash, .missing("peer_id")),
            (query("", port: "0"), .bad("port")), (query("", port: "65536"), .bad("port")),
            (query("", port: "-1"), .bad("port")), (query("", port: ""), .bad("port")),
            (query("", port: "1.0"), .bad("port")),
            (query("&port=2"), .repeated("port")),
            (query("&info_hash=" + hash), .repeated("info_hash")),
            (query("&left=-1"), .bad("left")), (query("&left=x"), .bad("left")),
            (query("&uploaded=" + String(repeating: "9", count: 21)), .bad("uploaded")),
            (query("&numwant=many"), .bad("numwant")), (query("&a=%"), .badCoding),
            (query("&a=%1"), .badCoding), (query("&a=%1g"), .badCoding),
            (query("&%zz"), .badCoding),
            (query("&key=" + String(repeating: "k", count: 65)), .bad("key")),
            (query("&trackerid=" + String(repeating: "k", count: 257)), .bad("trackerid")),
            (query(String(repeating: "&a", count: 101)), .tooLong),
            (query("&a=" + String(repeating: "a", count: Limits.trackerQueryLength)), .tooLong),
        ]
        for (text, error) in cases {
            #expect(throws: error) { try AnnounceRequest(query: text) }
            #expect(!error.reason.isEmpty)
        }
    }
}
