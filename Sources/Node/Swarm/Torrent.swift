// One torrent of this node: what of it is here, who else has it, and what is under way.
//
//     naming ──▶ opening ──▶ leeching ──▶ placing ──▶ seeding
//        └──────────┴────────────┴───────────┴──▶ paused, failed ──▶ opening
//
// naming    only the info-hash is known: peers are asked for the metadata (BEP 9)
// opening   the disk is asked what an earlier run left
// leeching  blocks are asked for and written; what is here is given to others
// placing   all that is wanted is here, and gets its name
// seeding   everything wanted is here

import Bytes
import Digest
import Metainfo
import PeerWire
import Swarm
import Vocabulary

final class Torrent {
    enum State: Equatable {
        case naming
        case opening
        case leeching
        case placing
        case seeding
        case paused
        /// With a sentence for people.
        case failed(String)
    }

    /// Where its bytes are.
    enum Content {
        case nowhere
        /// On its way, in the folder of incomplete files.
        case store(StoreID)
        /// In its place, each file of the info at its own.
        case shared([SharedPlace?])
    }

    /// A file of a share that was seen so long and that old.
    struct SharedPlace: Hashable {
        let share: Int64
        let path: FileName
        /// Nanoseconds since 1970; nil where any will do.
        var modified: Int64?
    }

    /// A folder that became a torrent here.
    struct Origin: Equatable {
        let folder: FileName
        let stamp: Digest160
    }

    unowned let swarms: Swarms
    /// Counts from 1 in this run; lists stand in its order.
    let number: UInt64
    let infoHash: Digest160
    var state: State {
        didSet { if state != oldValue { swarms.news.note(infoHash) } }
    }
    var content = Content.nowhere {
        didSet {
            watch = ContentWatch()
            swarms.keepWatching(self)
            judgePublicity()
        }
    }
    /// Strangers may have it, also where they may have nothing else.
    var isPublic = false
    /// Which of its files are looked at next.
    var watch = ContentWatch()
    private(set) var info: Info?
    /// Somebody asked for it: it stays, also without a peer. If not, it is here because a file of
    /// the library is that torrent, for as long as somebody talks about it.
    var isAdded: Bool
    /// A download fetches its file by it.
    var loan: Loan?
    var wish: TorrentWish

    // Pieces.
    var have = PieceSet(pieceCount: 0)
    var picker: Picker?
    /// Pieces that blocks arrive for.
    var filling: [PieceIndex: PieceBuffer] = [:]
    /// Pieces that are being hashed and written.
    var verifying: [PieceIndex: PieceBuffer] = [:]
    var trace = BlockTrace()

    // Peers.
    var sessions: [PeerSession] = []
    var candidates = Candidates()
    var choker = Choker()
    /// Who is told that we are one of its peers; nil while nobody is named or it has not begun.
    var trackers: TrackerTalk?
    /// The same, of our own network's bootstraps; nil while none answers.
    var ownTrackers: TrackerTalk?
    /// When it was called out on the local network.
    var calledOut: Instant?
    /// When our own network is asked for peers next.
    var nextNetworkAsk = Instant.start
    var metadata: MetadataAssembly<PeerKey>
    /// What was remembered of it, while the pool reads its metadata.
    var recalled: TorrentRecord?
    /// The pool reads what peers have sent.
    var isReadingMetadata = false
    var liars = LiarList()
    var departed = Departed()
    var superSeeding: SuperSeeding?
    /// Since when nobody passes on what he was shown.
    var stuckSince: Instant?
    /// Those of our own network that are neighbours here.
    var members = MemberGraph()
    /// Servers that have its files (BEP 19), once it was known what is missing.
    var webSeeds: [WebSeed] = []
    /// What is open to be sent, of a few files.
    var openFiles: [Int: any OpenedFile] = [:]

