// Limits of choosing in a swarm: what is asked of whom, and who is served. The models are
// libtorrent's settings and BEP 3.

extension Limits {
    // MARK: Picking

    /// Pieces that are begun and not whole, together: 500 requests in flight at each of thirty
    /// peers, in pieces of four blocks. Beyond it the emptiest that nobody works at is given up.
    package static let partialPieces = 4096
    /// Pieces with blocks that nobody was asked for. From here on a peer helps with what is begun,
    /// if it be of another speed, before it begins another.
    package static let openPieces = 64
    /// The first pieces are taken at random: the rarest are slow to come, and who has nothing has
    /// nothing to trade (BEP 3).
    package static let randomPieces = 4
    /// Pieces looked at in the order of rarity before a peer's own are looked through instead: a
    /// peer that has one of a thousand has few.
    package static let raritySteps = 1000
    /// And so many of his own are compared then.
    package static let raritySamples = 16
    /// Peers that one block is asked of at the end: two more cost little, everybody costs a copy
    /// of each.
    package static let endgameAskers = 3
    /// Blocks looked at in one choice of the endgame: some microseconds.
    package static let endgameSteps = 512
    /// Pieces that can have a deadline at a time: a film's next minutes.
    package static let deadlines = 1024

    // MARK: Choking (BEP 3)

    /// How often it is decided anew who is served.
    package static let chokeInterval = Duration.seconds(10)
    /// How often another is served on trust.
    package static let optimisticInterval = Duration.seconds(30)
    /// How much likelier one is served on trust who never was.
    package static let newcomerWeight = 3
    /// Peers served at a time, the one on trust among them: libtorrent's default.
    package static let uploadSlots = 8
    /// A seed serves somebody at least so long before the next has his turn.
    package static let seedingTurn = Duration.seconds(30)

    // MARK: Super-seeding (BEP 16)

    /// Without BEP 6 who has nothing says nothing: after so long nothing more is waited for, which
    /// is ten times a long way there and back.
    package static let bitfieldPatience = Duration.seconds(5)
    /// So long nobody passes on what he was shown: then they do not reach each other, and would
    /// wait for ever. A piece of 16 MiB takes as long on a line of 2 Mbit/s.
    package static let showingPatience = Duration.seconds(60)
}

extension Limits {
    // MARK: Requests in flight

    /// Blocks in flight at a peer whose rate is not known, or is low: two wait while two come.
    package static let requestsFloor = 4
    /// Blocks in flight at one peer: libtorrent's bound, 8 MiB.
    package static let requestsCeiling = 500
    /// What a peer that does not say takes (BEP 10 calls it `reqq`).
    package static let requestsUntold = 250
    /// As many blocks are in flight as come in so long: more would go stale, fewer would leave
    /// gaps on a long way.
    package static let requestTime = Duration.seconds(1)
    /// No block for so long is a snub (BEP 3: a minute).
    package static let snubTime = Duration.seconds(60)
    /// Who gives a whole piece in so long is fast.
    package static let fastPieceTime = Duration.seconds(30)

    // MARK: Liars

    /// Blocks of failed pieces whose senders are remembered, 16 bytes each, until the pieces pass:
    /// a hundred failures of the largest pieces that we make.
    package static let tracedBlocks = 100 << 10

    // MARK: Peers to dial

    /// Peers of one torrent that are known and not connected: libtorrent's bound.
    package static let candidates = 3000
    /// Those that are looked at when one must make room.
    package static let candidateSamples = 16
    /// Failures after which it is tried again soon; then seldom.
    package static let quickFailures = 3
    /// After the first failure; twice so long after the second, and so on.
    package static let quickRetry = Duration.seconds(15)
    package static let slowRetry = Duration.minutes(30)
    /// A peer that was connected is not dialled again for so long.
    package static let reconnectRest = Duration.minutes(1)
    /// Whoever was not named for so long makes room for another.
    package static let candidateAge = Duration.minutes(60)
    /// Addresses that are banned; the oldest is forgotten.
    package static let bannedAddresses = 10_000
    /// Addresses of our own that are remembered, so that we do not dial ourselves.
    package static let ownEndpoints = 64

    // MARK: Members

    /// Neighbours among members: at 20, a thousand nodes are three steps away from each other.
    package static let memberNeighbours = 20
    /// Below so many a node dials others; up to `memberNeighbours` it lets others come. Were both
    /// the same, those who come late would find everybody full.
    package static let memberDials = 10
}
