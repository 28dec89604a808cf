// Who was heard by a bootstrap, and how often it knocked in vain: read off the wire, so that a node
// that is forgotten too soon is noticed.
//
// Law 1. Only what is sure counts: a heartbeat was heard if it was answered, at the earliest when
//        it was sent and at the latest when it was answered.
// Law 2. That a node went is told after it went. Who came back meanwhile may have gone before: then
//        it is judged by what had been heard of it until it came back.

import Bytes
import Node
import Vocabulary

/// What bootstraps have heard, by the bootstrap's endpoint and the id of the node.
package final class Silences {
    private struct Pair: Hashable {
        let bootstrap: Endpoint
        let node: NodeID
    }

    private struct Line: Hashable {
        let run: UInt64
        let connection: ConnectionID
    }

    /// A heartbeat or a registration that was answered.
    private struct Word {
        let asked: Instant
        let answered: Instant
    }

    /// How late a bootstrap's watcher may hear that a node went: news are told once a second, and
    /// a page that was closed is opened again within three.
    private static let lateness = Duration.seconds(5)

    /// The last few of each, the oldest first.
    private var heard: [Pair: [Word]] = [:]
    private var goodbyes: [Pair: [Instant]] = [:]
    private var asked: [Line: (pair: Pair, at: Instant)] = [:]
    /// When each bootstrap's machine dialled an endpoint, the last few times.
    private var knocks: [Endpoint: [Endpoint: [Instant]]] = [:]
    /// Evictions that were looked at, so that a check that sees none is noticed.
    package private(set) var judged = 0

    func said(
        _ bytes: [UInt8], on connection: ConnectionID, by host: SimulatedHost, to asked: Endpoint
    ) {
        let pair = Pair(bootstrap: asked, node: host.installation.id)
        if bytes.starts(with: "DELETE /api/v1/peers/".utf8) {
            goodbyes[pair] = ((goodbyes[pair] ?? []) + [host.world.now]).suffix(8)
        } else if bytes.starts(with: "PUT /api/v1/peers/".utf8)
            || bytes.starts(with: "POST /api/v1/peers ".utf8)
        {
            let line = Line(run: host.number, connection: connection)
            self.asked[line] = (pair, host.world.now)
        }
    }

    func heard(_ bytes: RawSpan, on connection: ConnectionID, by host: SimulatedHost) {
        guard
            let (pair, time) = asked.removeValue(
                forKey: Line(run: host.number, connection: connection)),
            bytes.starts(with: "HTTP/1.1 2")
        else { return }
        let word = Word(asked: time, answered: host.world.now)
        heard[pair] = ((heard[pair] ?? []) + [word]).suffix(8)
    }

    func ended(_ connection: ConnectionID, by host: SimulatedHost) {
        asked[Line(run: host.number, connection: connection)] = nil
    }

    func dialled(_ endpoint: Endpoint, by sockets: Sockets) {
        guard let host = sockets.program as? SimulatedHost,
            host.installation.settings.role == .bootstrap
        else { return }
        var times = knocks[host.installation.endpoint]?[endpoint] ?? []
        times.append(host.world.now)
        knocks[host.installation.endpoint, default: [:]][endpoint] = times.suffix(8)
    }

    /// A bootstrap says that a node went. Nil: it was right, as far as anybody can see.
    package func objection(
        to bootstrap: Installation, forgetting node: NodeID, at place: Endpoint, now: Instant
    ) -> String? {
        judged += 1
        let pair = Pair(bootstrap: bootstrap.endpoint, node: node)
        var (objection, latest): (String?, Instant) = (nil, now)
        for word in (heard[pair] ?? []).reversed() {
            let reason = self.objection(
                to: bootstrap, forgetting: pair, at: place, between: word.asked, and: latest)
            guard let reason else { return nil }
            objection = objection ?? reason
            guard now.since(word.answered) <= Self.lateness else { break }
            latest = word.answered
        }
        return objection
    }

    /// What speaks against forgetting a node at `latest` that was heard at `last` and not since.
    private func objection(
        to bootstrap: Installation, forgetting pair: Pair, at place: Endpoint,
        between last: Instant, and latest: Instant
    ) -> String? {
        let isBetween = { (time: Instant) in last <= time && time <= latest }
        if let goodbyes = goodbyes[pair], goodbyes.contains(where: isBetween) { return nil }
        let silence = latest.since(last)
        guard silence >= bootstrap.settings.staleAfter else {
            return "it was heard \(silence.components.seconds) s ago"
        }
        let knocked = knocks[bootstrap.endpoint]?[place]?.count(where: isBetween) ?? 0
        return knocked >= Limits.probesFailed
            ? nil : "it was silent, and was probed \(knocked) times only"
    }
}
