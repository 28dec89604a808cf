// Who came by the directories of old: dialect B, whose clients log in once and have an address, and
// dialect L, whose clients log in every half minute and have none.
//
//     B   listed ─logout, or three probes failed once it was reached, or a day unreached─▶ offline
//     L   listed ─a minute without a login─▶ offline
//         offline ─login─▶ listed          offline ─a day─▶ forgotten
//
// Law 1. Somebody is here by his user's name, once for each dialect.
// Law 2. Who is offline is in no answer, but what he had is known for a day.
// Law 3. The tables end at their limit, and nobody who is listed is pushed out.

import Digest
import Vocabulary

/// Where a client of dialect B is reached, as far as it is known.
package enum GuestPlace: Equatable, Sendable {
    /// Nowhere: what it said leads to nobody, or nobody could look it up yet.
    case nowhere
    /// It named somebody else's address; a probe must reach it first.
    case unproved(Endpoint, host: String)
    /// `host` is what others are told: a name or an address.
    case known(Endpoint, host: String)

    package var endpoint: Endpoint? {
        switch self {
        case .nowhere: nil
        case .unproved(let endpoint, _), .known(let endpoint, _): endpoint
        }
    }
}

package struct BearerGuest: Sendable {
    package let user: UserName
    package var isListed = true
    /// What it said.
    package var said: HostPort
    package var sender: IPAddress
    package var place = GuestPlace.nowhere
    /// Of its token.
    package var session: Digest256
    package var lastRequest: Instant
    package var wasReached = false
    /// Probes in a row that nobody answered.
    package var failures = 0
    package var lastProbe: Instant?
    package var isBeingProbed = false

    package init(
        user: UserName, said: HostPort, sender: IPAddress, session: Digest256, at now: Instant
    ) {
        self.user = user
        self.said = said
        self.sender = sender
        self.session = session
        lastRequest = now
    }

    /// Whether it can be asked for files: the last probe was answered, or none was needed yet.
    package var isLive: Bool { isListed && failures == 0 }

    /// Whether it is time to knock.
    package func wantsProbe(at now: Instant) -> Bool {
        guard isListed, !isBeingProbed, place.endpoint != nil else { return false }
        return lastProbe.map { now.since($0) >= Limits.guestProbeInterval } ?? true
    }

    /// Whether its silence is long enough.
    package func isGone(at now: Instant) -> Bool {
        if wasReached { return failures >= Limits.probesFailed }
        return now.since(lastRequest) >= Limits.guestMemory
    }
}

package struct LoginGuest: Sendable {
    package let user: UserName
    package var isListed = true
    package var sender: IPAddress
    package var session: Digest256
    package var lastLogin: Instant

    package init(user: UserName, sender: IPAddress, session: Digest256, at now: Instant) {
        self.user = user
        self.sender = sender
        self.session = session
        lastLogin = now
    }
}

package struct Guests {
    package private(set) var bearers: [UserName: BearerGuest] = [:]
    package private(set) var logins: [UserName: LoginGuest] = [:]

    package init() {}

    package var isEmpty: Bool { bearers.isEmpty && logins.isEmpty }

    /// False: there is no room.
    package mutating func enter(_ guest: BearerGuest) -> Bool {
        guard bearers[guest.user] != nil || bearers.count < Limits.guests || makeRoom() else {
            return false
        }
        bearers[guest.user] = guest
        return true
    }

    package mutating func enter(_ guest: LoginGuest) -> Bool {
        guard logins[guest.user] != nil || logins.count < Limits.guests || makeRoom() else {
            return false
        }
        logins[guest.user] = guest
        return true
    }

    package mutating func update(bearer user: UserName, _ change: (inout BearerGuest) -> Void) {
        guard var guest = bearers.removeValue(forKey: user) else { return }
        change(&guest)
        bearers[user] = guest
    }

    package mutating func leave(login user: UserName) { logins[user]?.isListed = false }

    package mutating func forget(bearer user: UserName) { bearers[user] = nil }
    package mutating func forget(login user: UserName) { logins[user] = nil }

    /// Those of dialect L whose last login is older than `patience` and who are listed still, in
    /// the order of their names.
    package func overdue(after patience: Duration, at now: Instant) -> [UserName] {
        logins.values.filter { $0.isListed && now.since($0.lastLogin) >= patience }
            .map(\.user).sorted()
    }

    /// Gives up those who are offline. O(guests).
    private mutating func makeRoom() -> Bool {
        let before = bearers.count + logins.count
        bearers = bearers.filter { $0.value.isListed }
        logins = logins.filter { $0.value.isListed }
        return bearers.count + logins.count < before
            && bearers.count < Limits.guests && logins.count < Limits.guests
    }
}
