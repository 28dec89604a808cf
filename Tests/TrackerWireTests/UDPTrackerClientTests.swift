// Asking a UDP tracker that answers, loses, repeats and lies.

import Bytes
import Digest
import Testing
import TrackerWire
import Vocabulary

/// A client, and a tracker that does what the test says.
private final class Scene {
    var client = UDPTrackerClient(family: .v4)
    var chance = Chance(seed: 7)
    let announce = Announce(infoHash: digest(1), peerID: digest(2), port: 9000, left: 5)

    func ask(
        patience: Duration? = nil, at now: Double
    ) throws -> UDPTrackerClient.Ticket {
        let question = UDPTrackerClient.Question.announce(announce, urlData: [])
        return try #require(
            client.ask(question, patience: patience, at: seconds(now), using: &chance))
    }

    func event() -> UDPTrackerClient.Event? { client.nextEvent() }

    /// What was sent since.
    func sent() throws -> [UDPRequest] {
        var all: [UDPRequest] = []
        while let datagram = client.nextTransmit() {
            all.append(
                try datagram.withSpan { bytes throws(UDPTrackerError) in try UDPRequest(bytes) })
        }
        return all
    }

    func answer(_ reply: UDPReply, at now: Double) {
        reply.bytes(over: .v4).withSpan { client.receive($0, at: seconds(now)) }
    }

    func wait(until now: Double) {
        client.deadlineReached(at: seconds(now), using: &chance)
    }

    /// Takes the request to connect that was sent, and answers it.
    func connect(_ connection: UInt64, at now: Double) throws {
        guard case .connect(let transaction) = try #require(sent().last) else {
            throw UDPTrackerError.badMagic
        }
        answer(.connected(transaction: transaction, connection: connection), at: now)
    }

    /// The transaction of the one announce that was sent, which was for `connection`.
    func announced(for connection: UInt64) throws -> UInt32 {
        let sent = try sent()
        guard sent.count == 1, case .announce(connection, let transaction, announce, _) = sent[0]
        else { throw UDPTrackerError.cut }
        return transaction
    }
}

private let nobody = AnnounceReply(interval: .seconds(90), seeders: 1, leechers: 2)

@Suite struct UDPTrackerClientTests {
    @Test("First the connection, then the question, then the answer")
    func talk() throws {
        let scene = Scene()
        let ticket = try scene.ask(at: 0)
        try scene.connect(77, at: 1)
        let transaction = try scene.announced(for: 77)
        #expect(scene.event() == nil)
        scene.answer(.announced(transaction: transaction, nobody), at: 2)
        #expect(scene.event() == .announced(ticket, nobody))
        #expect(scene.event() == nil)
        #expect(scene.client.nextDeadline == nil)
        #expect(scene.client.isIdle)
    }

    @Test("A connection serves for a minute, and not longer")
    func connectionTime() throws {
        let scene = Scene()
        _ = try scene.ask(at: 0)
        try scene.connect(77, at: 0)
        scene.answer(.announced(transaction: try scene.announced(for: 77), nobody), at: 1)
        _ = try scene.ask(at: 59)
        scene.answer(.announced(transaction: try scene.announced(for: 77), nobody), at: 59.5)
        _ = try scene.ask(at: 60)
        try scene.connect(78, at: 61)
        _ = try scene.announced(for: 78)
    }

