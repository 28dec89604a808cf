// How many bytes peers have sent us and taken from us, by what they are to us.

/// What a peer is to us.
package enum PeerClass: String, Sendable, CaseIterable {
    /// It has proved the network's secret.
    case member
    case stranger
}

/// Bytes of payload since the start; they only grow. Counted with each block, so it is four numbers
/// and no table.
package struct SwarmTraffic: Sendable {
    package struct Amounts: Sendable {
        package private(set) var received: UInt64 = 0
        package private(set) var sent: UInt64 = 0

        mutating func received(_ bytes: Int) { received += UInt64(bytes) }
        mutating func sent(_ bytes: Int) { sent += UInt64(bytes) }
    }

    private var members = Amounts()
    private var strangers = Amounts()

    package init() {}

    package internal(set) subscript(peer: PeerClass) -> Amounts {
        get {
            switch peer {
            case .member: members
            case .stranger: strangers
            }
        }
        set {
            switch peer {
            case .member: members = newValue
            case .stranger: strangers = newValue
            }
        }
    }
}
