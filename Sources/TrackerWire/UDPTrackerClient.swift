// Questions to one UDP tracker, without the socket (BEP 15).
//
//     idle ──ask──▶ connecting ──connected──▶ connected ──60 s, or an error──▶ idle
//
// Law 1. All questions share one connection id and one patience: a tracker that is silent is asked
//        after 15·2ⁿ seconds again, with everything that waits; any answer begins anew at n = 0.
// Law 2. What answers no question of ours (by its transaction, which is chance) is nothing. Whoever
//        drives this hands in only what comes from the tracker's own address.

import Bytes
import Digest
import Vocabulary

package struct UDPTrackerClient {
    package enum Question: Hashable, Sendable {
        /// `urlData` is the URL's (BEP 41).
        case announce(Announce, urlData: [UInt8])
        case scrape(ScrapeRequest)
    }

    /// A question that was asked.
    package struct Ticket: Hashable, Sendable { fileprivate let number: UInt64 }

    package enum Event: Hashable, Sendable {
        case announced(Ticket, AnnounceReply)
        /// In the order of the info-hashes; a tracker may know of fewer.
        case scraped(Ticket, [Scrape])
        /// The tracker said no, and why.
        case refused(Ticket, String)
        /// Nothing was said in time.
        case silent(Ticket)
    }

    private enum State {
        case idle
        case connecting(transaction: UInt32)
        case connected(UInt64, until: Instant)
    }

    private struct Asked {
        let ticket: Ticket
        let question: Question
        let transaction: UInt32
        /// When who asked no longer waits.
        let deadline: Instant?
        /// Whether it went out with the connection id of now.
        var isSent = false
    }

    private let family: AddressFamily
    private var state = State.idle
    private var asked: [Asked] = []
    private var tickets: UInt64 = 0
    /// The n of 15·2ⁿ.
    private var silences = 0
    private var resendAt: Instant?
    private var outgoing: [[UInt8]] = []
    private var events: [Event] = []

    /// A tracker that is reached over `family`.
    package init(family: AddressFamily) { self.family = family }

    /// Whether nothing is waited for: then it may be forgotten.
    package var isIdle: Bool { asked.isEmpty && events.isEmpty }

    /// Asks; nil where as many questions wait as may. Without `patience` it is over when the last
    /// of nine waits is, two hours later.
    package mutating func ask(
        _ question: Question, patience: Duration? = nil, at now: Instant,
        using chance: inout Chance
    ) -> Ticket? {
        guard asked.count < Limits.udpTrackerAsks else { return nil }
        tickets += 1
        let ticket = Ticket(number: tickets)
        asked.append(
            Asked(
                ticket: ticket, question: question, transaction: transaction(using: &chance),
                deadline: patience.map { now + $0 }))
        proceed(at: now, using: &chance)
        return ticket
    }

    /// Takes back a question; its answer will be nothing.
    package mutating func cancel(_ ticket: Ticket) {
        asked.removeAll { $0.ticket == ticket }
        restIfDone()
    }

    /// Takes a datagram that came from the tracker.
    package mutating func receive(_ datagram: RawSpan, at now: Instant) {
        // What cannot be read is as good as lost, and lost ones are asked for again.
        guard let reply = try? UDPReply(datagram, over: family) else { return }
        switch reply {
        case .connected(let transaction, let connection):
            guard case .connecting(transaction) = state else { return }
            state = .connected(connection, until: now + Limits.udpConnectionTime)
            (silences, resendAt) = (0, nil)
            send(connection, at: now)
        case .announced(let transaction, let reply):
            answer(transaction, at: now) { ticket, question in
                guard case .announce = question else { return nil }
                return .announced(ticket, reply)
            }
        case .scraped(let transaction, let scrapes):
            answer(transaction, at: now) { ticket, question in
                guard case .scrape(let request) = question else { return nil }
                return .scraped(ticket, Array(scrapes.prefix(request.infoHashes.count)))
            }
        case .error(let transaction, let text): refuse(transaction, text, at: now)
        }
    }

    package mutating func deadlineReached(at now: Instant, using chance: inout Chance) {
        giveUp { $0.deadline.map { $0 <= now } ?? false }
        guard let resendAt, resendAt <= now else { return }
        silences += 1
        guard silences <= Limits.udpTrackerDoublings else { return giveUp { _ in true } }
        // What nobody took yet is about to be said again.
        outgoing = []
        for place in asked.indices { asked[place].isSent = false }
        self.resendAt = nil
        proceed(at: now, using: &chance)
    }

    package mutating func nextTransmit() -> [UInt8]? {
        outgoing.isEmpty ? nil : outgoing.removeFirst()
    }

    package mutating func nextEvent() -> Event? { events.isEmpty ? nil : events.removeFirst() }

    package var nextDeadline: Instant? {
        var first = Earliest(resendAt)
        for question in asked { first.add(question.deadline) }
        return first.instant
    }
}

