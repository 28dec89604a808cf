// One connection and what is being said on it.

import HTTPWire
import JSONWire
import Vocabulary

/// Lives in the switchboard's table for as long as its connection does. Kept small: there may be
/// ten thousand that say nothing.
final class Line {
    enum State {
        /// Accepted; has not said anything.
        case sniffing
        case json(JSONServer)
        case http(HTTPExchange)
        /// Everything was said; what is queued still goes out, and what arrives is dropped.
        case leaving
        /// One that we dialled.
        case calling(Call)
    }

    let id: ConnectionID
    let remote: Remote
    var state: State
    /// Closed when this passes, unless bytes were moving.
    var deadline: Instant
    /// What the kernel had taken when the deadline was set.
    var sentBefore: UInt64 = 0
    /// What of a file waits to be sent because of a rate.
    var shipment: Shipment?

    init(id: ConnectionID, remote: Remote, state: State, deadline: Instant) {
        self.id = id
        self.remote = remote
        self.state = state
        self.deadline = deadline
    }
}

/// The server's half of an HTTP connection: requests come in, and leave in the same order.
final class HTTPExchange {
    var machine = HTTPServer()
    /// The request whose body is arriving.
    var head: HTTPRequestHead?
    var body: [UInt8] = []
    /// A request has begun to arrive, and its time runs.
    var isArriving = false
    /// Whole requests that wait for the one that is being answered.
    var waiting: [Request] = []
    var answering: Request?
    /// Counts answers, so that one that comes for an earlier request is known.
    var number: UInt32 = 0
    var isServing = false
    var isPaused = false
    /// Answers queued since everything was last sent.
    var unsentAnswers = 0
    /// What follows cannot be trusted: this is said once everything before it is answered.
    var violation: (status: Int, detail: String)?
    /// Whether so much waits that the connection is not read.
    var isFull: Bool {
        waiting.count >= Limits.pipelinedRequests
            || waiting.reduce(0) { $0 + $1.body.count } >= Limits.documentLength
    }
    /// No request after the one being answered will be answered.
    var isLast = false
    /// The answer has begun and has no end yet; nothing after it is answered.
    var isStream = false
}

/// Where an answer goes; may be kept until the answer is known.
struct ReplySlip: Equatable {
    let connection: ConnectionID
    let number: UInt32
    /// Who asked.
    let remote: Remote
}

extension HTTPExchange {
    /// Where the answer to the request that is being answered goes.
    func slip(on line: Line) -> ReplySlip {
        ReplySlip(connection: line.id, number: number, remote: line.remote)
    }
}

/// One call to another node: one request, one answer, one connection.
final class Call {
    enum Dialect {
        case http(HTTPClient, HTTPRequestHead, body: [UInt8])
        case json([UInt8])
        /// To an old bootstrap, which believes what it is told: nil is the address that this very
        /// connection leaves our machine by.
        case jsonRegister(IPAddress?, port: UInt16)
        /// Only to see whether somebody listens.
        case touch
    }

    let purpose: Purpose
    let endpoint: Endpoint
    var dialect: Dialect
    /// Whether the answer is handed on as it arrives, or collected.
    let isStream: Bool
    var isConnected = false
    var head: HTTPResponseHead?
    var collected: [UInt8] = []
    var hasAnswered = false
    /// We have asked the other side to wait.
    var isHeld = false

    init(_ purpose: Purpose, at endpoint: Endpoint, _ dialect: Dialect, isStream: Bool) {
        self.purpose = purpose
        self.endpoint = endpoint
        self.dialect = dialect
        self.isStream = isStream
    }
}
