// A connection, as those speak of it who do not own its socket.

/// Names one connection for as long as it lives; a number is not given twice, so a decision that
/// comes too late finds nobody.
package struct ConnectionID: Hashable, Sendable {
    /// The generation in the upper half, the slot in the tables in the lower.
    package let raw: UInt64

    package init(raw: UInt64) { self.raw = raw }
}

/// Who is at the other end.
package enum Remote: Hashable, Sendable {
    case tcp(Endpoint)
    /// Somebody on this machine who may open the control socket.
    case local(pid: Int32, uid: UInt32)
}
