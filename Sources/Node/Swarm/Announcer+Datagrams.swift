// Announces over UDP (BEP 15): one conversation with each tracker, whichever torrents it is about.
//
// Law. A datagram counts only from where one was sent to.

import Bytes
import Swarm
import TrackerWire
import Vocabulary

/// What is said to one UDP tracker, and who waits for its answers.
struct DatagramTalk {
    var client: UDPTrackerClient
    var waiting: [UDPTrackerClient.Ticket: (asking: UInt64, way: Int)] = [:]
}

extension Announcer {
    func askByDatagram(_ number: UInt64, _ asking: Asking, _ way: Int, at now: Instant) {
        let endpoint = asking.ways[way].endpoint
        var talk =
            datagramTalks[endpoint]
            ?? DatagramTalk(client: UDPTrackerClient(family: endpoint.address.family))
        let question = UDPTrackerClient.Question.announce(
            asking.task.announce, urlData: asking.task.url.urlData)
        let ticket = talk.client.ask(
            question, patience: max(.zero, asking.deadline.since(now)), at: now,
            using: &desk.chance)
        guard let ticket else {
            return ended(
                number, asking, way, .failure("too much is asked of it already"), at: now)
        }
        talk.waiting[ticket] = (number, way)
        datagramTalks[endpoint] = talk
        goOn(endpoint, at: now)
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
            case .scraped: preconditionFailure("nobody asked for a scrape")
            }
        }
    }

    private func answered(
        _ ticket: UDPTrackerClient.Ticket, _ endpoint: Endpoint, _ end: WayEnd, at now: Instant
    ) {
        guard let (number, way) = datagramTalks[endpoint]?.waiting.removeValue(forKey: ticket),
            let asking = asked[number]
        else { return }
        ended(number, asking, way, end, at: now)
    }

    /// Nothing leaves this machine for there.
    private func giveUp(_ endpoint: Endpoint, at now: Instant) {
        guard let talk = datagramTalks.removeValue(forKey: endpoint) else { return }
        for (number, way) in talk.waiting.values {
            guard let asking = asked[number] else { continue }
            ended(number, asking, way, .failure("no datagram can be sent there"), at: now)
        }
    }
}
