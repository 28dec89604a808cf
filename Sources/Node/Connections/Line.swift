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
}

/// Where an answer goes; may be kept until the answer is known.
struct ReplySlip {
    let connection: ConnectionID
    let number: UInt32
}