extension UDPTrackerClient {
    /// Sends what has not been sent, after what must come before it.
    private mutating func proceed(at now: Instant, using chance: inout Chance) {
        switch state {
        case .connected(let connection, let until) where now < until: send(connection, at: now)
        case .idle, .connected: connect(transaction(using: &chance), at: now)
        case .connecting(let transaction): if resendAt == nil { connect(transaction, at: now) }
        }
    }

    private mutating func connect(_ transaction: UInt32, at now: Instant) {
        for place in asked.indices { asked[place].isSent = false }
        state = .connecting(transaction: transaction)
        outgoing.append(UDPRequest.connect(transaction: transaction).bytes)
        resendAt = now + wait
    }

    private mutating func send(_ connection: UInt64, at now: Instant) {
        for place in asked.indices where !asked[place].isSent {
            asked[place].isSent = true
            let transaction = asked[place].transaction
            let request: UDPRequest =
                switch asked[place].question {
                case .announce(let announce, let urlData):
                    .announce(
                        connection: connection, transaction: transaction, announce,
                        urlData: urlData)
                case .scrape(let request):
                    .scrape(connection: connection, transaction: transaction, request)
                }
            outgoing.append(request.bytes)
        }
        if resendAt == nil, !asked.isEmpty { resendAt = now + wait }
    }

    private var wait: Duration { Limits.udpTrackerWait * (1 << silences) }

    /// Chance that none of our questions has already. O(questions), as all here is.
    private func transaction(using chance: inout Chance) -> UInt32 {
        while true {
            let transaction = UInt32(truncatingIfNeeded: chance.next())
            if !asked.contains(where: { $0.transaction == transaction }) { return transaction }
        }
    }

    private mutating func answer(
        _ transaction: UInt32, at now: Instant, _ event: (Ticket, Question) -> Event?
    ) {
        guard let place = asked.firstIndex(where: { $0.transaction == transaction }),
            let event = event(asked[place].ticket, asked[place].question)
        else { return }
        asked.remove(at: place)
        events.append(event)
        silences = 0
        if case .connected = state { resendAt = now + wait }
        restIfDone()
    }

    /// An error may be about the connection id, so the next question begins with a new one.
    private mutating func refuse(_ transaction: UInt32, _ text: String, at now: Instant) {
        if case .connecting(transaction) = state {
            events += asked.map { .refused($0.ticket, text) }
            asked = []
        } else {
            answer(transaction, at: now) { ticket, _ in .refused(ticket, text) }
            if case .connected = state { state = .idle }
        }
        restIfDone()
    }

    private mutating func giveUp(on isOver: (Asked) -> Bool) {
        for question in asked where isOver(question) { events.append(.silent(question.ticket)) }
        asked.removeAll(where: isOver)
        restIfDone()
    }

    /// With nothing to ask there is nobody to be silent.
    private mutating func restIfDone() {
        guard asked.isEmpty else { return }
        (silences, resendAt, outgoing) = (0, nil, [])
        if case .connecting = state { state = .idle }
    }
}
