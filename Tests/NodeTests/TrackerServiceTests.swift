// The tracker of a bootstrap, asked by datagram, and who may ask it.

import Bencode
import Bytes
import Digest
import Testing
import TrackerWire
import Vocabulary

@testable import Node

@Suite("A tracker, by datagram") struct DatagramTrackerTests {
    @Test("an address that has its share is told so") func share() {
        let scene = openTracker { $0.tracker.peersPerAddress = 2 }
        for port in 1...2 as ClosedRange<UInt16> {
            #expect(toldPeers(scene.announced(anAnnounce(port: port), from: "8.8.8.8:1")) != nil)
        }
        guard
            case .error(_, let why) = scene.announced(anAnnounce(port: 3), from: "8.8.8.8:1")
        else {
            Issue.record("the third is refused")
            return
        }
        #expect(why == "your address has 2 peers here, and may have no more")
        #expect(scene.tracked.peers == 2)
    }

    @Test("those who announce hear of each other, and of how many there are") func announces() {
        let scene = openTracker()
        #expect(toldPeers(scene.announced(anAnnounce(), from: "10.0.0.2:5000")) == [])
        guard
            case .announced(_, let reply) = scene.announced(
                anAnnounce(port: 7000, left: 0), from: "10.0.0.3:5000")
        else {
            Issue.record("an announce is answered")
            return
        }
        #expect(reply.seeders == 1 && reply.leechers == 1)
        #expect(reply.peers.map(\.endpoint.description) == ["10.0.0.2:6881"])
        let interval = reply.interval ?? .zero
        #expect(interval >= .minutes(28) && interval <= .minutes(32))
        #expect(
            toldPeers(scene.announced(anAnnounce(), from: "10.0.0.2:5001")) == ["10.0.0.3:7000"])
        #expect(toldPeers(scene.announced(anAnnounce(.stopped), from: "10.0.0.2:5001")) == [])
        #expect(scene.tracked.peers == 1 && scene.tracked.tally.announcesByDatagram == 4)
    }

    @Test("over IPv6 peers have IPv6 addresses, in one packet that any network takes") func v6() {
        let scene = openTracker { $0.tracker.peersTold = 200 }
        for number in 1...200 {
            _ = scene.announced(anAnnounce(), from: "[2001:db8::\(number)]:1")
        }
        _ = scene.announced(anAnnounce(), from: "8.8.8.8:1")
        let reply = scene.announced(anAnnounce(), from: "[2001:db8::1]:1")
        #expect(toldPeers(reply)?.count == 76)
        for number in 1...250 { _ = scene.announced(anAnnounce(), from: "8.0.0.\(number):1") }
        #expect(toldPeers(scene.announced(anAnnounce(), from: "8.0.0.1:1"))?.count == 200)
    }

    @Test("no byte may be missing, and what follows does no harm") func cut() {
        let scene = openTracker()
        let connection = scene.connected(from: "10.0.0.2:1")
        let whole = UDPRequest.announce(
            connection: connection, transaction: 8, anAnnounce(), urlData: []
        ).bytes
        for length in 0..<whole.count {
            let answer = scene.asked(Array(whole.prefix(length)), from: "10.0.0.2:1")
            #expect(answer == nil, "\(length) bytes")
        }
        #expect(scene.tracked.peers == 0)
        #expect(scene.asked(whole + [2, 255, 1], from: "10.0.0.2:1")?.count == 20)
        #expect(scene.asked(whole + [0xff], from: "10.0.0.2:1")?.count == 20)
        #expect(scene.tracked.peers == 1)
    }

    @Test("a connection id is one address's, for two minutes, and an answer to another is short")
    func connections() {
        let scene = openTracker()
        let connection = scene.connected(from: "10.0.0.2:1")
        let request = UDPRequest.announce(
            connection: connection, transaction: 8, anAnnounce(), urlData: [])
        for sender in ["10.0.0.3:1", "[2001:db8::1]:1"] {
            let answer = scene.asked(request.bytes, from: sender) ?? []
            #expect(answer.count <= request.bytes.count)
            #expect(answer.prefix(8) == [0, 0, 0, 3, 0, 0, 0, 8])
        }
        let scrape = UDPRequest.scrape(
            connection: 1, transaction: 8, ScrapeRequest([trackedTorrent])
        ).bytes
        #expect(scene.asked(scrape, from: "10.0.0.2:1")?.count ?? 99 <= scrape.count)
        #expect(scene.tracked.peers == 0 && scene.tracked.tally.badConnections == 3)
        scene.pass(.seconds(119))
        #expect(toldPeers(scene.reply(request, from: "10.0.0.2:9")) == [])
        scene.pass(.seconds(2))
        #expect(toldError(scene.reply(request, from: "10.0.0.2:1")) != nil)
    }

    @Test("two million forged announces change nothing") func forged() {
        let scene = openTracker()
        guard let tracker = scene.node.tracker else { return }
        scene.host.takesDatagrams = false
        var chance = Chance(seed: 3)
        var datagram = UDPRequest.announce(
            connection: 0, transaction: 8, anAnnounce(), urlData: []
        ).bytes
        let rounds = 2_000_000
        for _ in 0..<rounds {
            withUnsafeBytes(of: chance.next()) { datagram.replaceSubrange(0..<8, with: $0) }
            let sender = Endpoint(IPAddress(v4: UInt32(truncatingIfNeeded: chance.next())), port: 9)
            datagram.withSpan { tracker.received($0, from: sender!, at: scene.now) }
        }
        #expect(scene.tracked.peers == 0 && scene.tracked.swarms == 0)
        #expect(scene.tracked.tally.badConnections == UInt64(rounds))
    }

    @Test("a scrape is answered in its order, for what is known and what is not") func scrape() {
        let scene = openTracker()
        _ = scene.announced(anAnnounce(left: 0, .completed), from: "10.0.0.2:1")
        _ = scene.announced(anAnnounce(), from: "10.0.0.3:1")
        let connection = scene.connected(from: "10.0.0.4:1")
        let other = SHA1.of([1])
        let reply = scene.reply(
            .scrape(
                connection: connection, transaction: 9, ScrapeRequest([other, trackedTorrent])),
            from: "10.0.0.4:1")
        #expect(
            reply
                == .scraped(
                    transaction: 9,
                    [
                        Scrape(seeders: 0, downloaded: 0, leechers: 0),
                        Scrape(seeders: 1, downloaded: 1, leechers: 1),
                    ]))
    }

    @Test("port 0 is nobody's, and foreign protocols are not answered") func strange() {
        let scene = openTracker()
        let connection = scene.connected(from: "10.0.0.2:1")
        var request = UDPRequest.announce(
            connection: connection, transaction: 8, anAnnounce(), urlData: []
        ).bytes
        request.replaceSubrange(96..<98, with: [0, 0])
        #expect(scene.asked(request, from: "10.0.0.2:1")?.prefix(4) == [0, 0, 0, 3])
        #expect(
            scene.asked(bytes("d1:ad2:id20:abcdefghij0123456789e1:q4:ping"), from: "10.0.0.2:1")
                == nil)
        #expect(scene.tracked.peers == 0)
    }
}

