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
    /// Blocks looked at in one choice of the endgame.
    package static let endgameSteps = 4096
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
}
