// The tracker by HTTP (BEP 3, 7, 23, 24, 31, 48): a bencoded body with status 200, also where it
// says no, for many clients look at nothing else.

import Bytes
import Digest
import Directory
import HTTPWire
import TrackerWire
import Vocabulary

extension TrackerService {
    /// The body of an answer to an announce or a scrape.
    func answer(
        _ ask: TrackerAsk, isMember: Bool, from remote: Remote, at now: Instant
    ) -> [UInt8] {
        let credential = Credential(token: ask.path.token, isMember: isMember)
        if let refusal = refusal(of: credential) { return said(refusal) }
        guard case .tcp(let sender) = remote else {
            return said(TrackerRefusal(reason: "a peer announces over the network"))
        }
        do throws(TrackerRequestError) {
            switch ask.path.word {
            case .announce:
                let request = try AnnounceRequest(query: ask.query)
                return announced(request, from: sender.address, at: now)
            case .scrape: return scraped(try ScrapeRequest(query: ask.query))
            }
        } catch {
            return said(TrackerRefusal(reason: error.reason, retry: .never))
        }
    }

    private func said(_ refusal: TrackerRefusal) -> [UInt8] {
        count(.refused)
        return refusal.body
    }

    private func announced(
        _ request: AnnounceRequest, from address: IPAddress, at now: Instant
    ) -> [UInt8] {
        let announce = TrackerAnnounce(request.announce)
        switch self.announce(announce, from: address, by: .request, at: now) {
        case .failure(let refusal): return said(refusal)
        case .success(let counts):
            guard !request.isCompact else {
                writeReply(counts, to: address)
                return body.withSpan { $0.copy() }
            }
            let seconds = interval()
            let reply = AnnounceReply(
                interval: .seconds(seconds), minInterval: .seconds(seconds / 2),
                seeders: counts.seeders, leechers: counts.leechers,
                peers: withSample { v4, v6 in
                    v4.withSpan { TrackerPeer.all(in: $0, .v4) }
                        + v6.withSpan { TrackerPeer.all(in: $0, .v6) }
                }, externalAddress: address)
            return reply.body(isCompact: false)
        }
    }

    /// Writes a whole answer to an announce into `answer`, as the usual way would have it; false
    /// where that is left to the usual way.
    func writeAnswer(
        to head: PlainHead, in bytes: RawSpan, from address: IPAddress, _ own: OwnLines,
        at now: Instant
    ) -> Bool {
        let path = bytes.extracting(head.path)
        guard path.byteCount == 9, path.starts(with: "/announce"),
            let question = QuickAnnounce(query: bytes.extracting(head.query)),
            question.isCompact,
            case .success(let counts) = announce(
                question.announce, from: address, by: .request, at: now)
        else { return false }
        writeReply(counts, to: address)
        answer.clear()
        answer.append("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ")
        answer.append(decimal: body.count)
        answer.append("\r\n")
        answer.append(own.bytes)
        if !head.keepAlive {
            answer.append("Connection: close\r\n")
        } else if head.minor == 0 {
            answer.append("Connection: keep-alive\r\n")
        }
        answer.append("\r\n")
        body.withSpan { answer.append($0) }
        return true
    }

    /// Writes an answer in the short form into `body`. Keys stand in order (BEP 3).
    func writeReply(_ counts: SwarmCounts, to address: IPAddress) {
        let seconds = interval()
        body.clear()
        body.append("d8:completei")
        body.append(decimal: counts.seeders)
        if let v4 = address.v4 {
            body.append("e11:external ip4:")
            body.append(v4)
        } else {
            body.append("e11:external ip16:")
            body.append(address.high)
            body.append(address.low)
        }
        body.append("10:incompletei")
        body.append(decimal: counts.leechers)
        body.append("e8:intervali")
        body.append(decimal: seconds)
        body.append("e12:min intervali")
        body.append(decimal: seconds / 2)
        body.append("e5:peers")
        withSample { v4, v6 in
            body.append(decimal: v4.count)
            body.append(":")
            v4.withSpan { body.append($0) }
            if v6.count > 0 {
                body.append("6:peers6")
                body.append(decimal: v6.count)
                body.append(":")
                v6.withSpan { body.append($0) }
            }
        }
        body.append("e")
    }

    private func scraped(_ request: ScrapeRequest) -> [UInt8] {
        countScrape(.request)
        var scrapes: [Digest160: Scrape] = [:]
        for infoHash in request.infoHashes {
            let counts = counts(of: infoHash)
            scrapes[infoHash] = Scrape(
                seeders: counts.seeders, downloaded: counts.completed, leechers: counts.leechers)
        }
        return ScrapeAnswer.reply(scrapes).body
    }
}

/// What a tracker is asked over HTTP. The query is read by the tracker, whose errors are not
/// HTTP's.
package struct TrackerAsk: Sendable {
    package let path: TrackerPath
    /// What stands behind the question mark, as it was sent.
    package let query: String

    package init(path: TrackerPath, query: String) {
        self.path = path
        self.query = query
    }
}
