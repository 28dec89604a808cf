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
