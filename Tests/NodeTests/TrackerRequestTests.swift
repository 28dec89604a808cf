// The tracker of a bootstrap, asked by HTTP.

import Bencode
import Bytes
import Digest
import Testing
import TrackerWire
import Vocabulary

@testable import Node

@Suite("A tracker, by HTTP") struct RequestTrackerTests {
    @Test("those who announce hear of each other, and of those who came by datagram")
    func announces() {
        let scene = openTracker()
        _ = scene.announced(anAnnounce(port: 1), from: "10.0.0.2:5000")
        #expect(toldPeers(scene.answered(anAnnounce(), from: "10.0.0.3:5000")) == ["10.0.0.2:1"])
        guard case .reply(let reply) = scene.answered(anAnnounce(left: 0), from: "10.0.0.4:1")
        else {
            Issue.record("an announce is answered")
            return
        }
        #expect(reply.seeders == 1 && reply.leechers == 2)
        #expect(reply.externalAddress == address("10.0.0.4"))
        #expect(reply.interval ?? .zero > reply.minInterval ?? .zero)
        #expect(scene.tracked.tally.announcesByRequest == 2)
    }

    @Test("both families in one answer") func families() {
        let scene = openTracker()
        _ = scene.answered(anAnnounce(), from: "[2001:db8::1]:1")
        #expect(
            toldPeers(scene.answered(anAnnounce(), from: "8.8.8.8:1")) == ["[2001:db8::1]:6881"])
        #expect(
            toldPeers(scene.answered(anAnnounce(port: 2), from: "[2001:db8::2]:1"))
                == ["8.8.8.8:6881", "[2001:db8::1]:6881"])
    }

    @Test("who does not want strings gets a list") func list() {
        let scene = openTracker()
        _ = scene.answered(anAnnounce(), from: "10.0.0.2:1")
        let target = scene.announceTarget(anAnnounce()).replacing("&compact=1", with: "")
        let reply = scene.fetched(target, from: "10.0.0.3:1")
        #expect(reply.status == 200 && reply.has("5:peersld2:ip8:10.0.0.24:porti6881eeee"))
    }

    @Test(
        "what is wrong is said with status 200, in bencode",
        arguments: [
            ("/announce", "port is missing"), ("/announce?port=0", "port is not valid"),
            ("/announce?port=1", "info_hash is missing"), ("/scrape", "info_hash is missing"),
            ("/announce?port=1&port=2", "port is there twice"), ("/announce?%zz", "two digits"),
        ])
    func wrong(_ target: String, _ sentence: String) {
        let reply = openTracker().fetched(target, from: "10.0.0.2:1")
        #expect(reply.status == 200 && reply.body.hasPrefix("d14:failure reason"))
        #expect(reply.has(sentence) && reply.has("8:retry in5:never"))
    }

    @Test("a scrape counts what was asked for, and never everything") func scrape() throws {
        let scene = openTracker()
        _ = scene.answered(anAnnounce(left: 0, .completed), from: "10.0.0.2:1")
        let url = try TrackerURL("http://t:1/scrape")
        let target = ScrapeRequest([trackedTorrent]).target(of: url)
        let id = scene.dial("GET \(target) HTTP/1.1\r\nHost: t\r\n\r\n")
        let said = scene.host.wire(id).sent
        let end = try #require(said.firstRange(of: bytes("\r\n\r\n")))
        let answer = try ScrapeAnswer(body: Array(said[end.upperBound...]))
        #expect(answer == .reply([trackedTorrent: Scrape(seeders: 1, downloaded: 1, leechers: 0)]))
    }

    @Test("an ip in the query aims at nobody") func spoofed() {
        let scene = openTracker()
        let target = scene.announceTarget(anAnnounce()) + "&ip=8.8.8.8&ipv4=8.8.8.8"
        #expect(scene.fetched(target, from: "10.0.0.2:1").status == 200)
        #expect(toldPeers(scene.answered(anAnnounce(), from: "10.0.0.3:1")) == ["10.0.0.2:6881"])
    }

    @Test("a request that comes byte by byte is the same request") func slowly() {
        let scene = openTracker()
        _ = scene.answered(anAnnounce(), from: "10.0.0.9:1")
        let text = "GET \(scene.announceTarget(anAnnounce(port: 5))) HTTP/1.1\r\nHost: t\r\n\r\n"
        let id = scene.accept(.tcp(endpoint("10.0.0.2:1")))
        for byte in bytes(text) { scene.say([byte], on: id) }
        #expect(Reply(scene.host.wire(id).text).status == 200)
        #expect(scene.tracked.peers == 2)
    }

    @Test("three in one read are three answers, and one that waits is no trouble") func pipelined()
    {
        let scene = openTracker()
        let requests = [1, 2, 3].map { (port: UInt16) in
            "GET \(scene.announceTarget(anAnnounce(port: port))) HTTP/1.1\r\nHost: t\r\n\r\n"
        }
        let id = scene.accept(.tcp(endpoint("10.0.0.2:1")))
        scene.say(requests.joined() + "GET /healthz HTTP/1.1\r\nHo", on: id)
        #expect(scene.host.wire(id).text.count(of: "HTTP/1.1 200 OK") == 3)
        scene.say("st: t\r\n\r\n" + requests[0], on: id)
        #expect(scene.host.wire(id).text.count(of: "HTTP/1.1 200 OK") == 5)
        #expect(scene.tracked.peers == 3)
    }

    @Test("the connection ends where it is to end") func ending() {
        let scene = openTracker()
        let target = scene.announceTarget(anAnnounce())
        for (version, field, stays) in [
            ("1.1", "X: y", true), ("1.1", "Connection: close", false), ("1.0", "X: y", false),
            ("1.0", "Connection: keep-alive", true),
        ] {
            let id = scene.dial("GET \(target) HTTP/\(version)\r\nHost: t\r\n\(field)\r\n\r\n")
            let wire = scene.host.wire(id)
            #expect(wire.text.contains("HTTP/1.1 200 OK"))
            #expect(wire.isGone != stays, "\(version) \(field)")
        }
    }

    @Test("a peer is none, nor a bootstrap whose config says so") func none() {
        let scene = bootstrap { $0.tracker.isOn = false }
        #expect(scene.fetched("/announce?port=1", from: "10.0.0.2:1").status == 404)
        #expect(scene.asked(UDPRequest.connect(transaction: 7).bytes, from: "10.0.0.2:1") == nil)
        let peer = peer()
        let id = peer.dial("GET /announce?port=1 HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(Reply(peer.host.wire(id).text).status == 404)
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}
