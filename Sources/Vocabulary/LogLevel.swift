// How much a log tells, and in what shape: words that the config and the journal share.

package enum LogLevel: String, Sendable, CaseIterable, Comparable {
    /// Something the operator must see to.
    case error
    /// Something is worse than it should be, and the daemon goes on.
    case warning
    /// What a day is made of: start, stop, nodes that come and go.
    case info
    /// What an engineer asks for.
    case debug

    /// The priority of syslog (RFC 5424, section 6.2.1), which systemd reads from `<n>`.
    package var priority: Int {
        switch self {
        case .error: 3
        case .warning: 4
        case .info: 6
        case .debug: 7
        }
    }

    /// The graver level is the lesser.
    package static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.priority < right.priority
    }
}

package enum LogFormat: String, Sendable, CaseIterable {
    /// Lines for people, or with priorities for systemd's journal.
    case text
    /// One JSON object a line.
    case json
}
