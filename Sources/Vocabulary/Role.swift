// What a daemon is for; the config file says which.

package enum Role: String, Sendable {
    /// Remembers peers and tells them of each other.
    case bootstrap
    /// Shares files, searches and downloads.
    case peer
}

/// What kind of program answered at an address.
package enum Kind: String, Sendable {
    /// Not asked yet, or did not answer.
    case unknown
    /// One of ours: it said its node id.
    case ours
    /// A node of the old JSON dialect.
    case old
}

/// The program's version, as `distrishare version` and other nodes see it.
package enum Version {
    package static let text = "0.1.0"
}
