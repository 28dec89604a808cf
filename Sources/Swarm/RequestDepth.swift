// How many requests to keep in flight at a peer.
//
// Law: as many as come within a second at the rate he has shown, never fewer than a few nor more
// than he takes. Until his rate is known it doubles with each round, so a lone fast seed is soon
// drained at all that he can give. Who is silent for a minute gets one request at a time.

import Vocabulary

package struct RequestDepth: Sendable {
    /// Requests that he takes at a time (BEP 10: `reqq`).
    package var ceiling = Limits.requestsUntold
    /// Whether he left requests unanswered for too long.
    package private(set) var isSnubbed = false
    /// Bytes in flight while it is not known how fast he is; nil afterwards.
    private var opening: Int? = Limits.requestsFloor * Limits.blockLength
    private var meter = RateMeter()
    /// When he began to be silent while requests wait.
    private var silentSince: Instant?
    /// The second that is measured while it grows, and what came in it and in the one before.
    private var second: (start: Instant, bytes: Int, before: Int)?

    package init() {}

    /// Whether it still grows with all that comes.
    package var isOpening: Bool { opening != nil }

    /// Bytes a second.
    package func rate(at now: Instant) -> Int64 { meter.rate(at: now) }

    /// Whether he gives pieces of that length quickly. Nobody is fast before he has shown it.
    package func speed(pieceLength: Int, at now: Instant) -> PeerSpeed {
        let length = Double(meter.rate(at: now)) * Limits.fastPieceTime.inSeconds
        return length >= Double(pieceLength) ? .fast : .slow
    }

    /// Blocks of `Limits.blockLength` to have in flight.
    package func depth(at now: Instant) -> Int {
        if isSnubbed { return 1 }
        let most = max(1, min(ceiling, Limits.requestsCeiling))
        let blocks = (bytes(at: now) + Limits.blockLength - 1) / Limits.blockLength
        return min(max(blocks, Limits.requestsFloor), most)
    }

    private func bytes(at now: Instant) -> Int {
        opening ?? Int(Double(meter.rate(at: now)) * Limits.requestTime.inSeconds)
    }

    // MARK: What happens

    /// Requests are on their way to him.
    package mutating func asked(at now: Instant) { silentSince = silentSince ?? now }

    /// He owes us nothing: he has choked us, or everything has come.
    package mutating func idle() {
        silentSince = nil
        // A second in which little was asked tells nothing of how fast he is.
        second = nil
    }

    package mutating func received(_ bytes: Int, at now: Instant) {
        if isSnubbed {
            isSnubbed = false
            opening = Limits.requestsFloor * Limits.blockLength
            second = nil
        }
        silentSince = now
        meter.add(bytes, at: now)
        guard let opening else { return }
        self.opening = min(opening + bytes, Limits.requestsCeiling * Limits.blockLength)
        measure(bytes, at: now)
    }

    /// Ends the opening after a second that was hardly better than the one before.
    private mutating func measure(_ bytes: Int, at now: Instant) {
        guard let last = second else {
            second = (now, bytes, 0)
            return
        }
        guard now.since(last.start) >= .seconds(1) else {
            second!.bytes += bytes
            return
        }
        if last.bytes * 10 < last.before * 11 {
            opening = nil
            second = nil
        } else {
            second = (now, bytes, last.bytes)
        }
    }

    /// Whether he has snubbed us just now.
    package mutating func deadlineReached(at now: Instant) -> Bool {
        guard let deadline = nextDeadline, deadline <= now else { return false }
        isSnubbed = true
        return true
    }

    package var nextDeadline: Instant? {
        isSnubbed ? nil : silentSince.map { $0 + Limits.snubTime }
    }
}