    // Bytes of payload, in all its life.
    var downloaded: UInt64 = 0
    var uploaded: UInt64 = 0
    /// Bytes that were not what they should be.
    var wasted: UInt64 = 0
    /// What its own limits leave, where it has some.
    var sendingBucket: TokenBucket?
    var takingBucket: TokenBucket?
    var receiving = RateMeter()
    var sending = RateMeter()
    /// As watchers were told last.
    var toldCounts = Counts(pieces: 0, downloaded: 0, uploaded: 0, peers: 0)
    var finished: WallTime?
    /// The name under which it stands in `downloads/`, and how many names were taken.
    var placedName: FileName?
    var attempts = 0
    /// Its files in their place were written since, and are held against their hashes.
    var hashingAgain: HashingAgain?
    /// The folder of the library that it was made of, and what tells its files from later ones.
    var origin: Origin?
    /// It stopped because the disk is full, and goes on when it is not.
    var isWaitingForRoom = false
    var nextRoomLook = Instant.start

    init(_ infoHash: Digest160, in swarms: Swarms, isAdded: Bool, _ wish: TorrentWish) {
        self.infoHash = infoHash
        self.swarms = swarms
        number = swarms.newNumber()
        self.isAdded = isAdded
        self.wish = wish
        state = .naming
        metadata = MetadataAssembly(infoHash: infoHash)
    }

    var host: any Host { swarms.host }

    /// The metadata is known from now on.
    func learn(_ info: Info) {
        precondition(info.infoHash == infoHash, "the metadata is this torrent's")
        self.info = info
        have = PieceSet(pieceCount: info.geometry.pieceCount)
    }

    /// What people call it.
    var name: String { info?.name.path ?? wish.name ?? infoHash.hex }

    var geometry: PieceGeometry? { info?.geometry }

    /// Whether only its trackers may tell of peers (BEP 27).
    var isPrivate: Bool { info?.isPrivate ?? false }

    /// The pieces that are wanted.
    var wanted: PieceSet {
        guard let info else { return PieceSet(pieceCount: 0) }
        guard let files = wish.files else {
            return PieceSet(pieceCount: info.geometry.pieceCount, all: true)
        }
        return info.pieces(ofFiles: files)
    }

    /// Nothing that is wanted is missing.
    var isComplete: Bool {
        if case .shared = content { return true }
        return info != nil && !have.lacksSome(of: wanted)
    }

    /// Bytes of pieces that are wanted and missing.
    var bytesLeft: Int64 {
        guard let geometry else { return -1 }
        if case .shared = content { return 0 }
        let missing = wanted.subtracting(have)
        let whole = Int64(missing.count) * Int64(geometry.pieceLength)
        guard let last = geometry.pieces.last, missing.contains(last) else { return whole }
        return whole - Int64(geometry.pieceLength - geometry.size(of: last))
    }

    var isRunning: Bool {
        switch state {
        case .naming, .opening, .leeching, .placing, .seeding: true
        case .paused, .failed: false
        }
    }
}

/// What a person wants of a torrent.
package struct TorrentWish: Sendable, Equatable {
    /// What it is called before its metadata is known.
    package var name: String?
    /// Numbers of files; nil for all.
    package var files: [Int]?
    /// It rests once its metadata is known, until files are chosen or it is resumed.
    package var isHeld = false
    /// How much each file of it is wanted; nil where all are alike.
    package var priorities: [PiecePriority]?
    /// Bytes a second; 0 for no limit.
    package var downloadLimit: Int64 = 0
    package var uploadLimit: Int64 = 0
    /// From its beginning to its end, to be watched meanwhile.
    package var isSequential = false
    /// A piece at a time is shown to each peer (BEP 16).
    package var isSuperSeeding = false
    /// It is given until so many times its length was; nil without an end.
    package var seedRatio: Double?
    package var seedTime: Duration?
    /// Addresses of trackers, tier by tier (BEP 12).
    package var trackers: [[String]] = []
    package var webSeeds: [String] = []
    /// Peers that were named by hand, or by a magnet link: the latest of them.
    package private(set) var peers: [HostPort] = []

    package init() {}

    /// Somebody named peers. Who is named again is the latest.
    package mutating func name(peers named: [HostPort]) {
        let new = Set(named)
        var seen: Set<HostPort> = []
        peers = peers.filter { !new.contains($0) } + named.filter { seen.insert($0).inserted }
        peers.removeFirst(max(0, peers.count - Limits.peersByHand))
    }

    /// The numbers of files once more, to look many of them up.
    var chosen: Set<Int>? { files.map { Set($0) } }
}

@available(*, unavailable) extension Torrent: Sendable {}
