// Limits of BitTorrent's peer wire: what one connection may say, how long it may take, and how much
// of it is kept.

extension Limits {
    // MARK: The connection

    /// Both handshakes must be there so soon: libtorrent's.
    package static let peerHandshakeTimeout = Duration.seconds(10)
    /// A peer that says nothing for so long is gone: libtorrent's.
    package static let peerSilence = Duration.seconds(120)
    /// So long we say nothing at most: others count two minutes too, and packets take their time.
    package static let peerKeepAlive = Duration.seconds(100)

    /// Bytes of messages that wait for a peer, blocks not counted: a hundred blocks of metadata.
    package static let peerUnread = 2 << 20

    // MARK: Frames

    /// A message that we do not know is stepped over up to here, and nothing of it kept: what
    /// libtorrent takes.
    package static let peerFrameLength = 1 << 20
    /// A bitfield of a torrent whose pieces we do not know yet.
    package static let bitfieldLength = (pieces + 7) / 8
    /// The handshake of BEP 10: a few hundred bytes with everybody.
    package static let extensionHandshakeLength = 64 << 10
    /// A block of metadata and its dictionary (BEP 9): libtorrent's.
    package static let metadataFrameLength = 17 << 10
    /// A message of peer exchange: 100 contacts of IPv6 take 2 KiB, but first ones may be longer.
    package static let pexFrameLength = 64 << 10
    /// What our own nodes ask of each other at a time: one `sendfile` serves it in a few turns.
    package static let extentLength = 4 << 20
    /// What is known of a client by its name, in bytes of UTF-8: it is shown in a table.
    package static let clientNameLength = 128
    /// Requests that a peer says it will queue are believed up to here: libtorrent's bound for
    /// what it lets others queue.
    package static let requestQueue = 2000

    // MARK: Metadata (BEP 9)

    /// Blocks that it comes in.
    package static let metadataBlockLength = 16 << 10
    /// Blocks asked of one peer at a time.
    package static let metadataAsked = 4
    /// A block that has not come by then is asked of somebody else.
    package static let metadataTimeout = Duration.seconds(10)
    /// A size that brought nothing for so long gives way to what another peer says.
    package static let metadataStall = Duration.seconds(30)
    /// Whoever refused a block is left alone for so long: libtorrent's.
    package static let metadataRest = Duration.seconds(60)
    /// Requests for metadata that wait for one peer: Transmission's.
    package static let metadataQueue = 64

    // MARK: Peer exchange (BEP 11)

    /// Contacts added, and contacts dropped, in one message.
    package static let pexContacts = 50
    /// Contacts taken from a peer's first message, which BEP 11 does not bound.
    package static let pexContactsFirst = 200
    /// At most one message in so long.
    package static let pexInterval = Duration.minutes(1)
    /// How much sooner a message may come without being ignored: networks jitter.
    package static let pexIntervalSlack = Duration.seconds(15)
    /// Messages in a row that came too soon, before the peer is no peer.
    package static let pexHaste = 10

    // MARK: Fast (BEP 6)

    /// Pieces that a choked peer may ask for: libtorrent's; the BEP has ten.
    package static let allowedFast = 5

    // MARK: Local service discovery (BEP 14)

    /// Bytes of an announcement, so that it crosses any network in one packet.
    package static let lsdLength = 1400
    /// Bytes of a cookie: libtorrent's has 8, and we only compare it.
    package static let lsdCookieLength = 64
    /// Where BEP 14 has everybody listen.
    package static let lsdGroup = IPAddress(v4: 0xefc0_988f)
    package static let lsdGroup6 = IPAddress(high: 0xff15 << 48, low: 0xefc0_988f)
    package static let lsdPort: UInt16 = 6771
    /// How often a torrent is called out (BEP 14), and how soon after another.
    package static let lsdInterval = Duration.minutes(5)
    package static let lsdPause = Duration.minutes(1)
    /// Torrents called out at a time: some twenty datagrams on each interface.
    package static let lsdTorrents = 500
    /// Torrents of the library that come to life and dial because somebody called out, in a minute.
    package static let lsdDials = 30
}
