// The tracker by datagram (BEP 15, and 41 for the path).
//
// Law. Who has not shown a connection id of ours may be somebody else: what he is answered is never
//      longer than what he sent.

import Bytes
import Directory
import TrackerWire
import Vocabulary

extension TrackerService {
    func received(_ datagram: RawSpan, from sender: Endpoint, at now: Instant) {
        let call: UDPCall
        do throws(UDPTrackerError) {
            call = try UDPCall(datagram)
        } catch {
            return receivedNoCall(datagram, error, from: sender)
        }
        switch call {
        case .connect(let transaction):
            answer.writeConnected(transaction, tickets.ticket(for: sender.address, at: now))
        case .announce(let connection, let transaction, let announce):
            guard tickets.isGood(connection, from: sender.address, at: now) else {
                return refuse(datagram, transaction, Self.staleConnection, .badConnection, sender)
            }
            self.announce(announce, datagram, transaction, from: sender, at: now)
        case .scrape(let connection, let transaction, let count):
            guard tickets.isGood(connection, from: sender.address, at: now) else {
                return refuse(datagram, transaction, Self.staleConnection, .badConnection, sender)
            }
            scrape(count, datagram, transaction)
        }
        answer.withSpan { host.answer($0, to: sender) }
    }

    /// Short enough for the shortest scrape.
    private static let staleConnection = "this connection is over"

    /// What is somebody else's protocol has no answer.
    private func receivedNoCall(
        _ datagram: RawSpan, _ error: UDPTrackerError, from sender: Endpoint
    ) {
        guard error == .badPort, let transaction = UDPCall.transaction(of: datagram) else { return }
        refuse(datagram, transaction, "nobody can dial port 0", .refused, sender)
    }

    private func refuse(
        _ datagram: RawSpan, _ transaction: UInt32, _ sentence: String,
        _ event: TrackerTally.Event, _ sender: Endpoint
    ) {
        count(event)
        answer.writeError(transaction, sentence, limit: datagram.byteCount)
        answer.withSpan { host.answer($0, to: sender) }
    }

    private func announce(
        _ announce: TrackerAnnounce, _ datagram: RawSpan, _ transaction: UInt32,
        from sender: Endpoint, at now: Instant
    ) {
        if !isOpen, let refusal = refusal(of: Self.credential(of: datagram)) {
            return write(refusal, transaction)
        }
        switch self.announce(announce, from: sender.address, by: .datagram, at: now) {
        case .failure(let refusal): write(refusal, transaction)
        case .success(let counts):
            answer.writeAnnounced(
                transaction, interval: interval(), seeders: counts.seeders,
                leechers: counts.leechers)
            appendPeers(of: sender.address)
        }
    }

    private func appendPeers(of address: IPAddress) {
        withSample { v4, v6 in
            if address.v4 == nil {
                v6.withSpan { answer.append($0) }
            } else {
                v4.withSpan { answer.append($0) }
            }
        }
    }

    private func write(_ refusal: TrackerRefusal, _ transaction: UInt32) {
        count(.refused)
        answer.writeError(transaction, refusal.reason, limit: Limits.trackerDatagramLength)
    }

    private func scrape(_ count: Int, _ datagram: RawSpan, _ transaction: UInt32) {
        // BEP 41 has no path for a scrape.
        guard isOpen else {
            return write(TrackerRefusal(reason: Self.closedToScrapes), transaction)
        }
        countScrape(.datagram)
        answer.writeScraped(transaction)
        for number in 0..<count {
            let counts = counts(of: UDPCall.infoHash(number, of: datagram))
            answer.appendScraped(
                seeders: counts.seeders, completed: counts.completed, leechers: counts.leechers)
        }
    }

    private static let closedToScrapes = "this tracker is not open: scrape it over HTTP"

    /// The token of the URL's path, where it has one.
    private static func credential(of datagram: RawSpan) -> Credential {
        let data = UDPCall.urlData(of: datagram)
        let path = String(decoding: data.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
        return Credential(token: TrackerPath(path)?.token)
    }
}
