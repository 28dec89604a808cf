// How far an address reaches, so that a stranger cannot send us nearer than he could go himself: a
// name in a torrent, or a redirect, that ends at our own loopback makes us act for him there.

/// From the nearest to the farthest.
package enum AddressReach: Int, Comparable, Sendable {
    /// This machine.
    case loopback
    /// This link; clouds keep their machines' credentials there.
    case link
    /// This network.
    case network
    case world

    package static func < (left: AddressReach, right: AddressReach) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension IPAddress {
    /// Nil for an address that no single machine has, which nobody may be sent to.
    package var reach: AddressReach? {
        if isUnspecified || isMulticast { return nil }
        if isLoopback { return .loopback }
        if isLinkLocal { return .link }
        return isPrivate ? .network : .world
    }

    /// Whether an answer from here may send us on to `other`: never nearer to us than it is.
    package func mayRedirect(to other: IPAddress) -> Bool {
        guard let reach, let next = other.reach else { return false }
        return next >= reach
    }
}
