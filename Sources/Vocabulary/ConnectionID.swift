// What the node calls a connection: a number, never a descriptor. And who is at its other end.

/// A connection's place in the table and the generation of its tenant, so that a decision which
/// comes late never meets another connection that has moved in since.
package struct ConnectionID: Hashable, Sendable {
    package let raw: UInt64

    package init(raw: UInt64) { self.raw = raw }
}

/// The other end of a connection.
package enum Remote: Hashable, Sendable {
    case tcp(Endpoint)
    /// A process of this machine, by the control socket; the kernel vouches for both numbers.
    case local(pid: Int32, uid: UInt32)
}
