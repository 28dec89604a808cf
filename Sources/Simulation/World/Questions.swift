// Who asked whom for what, read off the wire as anybody could: nothing is asked of one node twice in
// one search, unless the first answer failed or timed out.

import Bytes
import Node
import Vocabulary

/// The record of all search requests that nodes sent.
package final class Questions {
    private struct Key: Hashable {
        let asker: UInt64
        let asked: Endpoint
        /// The request's first line, or the old dialect's object.
        let words: String
    }

    private enum Outcome { case pending, answered, failed }

    private struct Question {
        let askedAt: Instant
        let connection: ConnectionID
        var outcome = Outcome.pending
        var isHTTP: Bool
    }

    /// Between `searchBegan` and `searchEnded`, by asker and words that the operator used.
    private var searches: [String: [Key: [Question]]] = [:]
    private var open: [UInt64: [String]] = [:]
    private var keyOf: [Line: (search: String, key: Key)] = [:]
    private struct Line: Hashable {
        let asker: UInt64
        let connection: ConnectionID
    }
    /// Questions that were seen in all, so that a check that sees none is noticed.
    package private(set) var count = 0

    package init() {}

    // MARK: What operators do

    /// One operator at a time searches at one node, so all questions meanwhile are for that search.
    package func searchBegan(_ name: String, at host: SimulatedHost) {
        searches[name] = [:]
        open[host.number, default: []].append(name)
    }

    package func searchEnded(_ name: String, at host: SimulatedHost) {
        open[host.number]?.removeAll { $0 == name }
        searches[name] = nil
    }

    // MARK: What the wire shows

    func said(
        _ bytes: [UInt8], on connection: ConnectionID, by host: SimulatedHost, to asked: Endpoint
    ) {
        let asker = host.number
        guard let search = open[asker]?.last, let (words, isHTTP) = Self.words(in: bytes) else {
            return
        }
        count += 1
        let key = Key(asker: asker, asked: asked, words: words)
        let question = Question(askedAt: host.world.now, connection: connection, isHTTP: isHTTP)
        let earlier = searches[search]?[key] ?? []
        for before in earlier where Self.forbids(before, question) {
            host.world.complain("\(host.name) asks \(asked) twice in one search: \(words)")
        }
        searches[search]?[key] = earlier + [question]
        keyOf[Line(asker: asker, connection: connection)] = (search, key)
    }

    func heard(
        _ bytes: RawSpan, on connection: ConnectionID, by host: SimulatedHost, from asked: Endpoint
    ) {
        guard let place = keyOf[Line(asker: host.number, connection: connection)] else {
            return
        }
        let isGood =
            bytes.starts(with: "HTTP/1.1 200") || bytes.starts(with: "FOUND")
            || bytes.starts(with: "NOT_FOUND")
        mark(place, connection, isGood ? .answered : .failed)
    }

    func ended(_ connection: ConnectionID, by host: SimulatedHost) {
        let line = Line(asker: host.number, connection: connection)
        guard let place = keyOf.removeValue(forKey: line) else { return }
        mark(place, connection, .failed)
    }

    private func mark(
        _ place: (search: String, key: Key), _ connection: ConnectionID, _ outcome: Outcome
    ) {
        guard var questions = searches[place.search]?[place.key],
            let index = questions.firstIndex(where: { $0.connection == connection }),
            questions[index].outcome == .pending
        else { return }
        questions[index].outcome = outcome
        searches[place.search]?[place.key] = questions
    }

    private static func forbids(_ before: Question, _ now: Question) -> Bool {
        switch before.outcome {
        case .answered: true
        case .pending: now.askedAt.since(before.askedAt) < Limits.searchTimeout
        case .failed: false
        }
    }

    /// What a request asks for, where it is a search; HTTP and the old dialect are two questions.
    private static func words(in bytes: [UInt8]) -> (String, isHTTP: Bool)? {
        let text = String(decoding: bytes.prefix(400), as: UTF8.self)
        if text.hasPrefix("GET /api/v1/files?") {
            return (text.split(separator: "\r\n").first.map(String.init) ?? text, true)
        }
        return text.hasPrefix("{") && text.contains("\"search\"") ? (text, false) : nil
    }
}
