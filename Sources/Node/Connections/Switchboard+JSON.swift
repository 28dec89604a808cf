// The old JSON dialect on a connection that came in: one object, one answer, closed.

import Bytes
import HTTPWire
import JSONWire
import Vocabulary

extension Switchboard {
    /// The first bytes are the whole of a request that came before, which is answered.
    func answersKnownAsk(_ bytes: RawSpan, _ line: Line, at now: Instant) -> Bool {
        guard bytes[0] == UInt8(ascii: "{"), settings.servesJSON,
            let request = knownAsks.request(in: bytes)
        else { return false }
        answer(request, line, at: now)
        return true
    }

    func receivedJSON(_ bytes: RawSpan, _ line: Line, at now: Instant) {
        guard case .json(var machine) = line.state else { return }
        let isFirst = machine.isFresh
        do throws(JSONViolation) {
            try machine.receive(bytes)
        } catch {
            return refuse(error, line, at: now)
        }
        guard let request = machine.nextEvent() else {
            line.state = .json(machine)
            return
        }
        if isFirst, let secret = request.secret, settings.admitsJSON(secret) {
            knownAsks.learn(request, from: bytes)
        }
        answer(request, line, at: now)
    }

    private func answer(_ request: JSONRequest, _ line: Line, at now: Instant) {
        line.state = .leaving
        line.deadline = now + settings.idleTimeout
        count(request.kind)
        attendant.answer(request, on: line.id, from: line.remote, at: now)
    }

    /// Half an object and then the end: the error, to whoever still listens.
    func endedJSON(_ line: Line) {
        count(.malformed)
        host.send(JSONReply.malformed, on: line.id)
        line.state = .leaving
        host.finish(line.id)
    }

    private func refuse(_ violation: JSONViolation, _ line: Line, at now: Instant) {
        count(.malformed)
        switch violation {
        case .unknown: host.send(JSONReply.unknownMessage, on: line.id)
        case .malformed, .tooLong: host.send(JSONReply.malformed, on: line.id)
        }
        leave(line, at: now)
    }
}

extension JSONRequest {
    /// Of those that need one.
    fileprivate var secret: String? {
        switch self {
        case .register: nil
        case .search(_, let secret), .download(_, let secret): secret
        }
    }

    fileprivate var kind: Tally.JSONKind {
        switch self {
        case .register: .register
        case .search: .search
        case .download: .download
        }
    }
}
