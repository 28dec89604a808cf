// A holder in the catalogue, and what waits to be done about it.

struct HolderRow {
    let holder: Holder
    /// Grows with the time of arrival.
    let arrival: UInt64
    /// For how many live ones it counts: a swarm has as many as it has seeders, others have one.
    var lives: Int32
    /// It is not found any more; its files go one by one.
    var isGone = false
    /// The numbers of what it has, by the hashes of their names.
    var holdings = HashedNumbers()
    /// How often it began to tell all that it has.
    var telling: UInt32 = 0
    /// Of a node: what its index is.
    var digest = IndexDigest()
    /// How many chores are about it.
    var chores = 0

    init(holder: Holder, arrival: UInt64, lives: Int32) {
        self.holder = holder
        self.arrival = arrival
        self.lives = lives
    }

    var isLive: Bool { lives > 0 }
}

/// What is done to a holder's files, some of them at a time.
struct Chore {
    enum Kind {
        /// The holder is gone, and they with it.
        case leaving
        /// They were not named when the holder told all.
        case sweeping
        /// They count as live or not, as their holder does now.
        case counting
    }

    let kind: Kind
    let holder: Int32
    var holdings: [Int32]

    init(_ kind: Kind, _ holder: Int32, _ holdings: [Int32]) {
        self.kind = kind
        self.holder = holder
        self.holdings = holdings
    }
}
