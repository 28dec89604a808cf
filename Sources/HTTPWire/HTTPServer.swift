// The receiving half of an HTTP/1.1 connection, without the socket (RFC 9112).
//
//     head ──▶ body ──▶ head ──▶ …      a request without a body goes from head to head
//       └────────┴────▶ failed          nothing after a violation can be understood
//
// Law 1. One read is understood whole: every head in it, and the place of every body's bytes.
// Law 2. Whatever could be read in two ways is refused, and the connection with it.

import Bytes
import Vocabulary

package enum HTTPServerEvent {
    case request(HTTPRequestHead)
    /// Bytes of the body: their place in what the last `receive` was given.
    case body(Range<Int>)
    /// The request is whole. Comes after each request, with or without a body.
    case requestEnded
}

package struct HTTPServer {
    private enum State {
        case head(HTTPHead<HTTPRequestLine>)
        case body(HTTPBody)
        case failed(HTTPViolation)
    }

    private var state = State.head(HTTPHead())
    private var events = HTTPEvents<HTTPServerEvent>()
    /// The method of a request whose head was refused; nil where not even that was understood.
    package private(set) var refusedMethod: String?

    package init() {}

    /// Between requests: nothing of the next one has come.
    package var isIdle: Bool {
        if case .head(let head) = state { head.isUntouched } else { false }
    }

    /// Takes what was read. Take all events before the next call: places in a body would be lost.
    /// Requests before a violation in the same read still have their events; after one, every
    /// further call throws it again.
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
    package mutating func nextEvent() -> HTTPServerEvent? { events.next() }

    private mutating func step(_ bytes: RawSpan, at place: inout Int) throws(HTTPViolation) {
        switch state {
        case .failed(let violation): throw violation
        case .head(var head):
            // Taken out of the state meanwhile, so that it is changed in place and not copied.
            state = .failed(.malformed)
            do throws(HTTPViolation) {
                guard let (line, fields) = try head.take(bytes, at: &place) else {
                    state = .head(head)
                    return
                }
                let (request, framing) = try HTTPRequestHead.read(line, fields)
                events.add(.request(request))
                advance(HTTPBody(framing))
            } catch {
                refusedMethod = head.start?.method
                throw error
            }
        case .body(var body):
            state = .failed(.malformed)
            while let range = try body.next(bytes, at: &place) {
                events.add(.body(range), isPlace: true)
            }
            advance(body)
        }
    }

    private mutating func advance(_ body: HTTPBody) {
        guard body.isEnded else {
            state = .body(body)
            return
        }
        events.add(.requestEnded)
        state = .head(HTTPHead())
    }
}

/// Events that wait to be asked for, in order.
struct HTTPEvents<Event> {
    private var waiting: [Event] = []
    private var taken = 0
    /// Whether places in the last read wait.
    private(set) var hasPlaces = false

    mutating func add(_ event: Event, isPlace: Bool = false) {
        waiting.append(event)
        if isPlace { hasPlaces = true }
    }

    mutating func next() -> Event? {
        guard taken < waiting.count else { return nil }
        defer { forgetTaken() }
        taken += 1
        return waiting[taken - 1]
    }

    /// An idle connection keeps the room of one request, not that of its longest pipeline.
    private mutating func forgetTaken() {
        guard taken == waiting.count else { return }
        waiting.removeAll(keepingCapacity: waiting.capacity <= 4)
        taken = 0
        hasPlaces = false
    }
}
