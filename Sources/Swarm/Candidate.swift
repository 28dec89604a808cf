// A peer that somebody named, and where we stand with him.

import Vocabulary

/// Who named a peer.
package struct PeerSources: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let tracker = PeerSources(rawValue: 1 << 0)
    package static let pex = PeerSources(rawValue: 1 << 1)
    package static let lsd = PeerSources(rawValue: 1 << 2)
    /// A person.
    package static let hand = PeerSources(rawValue: 1 << 3)
    package static let bootstrap = PeerSources(rawValue: 1 << 4)
    package static let multicast = PeerSources(rawValue: 1 << 5)
    /// The `x.pe` of a link that may come from anywhere.
    package static let magnet = PeerSources(rawValue: 1 << 6)
    /// He came himself, and told his port.
    package static let incoming = PeerSources(rawValue: 1 << 7)

    /// What strangers say, who may have us knock at anybody's door.
    static let hearsay: PeerSources = [.tracker, .pex, .magnet]

    /// How much is lost with one who was named so: 3 is never dropped.
    var worth: Int {
        if contains(.hand) { return 3 }
        if !isDisjoint(with: [.tracker, .bootstrap]) { return 2 }
        return isDisjoint(with: [.lsd, .multicast, .incoming]) ? 0 : 1
    }
}

package struct Candidate: Sendable {
    package let endpoint: Endpoint
    package internal(set) var sources: PeerSources
    /// Whether he was said to have everything.
    package internal(set) var isSeed: Bool
    /// Attempts that failed one after the other.
    package internal(set) var failures = 0
    package internal(set) var state = State.idle
    /// When he may be dialled.
    package internal(set) var restsUntil = Instant.start
    var lastNamed: Instant

    package enum State: Hashable, Sendable { case idle, dialled, connected }
}

/// What became of a name.
package enum CandidateOutcome: Hashable, Sendable {
    case new
    /// He was known; who named him is remembered.
    case known
    case refused(CandidateRefusal)
}

package enum CandidateRefusal: Hashable, Sendable {
    /// Port 0 is nobody's.
    case noPort
    case ourselves
    case banned
    /// An address that no machine has for itself, or one of this machine or this link.
    case nobodyElse
    /// An address of a private network, named by somebody outside it.
    case outOfPlace
    /// All who are known are better, or as good.
    case full
}
