// Announces and scrapes over UDP (BEP 15): one conversation with each tracker, whichever torrents
// it is about.
//
// Law. A datagram counts only from where one was sent to.

import Bytes
import Swarm
import TrackerWire
import Vocabulary

/// What is said to one UDP tracker, and who waits for its answers.
struct DatagramTalk {
    var client: UDPTrackerClient
    var waiting: [UDPTrackerClient.Ticket: Waiting] = [:]

    enum Waiting {
        case announce(UInt64, way: Int)
        case scrape(UInt64)
    }
}

extension Announcer {
    func askByDatagram(_ number: UInt64, _ asking: Asking, _ way: Int, at now: Instant) {
        let question = UDPTrackerClient.Question.announce(
            asking.task.announce, urlData: asking.task.url.urlData)
        let isAsked = ask(
            question, at: asking.ways[way].endpoint, for: .announce(number, way: way),
            until: asking.deadline, at: now)
        guard !isAsked else { return }
        ended(number, asking, way, .failure("too much is asked of it already"), at: now)
    }

    /// False: as much waits there as may.
    func ask(
        _ question: UDPTrackerClient.Question, at endpoint: Endpoint,
        for waiting: DatagramTalk.Waiting, until deadline: Instant, at now: Instant
    ) -> Bool {
        var talk =
            datagramTalks[endpoint]
            ?? DatagramTalk(client: UDPTrackerClient(family: endpoint.address.family))
        let ticket = talk.client.ask(
            question, patience: max(.zero, deadline.since(now)), at: now, using: &desk.chance)
        guard let ticket else { return false }
        talk.waiting[ticket] = waiting
        datagramTalks[endpoint] = talk
        goOn(endpoint, at: now)
        return true
    }

    /// A datagram came to our own port.
    func received(_ bytes: RawSpan, from sender: Endpoint, at now: Instant) {
        guard datagramTalks[sender] != nil else { return }
        datagramTalks[sender]?.client.receive(bytes, at: now)
        goOn(sender, at: now)
    }

    /// Once a second.
    func lookAtDatagrams(at now: Instant) {
        for endpoint in Array(datagramTalks.keys) {
            datagramTalks[endpoint]?.client.deadlineReached(at: now, using: &desk.chance)
            goOn(endpoint, at: now)
            if datagramTalks[endpoint]?.client.isIdle == true { datagramTalks[endpoint] = nil }
        }
    }

    /// Sends what is to be sent, and tells what was said.
    private func goOn(_ endpoint: Endpoint, at now: Instant) {
        while let datagram = datagramTalks[endpoint]?.client.nextTransmit() {
            guard desk.host.send(datagram, to: endpoint) else {
                return giveUp(endpoint, at: now)
            }
        }
        while let event = datagramTalks[endpoint]?.client.nextEvent() {
            switch event {
            case .announced(let ticket, let reply):
                answered(ticket, endpoint, .answer(.reply(reply)), at: now)
            case .refused(let ticket, let reason):
                let refusal = TrackerRefusal(reason: reason)
                answered(ticket, endpoint, .answer(.refused(refusal)), at: now)
            case .silent(let ticket):
                let problem = CallFailure.timedOut.rawValue
                answered(ticket, endpoint, .failure(problem), at: now)
            case .scraped(let ticket, let counts):
                guard let waiting = datagramTalks[endpoint]?.waiting.removeValue(forKey: ticket),
                    case .scrape(let number) = waiting
                else { continue }
                scrapes.counted(number, inOrder: counts, at: now)
            }
        }
    }

    private func answered(
        _ ticket: UDPTrackerClient.Ticket, _ endpoint: Endpoint, _ end: WayEnd, at now: Instant
    ) {
        guard let waiting = datagramTalks[endpoint]?.waiting.removeValue(forKey: ticket) else {
            return
        }
        self.end(waiting, end, at: now)
    }

    private func end(_ waiting: DatagramTalk.Waiting, _ end: WayEnd, at now: Instant) {
        switch waiting {
        case .announce(let number, let way):
            guard let asking = asked[number] else { return }
            ended(number, asking, way, end, at: now)
        // Why not is nobody's concern: the next announce asks anew.
        case .scrape(let number): scrapes.failed(number, at: now)
        }
    }

    /// Nothing leaves this machine for there.
    private func giveUp(_ endpoint: Endpoint, at now: Instant) {
        guard let talk = datagramTalks.removeValue(forKey: endpoint) else { return }
        for waiting in talk.waiting.values {
            end(waiting, .failure("no datagram can be sent there"), at: now)
        }
    }
}
