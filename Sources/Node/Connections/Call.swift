// One call to another node: what is asked, and what has come of it.

import HTTPWire
import Vocabulary

/// One call to another node: one connection, a request and its answer, and perhaps another.
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

    /// Changes with the next request.
    var purpose: Purpose
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
    /// The connection may be kept for another request.
    let staysOpen: Bool
    /// Bytes of an answer that is collected.
    let answerLength: Int
    /// The answer is whole, and nothing else has been asked.
    var isResting = false

    init(
        _ purpose: Purpose, at endpoint: Endpoint, _ dialect: Dialect, isStream: Bool,
        staysOpen: Bool = false, answerLength: Int = Limits.documentLength
    ) {
        self.purpose = purpose
        self.endpoint = endpoint
        self.dialect = dialect
        self.isStream = isStream
        self.staysOpen = staysOpen
        self.answerLength = answerLength
    }
}
