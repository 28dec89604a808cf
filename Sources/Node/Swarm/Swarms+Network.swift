// Our own network as a source of peers: the nodes that we know are asked for a torrent by its
// info-hash, at the beginning and then every few minutes while too few peers are there.
//
// Law. So many questions are under way at a time, and each round asks so many nodes: who knows
// thousands asks others in the next one. Private torrents ask nobody (BEP 27).

import Digest
import Directory
import HTTPWire
import Swarm
import Vocabulary

/// Questions to nodes that have not been asked yet, and how many wait for an answer.
struct NetworkQuestions {
    struct Question {
        let infoHash: Digest160
        let key: Neighbours.Key
    }

    fileprivate var waiting: [Question] = []
    fileprivate var outstanding = 0

    var isBusy: Bool { outstanding > 0 || !waiting.isEmpty }
}

extension Swarms {
    /// Once a second.
    func askNetwork(at now: Instant) {
        for torrent in torrentsInOrder where torrent.isToBeAskedFor(at: now) {
            // Where nobody is known yet, there was no round: a list may be a tick away.
            guard queue(torrent, at: now) else { continue }
            let isAlone = torrent.sessions.isEmpty
            torrent.nextNetworkAsk =
                now + (isAlone ? Limits.networkAskSoon : Limits.networkAskInterval)
        }
        askOn(at: now)
    }

    /// Whether there is somebody to be asked.
    private func queue(_ torrent: Torrent, at now: Instant) -> Bool {
        guard questions.waiting.count < Limits.networkQuestions else { return false }
        var keys = desk.neighbourhood.neighbours(.all, at: now)
            .filter { $0.1.liveness != .down && $0.1.kind != .old }.map(\.key)
        if keys.count > Limits.networkAsked { keys.shuffle(using: &desk.chance) }
        questions.waiting += keys.prefix(Limits.networkAsked).map {
            NetworkQuestions.Question(infoHash: torrent.infoHash, key: $0)
        }
        return !keys.isEmpty
    }

    private func askOn(at now: Instant) {
        while questions.outstanding < Limits.networkAsksAtOnce, !questions.waiting.isEmpty {
            let question = questions.waiting.removeFirst()
            guard torrents[question.infoHash]?.isRunning == true,
                let endpoint = desk.neighbourhood.table[question.key]?.endpoint
            else { continue }
            questions.outstanding += 1
            let call = Call(
                .whoHas(question.infoHash, question.key), at: endpoint,
                desk.request("HEAD", "/api/v1/torrents/" + question.infoHash.hex, to: endpoint),
                isStream: false)
            desk.switchboard.dial(call, timeout: Limits.searchTimeout, at: now)
        }
    }

    /// A node has answered, or has not.
    func askedNetwork(
        _ infoHash: Digest160, _ key: Neighbours.Key, at endpoint: Endpoint,
        _ outcome: CallOutcome, at now: Instant
    ) {
        questions.outstanding -= 1
        defer { askOn(at: now) }
        guard case .response(let head, _) = outcome,
            let (id, instance) = Neighbourhood.node(in: head)
        else { return }
        let sources = desk.neighbourhood.table[key]?.sources ?? []
        desk.neighbourhood.met(id, instance, at: endpoint, key, now)
        guard head.status == 200, id != desk.identity.id, let torrent = torrents[infoHash],
            !torrent.isPrivate
        else { return }
        torrent.learn(
            of: endpoint, sources.contains(.bootstrap) ? .bootstrap : .multicast,
            teller: endpoint.address, at: now)
        torrent.dial(at: now)
    }
}

extension Torrent {
    fileprivate func isToBeAskedFor(at now: Instant) -> Bool {
        guard state == .naming || state == .leeching, isKept, !isPrivate else { return false }
        return now >= nextNetworkAsk && sessions.count < Limits.peersEnough
    }
}
