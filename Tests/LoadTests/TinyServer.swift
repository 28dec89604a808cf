// A server of a few lines on the same loop as the load test that is tried on it.

import Bytes
import Reactor
import Testing
import Vocabulary

@testable import Load

final class TinyServer: ConnectionHandler {
    /// What to answer to the n-th request (from 0); nil: nothing yet.
    var answer: (Int) -> [UInt8]?
    /// Whether a connection is closed after an answer.
    var closes = true
    private(set) var requests = 0
    private(set) var accepted = 0
    private(set) var waiting: [(id: ConnectionID, number: Int)] = []
    private let connections: Connections
    private var listener: Listener?

    init(_ loop: Loop, answer: @escaping (Int) -> [UInt8]?) throws {
        self.answer = answer
        connections = Connections(loop)
        connections.handler = self
        listener = try Listener(.tcp(.loopback, port: 0), into: connections)
    }

    var endpoint: Endpoint { Endpoint(.loopback, port: listener?.port ?? 1)! }

    /// Hangs up on everybody who comes from now on.
    func leave() { listener = nil }

    /// Answers those who wait.
    func wakeUp() {
        let all = waiting
        waiting = []
        for (id, number) in all { reply(number, on: id) }
    }

    private func reply(_ number: Int, on id: ConnectionID) {
        guard let bytes = answer(number) else {
            waiting.append((id, number))
            return
        }
        bytes.withSpan { span in _ = connections.send(span, on: id) }
        if closes { connections.finish(id) }
    }

    func received(_ bytes: RawSpan, on id: ConnectionID) {
        requests += 1
        reply(requests - 1, on: id)
    }

    func accepted(_ id: ConnectionID, from remote: Remote) { accepted += 1 }
    func connected(_ id: ConnectionID) {}
    func inputEnded(on id: ConnectionID) { connections.close(id) }
    func drained(_ id: ConnectionID) {}
    func needsResidency(of id: ConnectionID, fd: Int32, range: Range<Int64>) {}
    func closed(_ id: ConnectionID, _ reason: CloseReason) {}
}

let page = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 5) }

/// Runs a load test on the server's own loop, and returns what it found.
func run(
    _ dialect: LoadDialect, on loop: Loop, against server: Endpoint, connections: Int = 4,
    milliseconds: Int = 60, rate: Int? = nil, requests: Int? = nil,
    expecting reference: [UInt8] = page
) throws -> LoadReport {
    let options = LoadOptions(
        node: server, file: try #require(FileName("film.mkv")), connections: connections,
        duration: .milliseconds(milliseconds), rate: rate, requests: requests, dialect: dialect)
    let generator = try LoadGenerator(options, against: Reference(bytes: reference), on: loop)
    var report: LoadReport?
    generator.finished = { report = $0 }
    generator.begin()
    while report == nil { loop.runOnce() }
    return try #require(report)
}
