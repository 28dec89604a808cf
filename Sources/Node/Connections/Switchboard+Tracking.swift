// Announces, before they are made requests: a tracker is asked by everybody in other words, so no
// head is known, and reading one costs more than answering it.
//
// Law. Only what `HTTPServer` would take is taken, where nothing else is under way on the
//      connection, and what is queued, counted and waited for is as with any other answer. All else
//      goes the usual way.

import Bytes
import HTTPWire
import Vocabulary

extension Switchboard {
    /// Answers plain announces at the front of what was read; where they end.
    func takeAnnounces(
        _ bytes: RawSpan, _ exchange: HTTPExchange, _ line: Line, at now: Instant
    ) -> Int {
        guard let tracker = attendant.tracker, tracker.isOpen, !isLeaving,
            case .tcp(let sender) = line.remote, exchange.isUntouched
        else { return 0 }
        var place = 0
        var share = Limits.turnShare / Limits.documentShare
        while share > 0, place < bytes.byteCount, exchange.unsentAnswers == 0,
            let head = PlainHead(bytes, from: place),
            tracker.writeAnswer(to: head, in: bytes, from: sender.address, ownLines, at: now)
        {
            place = head.end
            share -= 1
            send(tracker, exchange, line)
            guard head.keepAlive else {
                leave(line, at: now)
                return bytes.byteCount
            }
        }
        if place > 0 { setDeadline(exchange, line, at: now) }
        return place
    }

    private func send(_ tracker: TrackerService, _ exchange: HTTPExchange, _ line: Line) {
        tracker.answer.withSpan { host.send($0, on: line.id, more: false) }
        count(200)
        if host.hasUnsent(on: line.id) {
            exchange.unsentAnswers = 1
            exchange.unsentBytes = tracker.answer.count
        }
        line.sentBefore = host.bytesSent(on: line.id)
    }
}

extension HTTPExchange {
    /// Nothing has come that was not answered, and nothing that was answered waits to be sent.
    fileprivate var isUntouched: Bool {
        arriving == nil && machine.isIdle && waiting.isEmpty && answering == nil
            && unsentAnswers == 0 && !isListed && !isServing && !isLast
    }
}

extension Attendant {
    /// A peer is no tracker.
    var tracker: TrackerService? { nil }
}
