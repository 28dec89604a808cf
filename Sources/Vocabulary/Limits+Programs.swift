// Where the programs end: what they read from a config, and what the tool and its load test do.

extension Limits {
    // MARK: Config

    /// A config file: the whole of ours, with its comments, is 10 KiB.
    package static let configLength = 1 << 20
    /// One line of a config file: 128 folders fit; the parser's own depth is kept in bounds too.
    package static let configLineLength = 16 << 10
    /// Problems of a config that are told at once: more than a screen helps nobody.
    package static let configProblems = 50
    /// A text in a config: a name, a zone, a line of a list.
    package static let settingLength = 255
    /// Further ports of a node; old clients know seven in all.
    package static let alsoPorts = 16
    /// Addresses to listen on: a machine with more has 0.0.0.0.
    package static let listenAddresses = 64
    /// A file that holds a secret: 256 bits are 64 digits, a passphrase is a page at most.
    package static let secretLength = 4096
    /// A message in the log, in characters: a path of the library fits.
    package static let logMessageLength = 4096
    /// Sockets that systemd hands over: a unit of ours has two.
    package static let inheritedSockets = 64
    /// A status line of systemd and the notification around it.
    package static let notificationLength = 4096

    // MARK: The tool

    /// Attempts of `get` without a node that bring nothing, one after the other: about a minute.
    package static let fetchAttempts = 8
    /// How long `get` waits for a node that went away while it looked on: a restart takes seconds.
    package static let returnPatience = Duration.seconds(60)
    /// Connections of a load test: the local ports of one address, less those of others.
    package static let loadConnections = 28_000
    /// The longest load test: a day.
    package static let loadSeconds = 86_400
    /// Requests a second that a load test may pace; no machine answers more.
    package static let loadRate = 10_000_000
    /// Torrents that a tracker is asked for by a load test, 20 bytes each.
    package static let loadTorrents = 10_000_000
    /// Requests after which a load test may end: more than a day of any machine's.
    package static let loadRequests = 1_000_000_000_000

    // MARK: The load test

    /// An answer that makes no progress for so long has failed, as has a connect.
    package static let loadPatience = Duration.seconds(10)
    /// What requests that run at the end of a load test get to finish.
    package static let loadDrainTime = Duration.seconds(5)
    /// A place whose request failed waits so long before the next: a server that is gone must not
    /// make the client spin.
    package static let loadRest = Duration.milliseconds(100)
    /// Different reasons of failures that are told; more help nobody.
    package static let loadReasons = 3
    /// A first answer up to here is kept and compared, a longer one only digested.
    package static let loadReferenceLength = 256 << 20
    /// Looks at what is ready in one turn, before the loop's own clocks are looked at again.
    package static let loadRoundsPerTurn = 16
}