    @Test("A silent tracker is asked after 15·2ⁿ seconds, nine times in all")
    func silence() throws {
        let scene = Scene()
        let ticket = try scene.ask(at: 0)
        var sent = try scene.sent()
        var now = 0.0
        for n in 0..<9 {
            #expect(sent.count == 1)
            now += Double(15 << n)
            #expect(scene.client.nextDeadline == seconds(now))
            scene.wait(until: now - 0.001)
            #expect(try scene.sent() == [])
            scene.wait(until: now)
            // The same words each time: the answer to any of them will do.
            let again = try scene.sent()
            if n < 8 { #expect(again == sent) }
            sent = again
        }
        #expect(sent == [])
        #expect(now == 7665)
        #expect(scene.event() == .silent(ticket))
        #expect(scene.client.isIdle)
        #expect(scene.client.nextDeadline == nil)
    }

    @Test("Where a connection grew old in silence, there is a new one (the example of BEP 15)")
    func example() throws {
        let scene = Scene()
        _ = try scene.ask(at: 1)
        try scene.connect(77, at: 2)
        let first = try scene.announced(for: 77)
        for now in [17.0, 47] {
            scene.wait(until: now)
            #expect(try scene.announced(for: 77) == first)
        }
        scene.wait(until: 107)
        let connect = try scene.sent()
        #expect(connect.count == 1)
        scene.wait(until: 227)
        #expect(try scene.sent() == connect)
        guard case .connect(let transaction) = connect[0] else { throw UDPTrackerError.badMagic }
        scene.answer(.connected(transaction: transaction, connection: 78), at: 228)
        #expect(try scene.announced(for: 78) == first)
        // Heard, so that patience begins anew.
        #expect(scene.client.nextDeadline == seconds(243))
    }

    @Test("What answers no question of ours is nothing")
    func strangers() throws {
        let scene = Scene()
        _ = try scene.ask(at: 0)
        guard case .connect(let transaction) = try scene.sent()[0] else {
            throw UDPTrackerError.badMagic
        }
        scene.answer(.connected(transaction: transaction &+ 1, connection: 66), at: 1)
        scene.answer(.error(transaction: transaction &+ 1, "go away"), at: 1)
        scene.answer(.announced(transaction: transaction, nobody), at: 1)
        [UInt8](repeating: 0, count: 7).withSpan { scene.client.receive($0, at: seconds(1)) }
        #expect(try scene.sent() == [])
        #expect(scene.event() == nil)
        scene.answer(.connected(transaction: transaction, connection: 77), at: 1)
        let asked = try scene.announced(for: 77)
        scene.answer(.connected(transaction: transaction, connection: 66), at: 2)
        scene.answer(.announced(transaction: asked &+ 1, nobody), at: 2)
        scene.answer(.scraped(transaction: asked, []), at: 2)
        #expect(scene.event() == nil)
        #expect(scene.client.nextDeadline == seconds(16))
    }

    @Test("An answer that comes twice is told once")
    func twice() throws {
        let scene = Scene()
        _ = try scene.ask(at: 0)
        try scene.connect(77, at: 1)
        let transaction = try scene.announced(for: 77)
        for _ in 0..<3 { scene.answer(.announced(transaction: transaction, nobody), at: 2) }
        #expect(scene.event() != nil)
        #expect(scene.event() == nil)
    }

    @Test("A no is told with its words, and the next question begins with a new connection")
    func refusal() throws {
        let scene = Scene()
        let ticket = try scene.ask(at: 0)
        try scene.connect(77, at: 1)
        let transaction = try scene.announced(for: 77)
        scene.answer(.error(transaction: transaction, "connection expired"), at: 2)
        #expect(scene.event() == .refused(ticket, "connection expired"))
        _ = try scene.ask(at: 3)
        try scene.connect(78, at: 4)
        _ = try scene.announced(for: 78)
    }

    @Test("Who is not even let in hears the same for all that he asked")
    func notLetIn() throws {
        let scene = Scene()
        let tickets = [try scene.ask(at: 0), try scene.ask(at: 0)]
        guard case .connect(let transaction) = try scene.sent()[0] else {
            throw UDPTrackerError.badMagic
        }
        scene.answer(.error(transaction: transaction, "no"), at: 1)
        #expect(scene.event() == .refused(tickets[0], "no"))
        #expect(scene.event() == .refused(tickets[1], "no"))
        #expect(scene.client.nextDeadline == nil)
    }

    @Test("Many questions share a connection, and are answered in any order")
    func many() throws {
        let scene = Scene()
        let first = try scene.ask(at: 0)
        let scrape = ScrapeRequest([digest(1), digest(9)])
        let asked = scene.client.ask(.scrape(scrape), at: seconds(0), using: &scene.chance)
        let second = try #require(asked)
        try scene.connect(77, at: 1)
        let sent = try scene.sent()
        guard sent.count == 2, case .announce(77, let one, _, _) = sent[0],
            case .scrape(77, let other, scrape) = sent[1]
        else { throw UDPTrackerError.cut }
        #expect(one != other)
        let counts = [Scrape(seeders: 1, downloaded: 2, leechers: 3)]
        scene.answer(.scraped(transaction: other, counts + counts + counts), at: 2)
        #expect(scene.event() == .scraped(second, counts + counts))
        // What is not answered is asked again, alone.
        scene.wait(until: 17)
        #expect(try scene.announced(for: 77) == one)
        scene.answer(.announced(transaction: one, nobody), at: 18)
        #expect(scene.event() == .announced(first, nobody))
        #expect(scene.client.isIdle)
    }

    @Test("Who has no patience is told so, and the others wait on")
    func patience() throws {
        let scene = Scene()
        let hasty = try scene.ask(patience: .seconds(5), at: 0)
        let calm = try scene.ask(at: 0)
        #expect(scene.client.nextDeadline == seconds(5))
        scene.wait(until: 5)
        #expect(scene.event() == .silent(hasty))
        #expect(scene.client.nextDeadline == seconds(15))
        scene.client.cancel(calm)
        #expect(scene.event() == nil)
        #expect(scene.client.nextDeadline == nil)
        // With nobody left who waits, the next one does not pay for the silence.
        _ = try scene.sent()
        _ = try scene.ask(at: 100)
        #expect(scene.client.nextDeadline == seconds(115))
        #expect(try scene.sent().count == 1)
    }

    @Test("Who drives nothing collects nothing")
    func bounded() throws {
        let scene = Scene()
        for _ in 0..<Limits.udpTrackerAsks { _ = try scene.ask(at: 0) }
        let question = UDPTrackerClient.Question.announce(scene.announce, urlData: [])
        #expect(scene.client.ask(question, at: seconds(0), using: &scene.chance) == nil)
        try scene.connect(77, at: 1)
        for now in [16.0, 46] { scene.wait(until: now) }
        #expect(try scene.sent().count == Limits.udpTrackerAsks)
    }
}
