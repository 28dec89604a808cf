// Answers that have no end yet: what happens is written as it happens.
//
// Law. A stream is the last answer of its connection. In HTTP/1.1 it comes in chunks, so its end
// can be told from a cut (RFC 9112, section 7.1); in HTTP/1.0 it ends by the close.

import HTTPWire
import Vocabulary

extension Switchboard {
    /// Begins an answer whose body is pushed; for HEAD the head is all of it. A slip whose
    /// connection is gone is ignored.
    func beginStream(
        _ response: HTTPResponse, to slip: ReplySlip, headOnly: Bool, at now: Instant
    ) {
        guard let (exchange, line, request) = awaited(slip) else { return }
        var response = response
        let isChunked = request.head.minor > 0
        if isChunked { response.fields.add("transfer-encoding", "chunked") }
        var bytes: [UInt8] = []
        let closes = !isChunked || headOnly && isLast(exchange, request)
        response.appendHead(
            to: &bytes, with: lines(for: request), contentLength: nil, close: closes)
        host.send(bytes, on: line.id)
        count(response.status)
        if headOnly {
            exchange.isLast = exchange.isLast || !isChunked
            return answered(exchange, line, request, at: now)
        }
        exchange.isOpenEnded = true
        // Nothing after it is answered, so nothing after it is kept.
        exchange.waiting.removeAll()
        exchange.arriving = nil
        line.sentBefore = host.bytesSent(on: line.id)
        line.deadline = now + settings.idleTimeout
        noteUnsent(exchange, line)
    }

    /// More of the body. A slip whose stream is gone is ignored.
    func push(_ bytes: [UInt8], on slip: ReplySlip) {
        guard !bytes.isEmpty, let (exchange, line, request) = streamed(slip) else { return }
        host.send(request.head.minor > 0 ? HTTPChunk.encode(bytes) : bytes, on: line.id)
        noteUnsent(exchange, line)
    }

    func endStream(_ slip: ReplySlip, at now: Instant) {
        guard let (_, line, request) = streamed(slip) else { return }
        if request.head.minor > 0 { host.send(HTTPChunk.last, on: line.id) }
        leave(line, at: now)
    }

    func isStreaming(_ slip: ReplySlip) -> Bool { streamed(slip) != nil }

    /// Whether the reader has taken what he was given.
    func isReady(for slip: ReplySlip) -> Bool {
        streamed(slip).map { $0.0.unsentAnswers == 0 } ?? false
    }

    private func streamed(_ slip: ReplySlip) -> (HTTPExchange, Line, Request)? {
        guard let awaited = awaited(slip), awaited.0.isOpenEnded else { return nil }
        return awaited
    }

    private func noteUnsent(_ exchange: HTTPExchange, _ line: Line) {
        exchange.unsentAnswers = host.hasUnsent(on: line.id) ? 1 : 0
    }

    /// A stream's reader has taken everything.
    func drainedStream(_ exchange: HTTPExchange, _ line: Line) {
        exchange.unsentAnswers = 0
        attendant.drained(exchange.slip(on: line))
    }

    /// The time of a stream is over where its reader takes nothing of what waits for him.
    func expiredStream(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        guard exchange.unsentAnswers == 0 else { return hangUp(line, at: now) }
        line.sentBefore = host.bytesSent(on: line.id)
        line.deadline = now + settings.idleTimeout
    }
}
