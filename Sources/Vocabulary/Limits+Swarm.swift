// Limits of the swarm: what strangers who speak BitTorrent may make us hold. The models are
// libtorrent's and Transmission's.

extension Limits {
    // MARK: Bencoding

    /// Lists and dictionaries inside each other: a metainfo has five, libtorrent takes 100.
    package static let bencodeDepth = 100
    /// Values of one document, 48 bytes each while it is read: a hundred thousand files of a
    /// metainfo have ten each.
    package static let bencodeValues = 1_000_000

    // MARK: Pieces

    /// What clients ask for at a time (BEP 3).
    package static let blockLength = 16 << 10
    /// Bytes of a piece: ours have at most 16 MiB, some people make larger ones.
    package static let pieceLength = 128 << 20
    /// Pieces of one torrent: libtorrent's bound, and 40 MiB of hashes.
    package static let pieces = 0x20_0000
    /// Pieces that we cut content into, as long as they may grow: 40 KiB of hashes, which one
    /// peer that has a magnet link only gets in a moment.
    package static let ownPieces = 2_000
    /// Bytes of the pieces that we cut: powers of two between these.
    package static let ownPieceLengths = (64 << 10)...(16 << 20)

    /// Bytes of a block that are read straight to their place: of fewer the copy costs less than
    /// reading their head for itself.
    package static let placedReadLeast = 32 << 10
    /// And so many at a time: a mebibyte is 0.2 ms.
    package static let placedReadMost = 1 << 20

    // MARK: Torrents and peers

    /// Torrents that are known at a time, those of the library that nobody speaks of not counted.
    package static let torrents = 10_000
    /// Torrents that have metrics each for itself: a monitor keeps every one of their series.
    package static let torrentsMeasured = 1000
    /// Connections that speak BitTorrent, of all torrents: libtorrent's 200 for one, and room for
    /// many.
    package static let peerSessions = 2000
    /// Peers of one torrent that have gone and may still be found to have lied.
    package static let departedPeers = 256
    /// Connections of one torrent.
    package static let peersPerTorrent = 200
    /// So many of them are sought; the rest may come.
    package static let peersDialled = 50
    /// Calls of one torrent that nobody has answered: libtorrent's.
    package static let peerCallsAtOnce = 10
    /// How often peers and torrents are looked at.
    package static let swarmTick = Duration.seconds(1)
    /// Requests of one peer that wait for us, as `reqq` tells it. libtorrent asks for as many as it
    /// is told, and reads what comes in gulps: with 500 it waited half of the time. It takes 2,000
    /// itself; at that length the list is 64 KiB.
    package static let wishes = 2000
    /// What a peer says of its pieces before we know their number: a bitfield, and then some.
    package static let unreadPieceMessages = 1024
    /// Pieces that a peer lets us ask for while it chokes us: the BEP has ten, some give more.
    package static let allowedFastTaken = 64
    /// Extents asked of one peer at a time: while one is sent, the next waits there.
    package static let extentsAsked = 4
    /// Requests that were taken back and may be answered all the same.
    package static let withdrawnRequests = 1024

    /// What a peer has to prove the network's secret, where strangers may not join: a few
    /// round trips on the slowest line.
    package static let proofTime = Duration.seconds(5)

    // MARK: Our own network, asked for a torrent

    /// So many peers are enough: nobody is asked for more.
    package static let peersEnough = 10
    /// How often it is asked while nobody is there, and while too few are.
    package static let networkAskSoon = Duration.minutes(1)
    package static let networkAskInterval = Duration.minutes(5)
    /// Nodes that one round asks: a room of two hundred is asked whole.
    package static let networkAsked = 200
    /// Questions that wait for an answer, and those that wait to be asked.
    package static let networkAsksAtOnce = 32
    package static let networkQuestions = 4096

    /// Seconds that a torrent may be told to be given: a hundred years.
    package static let seedTimeSeconds: Int64 = 3_155_760_000
    /// The most times that somebody may want a torrent given: who wants more wants no end.
    package static let seedRatio = 1e6

    // MARK: Downloads that come by the file's swarm

    /// Bytes from which a file is fetched by its swarm: what is smaller is here by HTTP before a
    /// swarm has been joined. Dialling, two handshakes, the secret and the metadata are five ways
    /// there and back, and a gigabit carries so much in a seventh of a second; and a hundred who
    /// want less than that do not hold up one seed for long.
    package static let swarmedLength: Int64 = 16 << 20
    /// How long a swarm may take to bring the first piece: dialling twice, or asking the network.
    package static let swarmJoinTime = Duration.seconds(10)

    // MARK: What waits for the disk

    /// Bytes of pieces that are being hashed and written: beyond it nobody is read from. Two cores
    /// do a gigabyte a second, so this is a twentieth of one.
    package static let unverifiedBytes = 64 << 20
    /// Bytes of pieces that were written and whose memory is kept for the next, of all torrents.
    package static let spareBytes = 32 << 20
    /// Bytes of pieces whose blocks are coming, of one torrent.
    package static let unfinishedBytes = 128 << 20
    /// So many pieces may be begun, however long they are: one for each of a few fast peers.
    package static let partialPiecesLeast = 4
    /// Files of one torrent that stay open to be sent.
    package static let openFilesPerTorrent = 16
}
