// Trackers over UDP: the same by datagrams, which anybody may forge.

import Bytes
import Testing
import TrackerWire
import Vocabulary

@testable import Node

private let place = endpoint("10.0.0.5:6969")

extension Scene where Actor == PeerNode {
    /// What was sent since it was last asked.
    fileprivate func takeSent() -> [UDPRequest] {
        defer { host.sentDatagrams = [] }
        return host.sentDatagrams.compactMap { sent in
            sent.bytes.withSpan { try? UDPRequest($0) }
        }
    }

    fileprivate func reply(_ reply: UDPReply, from sender: Endpoint = place) {
        datagram(reply.bytes(over: .v4), from: sender, by: .own)
    }

    /// The tracker gives a connection id; the transaction of the announce that follows.
    fileprivate func connectTracker() throws -> UInt32 {
        guard case .connect(let transaction) = takeSent().first else {
            throw Silence()
        }
        reply(.connected(transaction: transaction, connection: 77))
        guard case .announce(77, let announced, _, _) = takeSent().first else { throw Silence() }
        return announced
    }
}

private struct Silence: Error {}

@Suite("A tracker over UDP") struct UDPTrackerTests {
    @Test("gives a connection, hears of us, and whom it names is dialled") func announce() throws {
        let scene = open()
        scene.addTorrent("udp://10.0.0.5:6969/announce?key=5")
        #expect(scene.host.sentDatagrams.map(\.to) == [place])
        guard case .connect(let transaction) = scene.takeSent().first else { throw Silence() }
        scene.reply(.connected(transaction: transaction, connection: 77))
        guard case .announce(77, let second, let announce, let data) = scene.takeSent().first
        else { throw Silence() }
        #expect(announce.infoHash == wanted && announce.event == .started)
        #expect(announce.port == 9000 && data == bytes("/announce?key=5"))
        scene.reply(
            .announced(
                transaction: second,
                AnnounceReply(
                    interval: .minutes(30), seeders: 3, leechers: 4,
                    peers: [TrackerPeer(knownPeer)])))
        #expect(scene.dialled == [knownPeer])
        #expect(scene.trackers.map(\.state) == [.working])
        #expect(scene.trackers.first?.seeders == 3)
        #expect(!scene.swarms.announcer.isBusy)
    }

    @Test("is scraped for what its announces never say") func scrape() throws {
        let scene = open()
        scene.addTorrent("udp://10.0.0.5:6969")
        let transaction = try scene.connectTracker()
        scene.reply(
            .announced(transaction: transaction, AnnounceReply(seeders: 3, leechers: 4)))
        scene.pass(Limits.scrapeGathering + .seconds(1))
        guard case .connect(let again) = scene.takeSent().first else { throw Silence() }
        scene.reply(.connected(transaction: again, connection: 78))
        guard case .scrape(78, let second, let request) = scene.takeSent().first else {
            throw Silence()
        }
        #expect(request.infoHashes == [wanted])
        let counts = Scrape(seeders: 9, downloaded: 21, leechers: 9)
        scene.reply(.scraped(transaction: second, [counts]), from: endpoint("10.0.0.6:6969"))
        #expect(scene.trackers.first?.completed == nil, "a stranger counts nothing")
        scene.reply(.scraped(transaction: second, [counts]))
        #expect(scene.trackers.first?.seeders == 3, "what was announced stands")
        #expect(scene.trackers.first?.completed == 21)
    }

    @Test("is believed from its own address only") func forged() throws {
        let scene = open()
        scene.addTorrent("udp://10.0.0.5:6969")
        let transaction = try scene.connectTracker()
        let reply = AnnounceReply(seeders: 0, leechers: 0, peers: [TrackerPeer(knownPeer)])
        for forger in ["10.0.0.6:6969", "10.0.0.5:6970"] {
            scene.reply(.announced(transaction: transaction, reply), from: endpoint(forger))
        }
        scene.reply(.announced(transaction: transaction &+ 1, reply))
        #expect(scene.dialled.isEmpty)
        scene.reply(.announced(transaction: transaction, reply))
        #expect(scene.dialled == [knownPeer])
    }

    @Test("that says no is shown with its reason") func refused() throws {
        let scene = open()
        scene.addTorrent("udp://10.0.0.5:6969")
        scene.reply(.error(transaction: try scene.connectTracker(), "not here"))
        #expect(scene.trackers.first?.problem == "not here")
    }

    @Test("that is silent is asked again, and given up in time") func silent() {
        let scene = open()
        scene.addTorrent("udp://10.0.0.5:6969")
        scene.pass(Limits.announceTimeout + .seconds(1))
        #expect(scene.takeSent().count >= 2)
        #expect(scene.trackers.map(\.state) == [.failing])
        #expect(!scene.swarms.announcer.isBusy)
    }

    @Test("to which nothing leaves is shown with that at once") func unsendable() {
        let host = RecordingHost()
        host.takesDatagrams = false
        let scene = open(host: host)
        scene.addTorrent("udp://10.0.0.5:6969")
        #expect(scene.trackers.first?.problem == "no datagram can be sent there")
    }

    @Test("hears goodbye when the node stops") func stop() throws {
        let scene = open()
        scene.addTorrent("udp://10.0.0.5:6969")
        scene.reply(
            .announced(
                transaction: try scene.connectTracker(), AnnounceReply(seeders: 0, leechers: 0)))
        scene.node.stop(at: scene.now)
        guard case .announce(77, let transaction, let announce, _) = scene.takeSent().first else {
            throw Silence()
        }
        #expect(announce.event == .stopped)
        scene.pass(.milliseconds(100))
        #expect(!scene.host.hasStopped)
        scene.reply(.announced(transaction: transaction, AnnounceReply(seeders: 0, leechers: 0)))
        scene.pass(.milliseconds(100))
        #expect(scene.host.hasStopped)
    }
}
