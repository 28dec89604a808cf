// What trackers are asked and answer over HTTP, and where they are.

import Bytes
import Digest
import TrackerWire
import Vocabulary

extension Harness {
    static let trackerURL = Harness(name: "trackerurl") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        guard let url = try? TrackerURL(text) else { return }
        expect(try? TrackerURL(url.description), equals: url, "a URL is what it says: \(url)")
        expect(url.host.utf8.count <= Limits.hostNameLength, "no resolver cuts the name")
        expect(url.target.utf8.first == UInt8(ascii: "/"), "a target begins with a slash")
        let isPlain = (url.target + url.authority).utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        expect(isPlain, "a URL ends no request line: \(url)")
        if let scrape = url.scrape {
            expect(try? TrackerURL(scrape.description), equals: scrape, "where to scrape is a URL")
            expect(scrape.authority, equals: url.authority, "a scrape goes to the same place")
        }
        guard url.scheme == .http, url.mayBeAsked(at: .loopback) else { return }
        expect(url.path, equals: "/announce", "here only trackers are asked")
    }

    static let trackerQuery = Harness(name: "trackerquery") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        guard let url = try? TrackerURL("http://t/a") else { return }
        if let request = try? AnnounceRequest(query: text) {
            let again = request.announce.target(of: url).dropFirst("/a?".count)
            expect(
                (try? AnnounceRequest(query: again))?.announce, equals: request.announce,
                "what was asked can be asked again")
        }
        // What is read in its place means the same. (What is no UTF-8 has become something else.)
        if let quick = bytes.withSpan({ QuickAnnounce(query: $0) }), Array(text.utf8) == bytes {
            let slow = try? AnnounceRequest(query: text)
            expect(
                slow.map { TrackerAnnounce($0.announce) }, equals: quick.announce,
                "what is read quickly is what is read")
            expect(slow?.isCompact, equals: quick.isCompact, "and wants the same")
        }
        if let request = try? ScrapeRequest(query: text) {
            expect(request.infoHashes.count <= Limits.scrapeHashes, "a scrape is of some torrents")
            let again = request.target(of: url).dropFirst("/a?".count)
            expect(try? ScrapeRequest(query: again), equals: request, "a scrape is one again")
        }
    }

    static let trackerAnswer = Harness(name: "trackeranswer") { bytes in
        switch try? AnnounceAnswer(body: bytes) {
        case .reply(let reply): check(reply)
        case .refused(let refusal): check(refusal)
        case nil: break
        }
        switch try? ScrapeAnswer(body: bytes) {
        case .reply(let scrapes):
            expect(scrapes.count <= Limits.scrapeHashes, "as many as could be asked for")
            let answer = ScrapeAnswer.reply(scrapes)
            expect(try? ScrapeAnswer(body: answer.body), equals: answer, "a scrape is read again")
        case .refused(let refusal): check(refusal)
        case nil: break
        }
    }

    private static func check(_ reply: AnnounceReply) {
        expect(reply.peers.count <= Limits.trackerPeers, "no more peers than may be")
        expect(reply.trackerID?.count ?? 0 <= Limits.trackerIDLength, "an id of some bytes")
        for time in [reply.interval, reply.minInterval] {
            let isBounded = time.map { $0 >= .zero && $0 <= Limits.trackerIntervalMax } ?? true
            expect(isBounded, "an interval is up to a day")
        }
        for peer in reply.peers {
            expect(peer.endpoint.address.reach != nil, "a peer is a machine")
        }
        // What was no UTF-8 has grown.
        guard reply.warning?.utf8.count ?? 0 <= Limits.trackerTextLength else { return }
        let list = try? AnnounceAnswer(body: reply.body(isCompact: false))
        expect(list, equals: .reply(reply), "what was said can be said again")
        var bare = reply
        let peers = reply.peers.map { TrackerPeer($0.endpoint) }
        bare.peers = [AddressFamily.v4, .v6].flatMap { family in
            peers.filter { $0.endpoint.address.family == family }
        }
        let compact = try? AnnounceAnswer(body: reply.body(isCompact: true))
        expect(compact, equals: .reply(bare), "and shorter")
    }

    private static func check(_ refusal: TrackerRefusal) {
        guard refusal.reason.utf8.count <= Limits.trackerTextLength else { return }
        let again = try? AnnounceAnswer(body: refusal.body)
        expect(again, equals: .refused(refusal), "a no is a no again")
    }
}
