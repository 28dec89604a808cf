// How the choices of a swarm name a peer, and what they know of how fast it is.

/// A peer, by a number that whoever connects gives him. It is never given again while anybody may
/// remember it.
package struct PeerKey: Hashable, Comparable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }

    package static func < (left: PeerKey, right: PeerKey) -> Bool { left.number < right.number }
}

/// Peers of like speed finish pieces together; a slow one does not hold up a fast one's.
package enum PeerSpeed: Hashable, Sendable {
    case slow, fast
}
