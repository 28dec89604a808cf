// What a choker knows of a peer.

import Vocabulary

/// What to tell a peer.
package enum ChokeChange: Hashable, Sendable {
    case choke(PeerKey)
    case unchoke(PeerKey)
}

struct ChokeRecord: Sendable {
    let peer: PeerKey
    /// Of our own network: served always, and counted nowhere.
    let isMember: Bool
    var isInterested = false
    var isSnubbed = false
    var isUnchoked = false
    /// Served on trust, whatever he gives.
    var isOptimistic = false
    /// Whether he was served before.
    var wasServed = false
    /// When he was served first in this turn; or, while he waits, when he was served last.
    var since = Instant.start
    /// Bytes since the last round.
    var received: Int64 = 0
    /// Bytes in the rounds before, the last counting half, the one before a quarter.
    var credit: Int64 = 0

    /// He waits for us, and may be served for what he gives.
    var isEligible: Bool { isInterested && !isSnubbed && !isMember }

    mutating func closeRound() {
        credit = (credit + received) / 2
        received = 0
    }
}
