// When peer exchange may speak and be heard (BEP 11): the difference since the last time, at most
// once a minute, and so many contacts at most.

import Vocabulary

/// What one peer was told.
package struct PexSender: Sendable {
    /// Contacts it believes we have, in the order they were told: the same story every time.
    private var told: [Endpoint] = []
    private var last: Instant?

    package init() {}

    /// When there may be something to say.
    package var nextDeadline: Instant? { last.map { $0 + Limits.pexInterval } }

    /// What to tell `receiver` now; nil where it is too soon or there is nothing. What does not fit
    /// is told the next time. O(connected + told), once a minute.
    /// - Parameter connected: peers that we are connected to at the moment, and nobody else.
    package mutating func message(
        to receiver: Endpoint?, connected: [PexContact], at now: Instant
    ) -> PexMessage? {
        if let nextDeadline, now < nextDeadline { return nil }
        let live = Set(connected.map(\.endpoint))
        let known = Set(told)
        let dropped = Array(told.lazy.filter { !live.contains($0) }.prefix(Limits.pexContacts))
        var added: [PexContact] = []
        var isAdded: Set<Endpoint> = []
        for contact in connected where contact.endpoint != receiver {
            guard added.count < Limits.pexContacts else { break }
            guard !known.contains(contact.endpoint), isAdded.insert(contact.endpoint).inserted
            else { continue }
            added.append(contact)
        }
        let message = PexMessage(added: added, dropped: dropped)
        guard !message.isEmpty else { return nil }
        let gone = Set(dropped)
        told = told.filter { !gone.contains($0) } + added.map(\.endpoint)
        last = now
        return message
    }
}

/// What one peer may tell.
package struct PexReceiver: Sendable {
    private var last: Instant?
    private var hasty = 0

    package init() {}

    /// As much of the message as we listen to; nil where it came too soon.
    package mutating func admit(
        _ message: PexMessage, at now: Instant
    ) throws(PeerViolation) -> PexMessage? {
        if let last, now.since(last) < Limits.pexInterval - Limits.pexIntervalSlack {
            hasty += 1
            guard hasty <= Limits.pexHaste else { throw .pexTooOften }
            return nil
        }
        let most = last == nil ? Limits.pexContactsFirst : Limits.pexContacts
        hasty = 0
        last = now
        // Who is both added and dropped is neither.
        let both = Set(message.added.map(\.endpoint)).intersection(message.dropped)
        return PexMessage(
            added: Array(message.added.lazy.filter { !both.contains($0.endpoint) }.prefix(most)),
            dropped: Array(message.dropped.lazy.filter { !both.contains($0) }.prefix(most)))
    }
}