@Suite("How often a torrent was completed") struct TrackerMemoryTests {
    private func recorded(_ scene: Scene<BootstrapNode>) -> [LedgerChange] {
        scene.host.changes.filter { if case .rememberCompletions = $0 { true } else { false } }
    }

    @Test("is written down a second later, once, and told after a restart") func restart() {
        let scene = openTracker()
        for number in 1...3 {
            _ = scene.announced(
                anAnnounce(left: 0, .completed), from: "10.0.0.\(number):1")
        }
        #expect(recorded(scene).isEmpty)
        scene.pass(.seconds(2))
        let record = CompletionRecord(infoHash: trackedTorrent, count: 3)
        #expect(recorded(scene) == [.rememberCompletions(record)])
        var memory = Memory()
        memory.completions = [record]
        let again = bootstrap({ $0.tracker.isOpen = true }, memory: memory)
        let counted = again.reply(
            .scrape(
                connection: again.connected(from: "10.0.0.2:1"), transaction: 9,
                ScrapeRequest([trackedTorrent])), from: "10.0.0.2:1")
        let scrape = Scrape(seeders: 0, downloaded: 3, leechers: 0)
        #expect(counted == .scraped(transaction: 9, [scrape]))
    }

    @Test("who was there when it was stopped is there afterwards") func peers() {
        let scene = openTracker()
        _ = scene.announced(anAnnounce(), from: "10.0.0.2:1")
        scene.node.stop(at: scene.now)
        var memory = Memory()
        memory.swarms = scene.host.changes.compactMap {
            if case .rememberSwarms(let piece) = $0 { piece } else { nil }
        }
        let again = bootstrap({ $0.tracker.isOpen = true }, memory: memory)
        #expect(again.tracked.peers == 1)
        #expect(again.host.changes.contains(.forgetSwarms), "a crash later brings nobody old back")
    }

