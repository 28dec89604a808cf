// Who asked whom for what, read off the wire as anybody could: nothing is asked of one node twice
// in one search, unless the first answer failed or timed out.

import Bytes
import HTTPWire
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
    }

    /// A search that an operator waits for, with all that was asked for it.
    private struct Search {
        let words: String
        var asked: [Key: [Question]] = [:]
    }

    /// By the run of the node: one operator at a time searches there.
    private var searches: [UInt64: Search] = [:]
    private var keyOf: [Line: Key] = [:]
    private struct Line: Hashable {
        let asker: UInt64
        let connection: ConnectionID
    }
    /// Questions that were seen in all, so that a check that sees none is noticed.
    package private(set) var count = 0

    package init() {}

    // MARK: What operators do

    package func searchBegan(_ words: String, at host: SimulatedHost) {
        searches[host.number] = Search(words: words)
    }

    package func searchEnded(at host: SimulatedHost) { searches[host.number] = nil }

    // MARK: What the wire shows

    func said(
        _ bytes: [UInt8], on connection: ConnectionID, by host: SimulatedHost, to asked: Endpoint
    ) {
        let asker = host.number
        guard let words = searches[asker]?.words, let text = Self.question(in: bytes),
            text.words == words
        else { return }
        count += 1
        let key = Key(asker: asker, asked: asked, words: text.line)
        let question = Question(askedAt: host.world.now, connection: connection)
        let earlier = searches[asker]?.asked[key] ?? []
        for before in earlier where Self.forbids(before, question) {
            host.world.complain("\(host.name) asks \(asked) twice in one search: \(text.line)")
        }
        searches[asker]?.asked[key] = earlier + [question]
        keyOf[Line(asker: asker, connection: connection)] = key
    }

    func heard(
        _ bytes: RawSpan, on connection: ConnectionID, by host: SimulatedHost
    ) {
        guard let key = keyOf[Line(asker: host.number, connection: connection)] else {
            return
        }
        let isGood =
            bytes.starts(with: "HTTP/1.1 200") || bytes.starts(with: "FOUND")
            || bytes.starts(with: "NOT_FOUND")
        mark(key, connection, isGood ? .answered : .failed)
    }

    func ended(_ connection: ConnectionID, by host: SimulatedHost) {
        let line = Line(asker: host.number, connection: connection)
        guard let key = keyOf.removeValue(forKey: line) else { return }
        mark(key, connection, .failed)
    }

    private func mark(_ key: Key, _ connection: ConnectionID, _ outcome: Outcome) {
        guard var questions = searches[key.asker]?.asked[key],
            let index = questions.firstIndex(where: { $0.connection == connection }),
            questions[index].outcome == .pending
        else { return }
        questions[index].outcome = outcome
        searches[key.asker]?.asked[key] = questions
    }

    private static func forbids(_ before: Question, _ now: Question) -> Bool {
        switch before.outcome {
        case .answered: true
        case .pending: now.askedAt.since(before.askedAt) < Limits.searchTimeout
        case .failed: false
        }
    }

    /// What a request asks for, where it is a search; HTTP and the old dialect are two questions.
    private static func question(in bytes: [UInt8]) -> (words: String, line: String)? {
        let text = String(decoding: bytes.prefix(600), as: UTF8.self)
        if text.hasPrefix("GET /api/v1/files?") {
            let target = text.dropFirst(4).prefix { $0 != " " }
            let head = HTTPRequestHead(method: "GET", target: String(target))
            return head.query("q").map { ($0, "GET \(target)") }
        }
        guard text.hasPrefix("{"), let object = Document(bytes), object["type"]?.text == "search"
        else { return nil }
        return object["filename"]?.text.map { ($0, "search \($0)") }
    }
}
