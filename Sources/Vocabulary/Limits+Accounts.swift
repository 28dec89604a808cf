// The limits of users, their passwords and their sessions.

extension Limits {
    // MARK: Users

    /// Users that a bootstrap knows: a large school's. 300 bytes each is 20 MiB.
    package static let users = 65_536
    /// A user's name in Unicode's scalars.
    package static let userNameLength = 64
    /// A password in bytes. Who writes a longer one is made to wait for its digest by nobody else.
    package static let passwordLength = 1024

    // MARK: Passwords

    /// scrypt's cost (RFC 7914): N = 2^17, r = 8, p = 1 takes 128 MiB and a third of a second.
    package static let scryptCostBits = 17
    package static let scryptBlock = 8
    package static let scryptLanes = 1
    /// Bytes that one hash may take: 128 · N · r, and what the algorithm has around it.
    package static let scryptMemory: UInt64 = 136 << 20
    /// Cost that a record of another version may ask for; more would be refused for its memory.
    package static let scryptCostBitsMax = 17
    /// Bytes of a salt (RFC 7914 has none of its own; NIST SP 800-132 wants 16).
    package static let saltLength = 16
    /// Passwords that are hashed at a time: half of the pool, and 256 MiB.
    package static let passwordsAtOnce = 2
    /// And those that wait for it. Two a third of a second: the last one waits five seconds, which
    /// is what a client's patience is; whoever comes then is told when to come again.
    package static let passwordsWaiting = 32
    /// And of one address, for which loopback is none: who floods leaves room for others.
    package static let passwordsWaitingPerAddress = 4
    /// What is said to whoever finds the queue full, in seconds.
    package static let passwordsRetry: Int64 = 5
    /// For so long a password that was verified is known again by a keyed digest.
    package static let verifiedTime = Duration.seconds(3600)

    // MARK: Attempts

    /// Attempts to log in that cost nothing but their time: slips of the pen.
    package static let freeAttempts = 5
    /// Then each doubles the wait, up to this.
    package static let attemptDelayMin = Duration.seconds(1)
    package static let attemptDelayMax = Duration.minutes(15)
    /// Attempts are forgotten so long after the last.
    package static let attemptMemory = Duration.minutes(60)
    /// Names, and as many addresses, whose attempts are counted. A hash costs a third of a second,
    /// so an hour has 22,000 attempts in it; the ones that failed least go first.
    package static let attemptsCounted = 16_384

    // MARK: Changes

    /// Changes of users and sessions that wait for the disk, each with somebody who waits for it. A
    /// disk takes a hundred a second, and many with one flush.
    package static let changesPromised = 256

    // MARK: Sessions

    /// How often those that are over are looked for.
    package static let sessionSweep = Duration.minutes(10)

    /// How long a token is good. A script logs in once a week.
    package static let sessionTime: Int64 = 7 * 86_400
    /// Tokens of one user: his machines and scripts. Another one ends the one that would expire
    /// first.
    package static let sessionsPerUser = 16
    /// Tokens in all: 200 bytes each.
    package static let sessions = 131_072
}