    @Test("is written down when the node stops, too") func stop() {
        let scene = openTracker()
        _ = scene.announced(anAnnounce(left: 0, .completed), from: "10.0.0.2:1")
        scene.node.stop(at: scene.now)
        #expect(recorded(scene).count == 1)
    }
}

@Suite("Who may announce") struct TrackerRightTests {
    private let token = "0123456789abcdef"

    @Test("in a network with a secret only who shows something; without one anybody") func secret()
    {
        let closed = bootstrap()
        let denied = closed.answered(anAnnounce(), from: "10.0.0.2:1")
        #expect(toldReason(denied) == "this tracker is not open: its URL needs a token")
        #expect(toldError(closed.announced(anAnnounce(), from: "10.0.0.2:1")) != nil)
        #expect(closed.tracked.peers == 0 && closed.tracked.tally.refused == 2)
        let open = bootstrap { $0.secret = nil }
        #expect(toldPeers(open.answered(anAnnounce(), from: "127.0.0.1:1")) == [])
    }

    @Test("a token in the path, over HTTP and by datagram") func tokens() {
        let scene = bootstrap { $0.tracker.tokens = [token] }
        let path = "/\(token)/announce"
        #expect(
            toldPeers(scene.answered(anAnnounce(port: 1), from: "10.0.0.2:1", path: path)) == [])
        #expect(
            toldPeers(scene.announced(anAnnounce(port: 2), from: "10.0.0.3:1", path: path)) == [
                "10.0.0.2:1"
            ])
        #expect(
            toldPeers(scene.announced(anAnnounce(port: 2), from: "10.0.0.3:1", path: path + "?a=b"))
                == [
                    "10.0.0.2:1"
                ])
        for wrong in ["/0123456789abcdee/announce", "/announce"] {
            #expect(
                toldReason(scene.answered(anAnnounce(), from: "10.0.0.4:1", path: wrong)) != nil)
            #expect(
                toldError(scene.announced(anAnnounce(), from: "10.0.0.4:1", path: wrong)) != nil)
        }
        #expect(scene.tracked.peers == 2)
    }

    @Test("one of ours proves the secret") func member() {
        let scene = bootstrap()
        let reply = scene.proven("GET", scene.announceTarget(anAnnounce()), from: "10.0.0.2:1")
        #expect(reply.has("d8:complete"))
        #expect(scene.tracked.peers == 1)
    }

    @Test("with a list, other torrents are not tracked") func list() {
        let other = SHA1.of([9])
        let scene = openTracker { $0.tracker.torrents = [trackedTorrent] }
        #expect(toldPeers(scene.answered(anAnnounce(), from: "10.0.0.2:1")) == [])
        #expect(
            toldReason(scene.answered(anAnnounce(of: other), from: "10.0.0.2:1"))
                == "this torrent is not tracked here")
        #expect(
            toldError(scene.announced(anAnnounce(of: other), from: "10.0.0.2:1"))
                == "this torrent is not tracked here")
        #expect(scene.tracked.peers == 1)
    }

    @Test("a reload opens, closes and changes it; who was known stays known") func reload() {
        let scene = openTracker()
        _ = scene.answered(anAnnounce(), from: "10.0.0.2:1")
        var settings = scene.node.desk.settings
        settings.tracker.isOpen = false
        scene.node.reload(settings, at: scene.now)
        #expect(toldReason(scene.answered(anAnnounce(), from: "10.0.0.3:1")) != nil)
        settings.tracker.isOpen = true
        settings.tracker.interval = .minutes(2)
        scene.node.reload(settings, at: scene.now)
        #expect(toldPeers(scene.answered(anAnnounce(), from: "10.0.0.3:1")) == ["10.0.0.2:6881"])
        settings.tracker.isOn = false
        scene.node.reload(settings, at: scene.now)
        #expect(scene.fetched("/announce?port=1", from: "10.0.0.2:1").status == 404)
        settings.tracker.isOn = true
        scene.node.reload(settings, at: scene.now)
        #expect(scene.tracked.peers == 2)
        scene.pass(.minutes(5))
        #expect(scene.tracked.peers == 0)
    }
}
