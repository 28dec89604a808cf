// The receiving half of a client's HTTP/1.1 connection, for one response.
//
// Law: a response is whole when its framing says so, never because the connection ended, except
// where that is its framing. Interim responses (1xx) are passed over, a few of them.

import Bytes
import Vocabulary

/// The head of a final response.
package struct HTTPResponseHead: Sendable {
    package var status: Int
    package var fields: HTTPFields
    /// The x of HTTP/1.x: 0 or 1.
    package var minor: Int
    /// Bytes that follow: 0 where there is no body, nil where the end is only known when it comes.
    package var bodyLength: Int64?

    /// Whether the server keeps the connection for another request.
    package var keepAlive: Bool {
        if fields.has("close", in: "connection") { return false }
        return minor > 0 || fields.has("keep-alive", in: "connection")
    }
}

package enum HTTPClientEvent {
    case response(HTTPResponseHead)
    /// Bytes of the body: their place in what the last `receive` was given.
    case body(Range<Int>)
    case responseEnded
}

package struct HTTPClient {
    private enum State {
        case head(HTTPHead<HTTPStatusLine>, interim: Int)
        case body(HTTPBody)
        case ended
        case failed(HTTPViolation)
    }

    private let method: String
    private var state = State.head(HTTPHead(), interim: 0)
    private var events = HTTPEvents<HTTPClientEvent>()
    private var mayStay = false

    /// For the response to one request: that to HEAD has no body.
    package init(method: String) { self.method = method }

    /// Whether the response is whole and another request may follow on the connection. Bytes
    /// that nobody asked for make it unfit.
    package var mayBeReused: Bool {
        if case .ended = state { mayStay } else { false }
    }

    /// Takes what was read. Take all events before the next call: places in a body would be lost.
    /// After a violation, every further call throws it again.
    package mutating func receive(_ bytes: RawSpan) throws(HTTPViolation) {
        if case .failed(let violation) = state { throw violation }
        precondition(!events.hasPlaces, "the events of a body are taken before the next read")
        var place = 0
        do {
            while place < bytes.byteCount { try step(bytes, at: &place) }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// What happened next; nil when all that was read has been told.
    package mutating func nextEvent() -> HTTPClientEvent? { events.next() }

    /// The server closed. Ends a body that ends so, and throws `cut` where more was promised.
    package mutating func connectionClosed() throws(HTTPViolation) {
        mayStay = false
        switch state {
        case .ended: return
        case .failed(let violation): throw violation
        case .body(let body) where body.endsWithConnection:
            events.add(.responseEnded)
            state = .ended
        case .head, .body:
            state = .failed(.cut)
            throw .cut
        }
    }

    private mutating func step(_ bytes: RawSpan, at place: inout Int) throws(HTTPViolation) {
        switch state {
        case .failed(let violation): throw violation
        case .ended:
            mayStay = false
            place = bytes.byteCount
        case .head(var head, let interim):
            state = .failed(.malformed)
            guard let (line, fields) = try head.take(bytes, at: &place) else {
                state = .head(head, interim: interim)
                return
            }
            try headArrived(line, fields, interim: interim)
        case .body(var body):
            state = .failed(.malformed)
            while let range = try body.next(bytes, at: &place) {
                events.add(.body(range), isPlace: true)
            }
            advance(body)
        }
    }

    private mutating func headArrived(
        _ line: HTTPStatusLine, _ fields: HTTPFields, interim: Int
    ) throws(HTTPViolation) {
        // An interim response has no body; one that speaks of framing all the same is read as
        // strictly, for others may believe it.
        let framing = try HTTPFraming(
            response: fields, status: line.status, minor: line.minor, method: method)
        if line.status < 200 {
            // 101 changes the protocol, which we never ask for.
            guard line.status != 101, interim < Limits.interimResponses else { throw .malformed }
            state = .head(HTTPHead(), interim: interim + 1)
            return
        }
        let length: Int64? =
            switch framing {
            case .none: 0
            case .length(let length): length
            case .chunked, .untilClose: nil
            }
        let head = HTTPResponseHead(
            status: line.status, fields: fields, minor: line.minor, bodyLength: length)
        mayStay = head.keepAlive && framing != .untilClose
        events.add(.response(head))
        advance(HTTPBody(framing))
    }

    private mutating func advance(_ body: HTTPBody) {
        guard body.isEnded else {
            state = .body(body)
            return
        }
        events.add(.responseEnded)
        state = .ended
    }
}
