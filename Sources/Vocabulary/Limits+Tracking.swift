// Limits of a tracker: what a bootstrap remembers of other people's swarms, and what it tells.

extension Limits {
    // MARK: Swarms

    /// What the allocator and Swift add to the bytes of an array: its head, and rounding up.
    package static let allocationBytes = 48
    /// Peers of a swarm that are looked through one by one: up to here that is as fast as an index.
    package static let peersUnindexed = 64
    /// Peers of one swarm, of each family of addresses. Nobody has seen a larger one; whoever comes
    /// on top is told of others, and others not of him. An index of so many is made anew in 4 ms.
    package static let peersPerSwarm = 1 << 18
    /// Peers of one answer, whatever was asked for and configured: opentracker's bound.
    package static let peersTold = 200
    /// Peers that are looked at and not told, for one answer: seeds, or addresses of this network.
    package static let peersPassedOver = 400
    /// Peers that one address may have, where the config says nothing: a gateway of a hundred
    /// people with a hundred torrents each. A network of IPv6 (64 bits) is one address.
    package static let peersPerAddress = 10_000
    /// Counters of peers by address: so many in a row, as a power of two. The most are a mebibyte.
    package static let addressCountersMin: UInt64 = 9
    package static let addressCountersMax: UInt64 = 17
    /// What one step of forgetting looks at, counted in peers: half a millisecond.
    package static let peersPerStep = 1 << 15
    /// Between two steps; a million peers are gone through in a second.
    package static let cleaningPause = Duration.milliseconds(10)
    /// The part of an interval by which one that is told may be longer or shorter.
    package static let intervalJitter = 16
    /// Between two rounds of the strictest kind, which may have found nobody to forget.
    package static let cleaningRest = Duration.seconds(1)

    // MARK: Counts of completions

    /// Torrents whose counts are kept when their swarms are gone: 10 MiB of them.
    package static let completions = 1 << 18
    /// Counts that wait to be written down; what comes on top is written when it changes next.
    package static let completionsWaiting = 4096

    /// Buckets of eight who completed something lately, so that they are counted once. The most are
    /// a mebibyte.
    package static let completionBucketsMin = 1 << 7
    package static let completionBucketsMax = 1 << 15

    /// How long they wait: a crash loses no more of them.
    package static let completionsRest = Duration.seconds(1)

    // MARK: Over a restart

    /// Bytes of a piece of what is saved at a clean stop: a row of the database.
    package static let savedPieceLength = 128 << 10
    /// Pieces of it: five million peers. Those on top announce again.
    package static let savedPieces = 512

    // MARK: Over UDP (BEP 15)

    /// How long a connection id is taken: twice as long as who got it may use it.
    package static let ticketAge = Duration.seconds(120)

    // MARK: Over HTTP

    /// Bytes of a head that is read in its place: a query with every byte escaped has 300, what a
    /// browser sends besides 700.
    package static let plainHeadLength = 4 << 10
    /// Bytes of an answer: both families' peers as strings, and what stands around them.
    package static let trackerReplyLength = 24 * peersTold + 1024
    /// And of one over UDP, so that it crosses any network in one packet: 230 peers of IPv4, or 76.
    package static let trackerDatagramLength = 1400

    // MARK: Who may

    /// Bytes of a token: of characters that a path has without escapes.
    package static let trackerTokenLength = 8...64
    /// Tokens of one tracker.
    package static let trackerTokens = 10_000
    /// Bytes of the file that has them.
    package static let trackerTokensLength = 1 << 20
    /// Torrents of a list, each 40 digits and an end of line in its file.
    package static let trackerTorrents = 200_000
    package static let trackerTorrentsLength = 16 << 20
    /// A peer for whom there was no room comes again so soon.
    package static let trackerFullRest = Duration.minutes(10)
}
