// One peer of a torrent, at the other end of one connection: what each side has said.
//
// Law. It remembers and decides nothing: what is asked and given is its torrent's to say.

import Digest
import PeerWire
import Swarm
import Vocabulary

final class PeerSession {
    /// What a peer wants of us and has not been sent.
    struct Wish: Equatable {
        let block: BlockRange
        /// Asked for by `ds_extent`.
        let isExtent: Bool
    }

    let id: ConnectionID
    let endpoint: Endpoint
    /// They dialled us.
    let isIncoming: Bool
    let key: PeerKey
    var stream: PeerStream
    /// Nil until it is known which one, and when it is over.
    var torrent: Torrent?
    /// How we learned of it.
    var source = PeerSources.incoming
    /// Where it can be dialled: `endpoint`, or what it said of itself.
    var listening: Endpoint?
    /// Both handshakes are through.
    var peerID: PeerID?

    // What each side thinks of the other: everybody begins choked and not interested (BEP 3).
    /// It does not answer our requests now.
    var isChokingUs = true
    /// It wants something of us.
    var isInterested = false
    /// We do not answer its requests now.
    var isChoked = true
    /// We want something of it.
    var areInterested = false

    /// What it has; nil until the number of pieces is known.
    var pieces: PieceSet?
    /// What it said of its pieces before their number was known.
    var unread: [PeerMessage] = []
    /// Pieces that it has and we want.
    var useful = 0
    /// What it may be asked for while it chokes us, and what it may ask (BEP 6).
    var allowedToUs: Set<PieceIndex> = []
    var allowedToThem: Set<PieceIndex> = []

    // What we ask of it.
    var asked: [BlockRange] = []
    /// Asked for and taken back; it may come all the same.
    var withdrawn: [BlockRange] = []
    var depth = RequestDepth()
    var arriving: ArrivingBlock?
    /// Where the next bytes of a long block belong.
    var nextPlace: (buffer: PieceBuffer, range: Range<Int>)? {
        arriving?.place(due: stream.payloadDue)
    }
    /// Whether what comes next has its place, or is the head of what will have one.
    var expectsPayload: Bool {
        if stream.payloadDue > 0 { return nextPlace != nil }
        return extensionIDs[.extent] != nil && !asked.isEmpty
    }
    /// When it left us waiting, and owes what it was asked for before.
    var snubbed: Instant?
    /// It has just refused something that it might be asked for: it is left alone for a moment, or
    /// both would ask and refuse as fast as the network carries it.
    var isResting = false

    /// Bytes of our messages, blocks not counted, since the kernel had taken all.
    var untaken = 0

    // What it asks of us, in order.
    var wishes: [Wish] = []
    /// It waits for its next turn in `Swarms.unserved`.
    var isUnserved = false
    /// It was told of no pieces at the beginning (BEP 16), and is a pupil once it is known what it
    /// has: then it is shown pieces one by one.
    var isInTheDark = false
    var isPupil = false
    /// It was too fast, and is not read from until then.
    var pacedUntil: Instant?

    // Extensions (BEP 10).
    var extensionIDs = PeerExtensionIDs()
    var theirs: ExtensionHandshake?
    /// Sent with our handshake, for the proof of the secret.
    var nonce: [UInt8] = []
    /// It has proved the network's secret.
    var isMember = false
    /// It is one of those that only upload, or has everything (BEP 21).
    var isUploadOnly = false
    var pexSender = PexSender()
    var pexReceiver = PexReceiver()

    // Bytes of payload.
    var received: UInt64 = 0
    var sent: UInt64 = 0
    var receiving = RateMeter()
    var sending = RateMeter()
    let began: Instant

    init(
        _ id: ConnectionID, at endpoint: Endpoint, isIncoming: Bool, key: PeerKey,
        _ stream: PeerStream, at now: Instant
    ) {
        self.id = id
        self.endpoint = endpoint
        self.isIncoming = isIncoming
        self.key = key
        self.stream = stream
        began = now
    }

    var isGreeted: Bool { peerID != nil }

    /// What people call its program.
    var client: String { theirs?.client ?? peerID?.client ?? "" }

    var peerClass: PeerClass { isMember ? .member : .stranger }

    var isSeed: Bool { pieces?.isFull ?? false }

    /// Whether we would answer its request for that piece now.
    func mayAsk(for piece: PieceIndex) -> Bool {
        !isChoked || isMember || allowedToThem.contains(piece)
    }
}

@available(*, unavailable) extension PeerSession: Sendable {}
