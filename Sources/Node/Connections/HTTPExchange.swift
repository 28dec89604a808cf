// The server's half of an HTTP connection: requests come in, and leave in the same order.

import HTTPWire
import Vocabulary

final class HTTPExchange {
    var machine = HTTPServer()
    /// What was asked last, where its head is one of those that are known by their bytes.
    var lastKnown: KnownHead?
    /// The request whose head has come and whose body has not ended.
    var arriving: ArrivingRequest?
    /// Until when the head has to be whole that has begun to arrive.
    var headUntil: Instant?
    /// Whole requests that wait for the one that is being answered.
    var waiting = RequestQueue()
    var answering: Request?
    /// What is left to whoever asked that, where it is counted.
    var quota: Quota?
    /// Counts answers, so that one that comes for an earlier request is known.
    var number: UInt32 = 0
    /// Answers queued since everything was last sent.
    var unsentAnswers: UInt32 = 0
    /// And the bytes of those among them that are documents, which wait in memory.
    var unsentBytes = 0
    var isServing = false
    /// What is left of this turn's share (`Limits.turnShare`).
    var share = 0
    /// The share is used up: the rest of what waits is answered in the next turn.
    var isListed = false
    var isPaused = false
    /// Who takes the body wants to hear no more of it for now.
    var isHeld = false
    /// No request after the one being answered will be answered.
    var isLast = false
    /// The answer has begun and has no end yet; nothing after it is answered.
    var isOpenEnded = false
    /// What follows cannot be trusted: this is said once everything before it is answered.
    var violation: LastWord?

    /// Whether so much waits that the connection is not read.
    var isFull: Bool {
        if isListed || arriving?.isWaiting == true { return true }
        if waiting.isEmpty { return false }
        return waiting.uploads > 0 || waiting.count >= Limits.pipelinedRequests
            || waiting.bodyBytes >= Limits.waitingBodies
    }

    /// Whether we owe it nothing: no answer, and no bytes of one.
    var isResting: Bool { answering == nil && unsentAnswers == 0 && !isListed }

    /// Whether the body of the request that is being answered is still arriving.
    var isStreaming: Bool { arriving?.isStreamed == true }
}

/// What ends a connection, and whether the request that it answers wanted the head alone.
struct LastWord {
    let refusal: Refusal
    let omitsBody: Bool

    /// - Parameter method: of the request, where that is known.
    init(_ refusal: Refusal, to method: String?) {
        self.refusal = refusal
        omitsBody = method == "HEAD"
    }
}

/// A request whose head has come, and what becomes of its body.
final class ArrivingRequest {
    enum Body {
        /// A document: it is given to the attendant whole.
        case collected([UInt8])
        /// A file whose turn has not come. What was read with its head waits, and no more is read.
        case waiting([UInt8])
        /// Handed on as it arrives.
        case streamed
    }

    let head: HTTPRequestHead
    var body: Body
    /// Bytes that a document may have.
    let limit: Int
    /// Bytes of the body that came since the window began, and when it ends (`Limits.bodyWindow`).
    var windowBytes = 0
    var windowUntil: Instant
    /// The sender waits for a 100 and has not been given one.
    var awaitsGoOn: Bool

    init(
        _ head: HTTPRequestHead, _ body: Body, limit: Int = Limits.requestBodyLength,
        at now: Instant
    ) {
        self.head = head
        self.body = body
        self.limit = limit
        windowUntil = now + Limits.bodyWindow
        awaitsGoOn = head.hasBody && head.expectsContinue
    }

    func beginWindow(at now: Instant) {
        windowBytes = 0
        windowUntil = now + Limits.bodyWindow
    }

    var isStreamed: Bool { if case .streamed = body { true } else { false } }
    var isWaiting: Bool { if case .waiting = body { true } else { false } }
}

/// Where an answer goes; may be kept until the answer is known.
struct ReplySlip: Equatable {
    let connection: ConnectionID
    let number: UInt32
    /// Who asked.
    let remote: Remote
}

extension HTTPExchange {
    /// Where the answer to the request goes that is being answered.
    func slip(on line: Line) -> ReplySlip {
        ReplySlip(connection: line.id, number: number, remote: line.remote)
    }
}
