// The packets of BEP 15 both ways, and a client that is given what nobody should send.

import Bytes
import Digest
import TrackerWire
import Vocabulary

extension Harness {
    static let udpTracker = Harness(name: "udptracker") { bytes in
        checkRequest(bytes)
        checkCall(bytes)
        for family in [AddressFamily.v4, .v6] { checkReply(bytes, over: family) }
        checkClient(bytes)
    }

    private static func request(_ bytes: [UInt8]) -> UDPRequest? {
        bytes.withSpan { try? UDPRequest($0) }
    }

    private static func reply(_ bytes: [UInt8], _ family: AddressFamily) -> UDPReply? {
        bytes.withSpan { try? UDPReply($0, over: family) }
    }

    private static func checkRequest(_ bytes: [UInt8]) {
        guard var said = request(bytes) else { return }
        if case .announce(let connection, let transaction, var announce, let urlData) = said {
            // It has no number of its own.
            if announce.event == .paused { announce.event = .none }
            expect(urlData.count <= Limits.trackerURLLength, "the rest of a URL is no longer")
            said = .announce(
                connection: connection, transaction: transaction, announce, urlData: urlData)
        }
        expect(request(said.bytes), equals: said, "what was asked can be asked again")
        expect(request(Array(bytes.prefix(15))), equals: nil, "no request is shorter")
    }

    /// What a tracker reads in its place is what is read at leisure.
    private static func checkCall(_ bytes: [UInt8]) {
        let call = bytes.withSpan { try? UDPCall($0) }
        switch request(bytes) {
        case nil: expect(call, equals: nil, "what is no request is no call")
        case .connect(let transaction):
            expect(call, equals: .connect(transaction: transaction), "a connect is one")
        case .announce(let connection, let transaction, let announce, let urlData):
            expect(
                call,
                equals: .announce(
                    connection: connection, transaction: transaction, TrackerAnnounce(announce)),
                "an announce is one")
            let data = bytes.withSpan { UDPCall.urlData(of: $0) }
            expect(data, equals: urlData, "and has the same path")
        case .scrape(let connection, let transaction, let scrape):
            let count = scrape.infoHashes.count
            expect(
                call,
                equals: .scrape(
                    connection: connection, transaction: transaction, count: count),
                "a scrape is one")
            for (number, infoHash) in scrape.infoHashes.enumerated() {
                let read = bytes.withSpan { UDPCall.infoHash(number, of: $0) }
                expect(read, equals: infoHash, "of the same torrents")
            }
        }
    }

    private static func checkReply(_ bytes: [UInt8], over family: AddressFamily) {
        guard let said = reply(bytes, family) else { return }
        var shown = said
        switch said {
        case .announced(let transaction, var reply):
            expect(reply.peers.count <= Limits.trackerPeers, "no more peers than may be")
            // An IPv4 address in the clothes of IPv6 has no place among those.
            reply.peers.removeAll { $0.endpoint.address.family != family }
            shown = .announced(transaction: transaction, reply)
        case .error(_, let text):
            // What was no UTF-8 has grown.
            guard text.utf8.count <= Limits.trackerTextLength else { return }
        case .connected, .scraped: break
        }
        expect(reply(shown.bytes(over: family), family), equals: shown, "what is said is read")
        expect(reply(Array(bytes.prefix(7)), family), equals: nil, "no reply is shorter")
    }

    /// Bytes as datagrams: as they are, and as if they knew the transaction.
    private static func checkClient(_ bytes: [UInt8]) {
        var chance = Cuts.chance(of: bytes)
        var client = UDPTrackerClient(family: .v4)
        let hash = [UInt8](repeating: 7, count: 20).withSpan { Digest160($0, at: 0) }
        let announce = Announce(infoHash: hash, peerID: hash, port: 1, left: 1)
        var now = Instant.start
        for question: UDPTrackerClient.Question in [
            .announce(announce, urlData: bytes), .scrape(ScrapeRequest([hash])),
        ] {
            let ticket = client.ask(question, at: now, using: &chance)
            expect(ticket != nil, "two questions have room")
        }
        bytes.withSpan { client.receive($0, at: now) }
        expect(client.nextEvent() == nil, "who does not know the transaction says nothing")
        var told = 0
        for _ in 0..<12 {
            while let datagram = client.nextTransmit() {
                answer(datagram, with: bytes, to: &client, at: now)
            }
            while client.nextEvent() != nil { told += 1 }
            guard let next = client.nextDeadline else { break }
            expect(next > now, "no moment is named twice")
            now = next
            client.deadlineReached(at: now, using: &chance)
        }
        while client.nextEvent() != nil { told += 1 }
        expect(told <= 2, "a question has one end")
        expect((told == 2) == client.isIdle, "and when all have, nothing is waited for")
    }

    private static func answer(
        _ datagram: [UInt8], with bytes: [UInt8], to client: inout UDPTrackerClient,
        at now: Instant
    ) {
        guard datagram.count >= 16, bytes.count >= 8 else { return }
        let answer = bytes[..<4] + datagram[12..<16] + bytes[8...]
        Array(answer).withSpan { client.receive($0, at: now) }
    }
}
