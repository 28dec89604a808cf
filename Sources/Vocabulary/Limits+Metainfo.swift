// Limits of metainfo: what a .torrent, an info dictionary or a magnet link may make us hold. The
// models are libtorrent's.

extension Limits {
    // MARK: Metainfo

    /// A .torrent in bytes: libtorrent's bound, and half a million pieces.
    package static let torrentLength = 10 << 20
    /// .torrent files that come over HTTP at a time, each in memory until it is whole.
    package static let torrentUploads = 4
    /// An info dictionary that peers send (BEP 9): anacrolix' bound; rqbit has
    /// 32 MiB, libtorrent 30. Of ours a file of 13 TiB.
    package static let metadataLength = 16 << 20
    /// Files of one torrent, and folders: with ten values each, `bencodeValues` end there too.
    package static let filesPerTorrent = 100_000
    /// Files of one torrent whose names are one: libtorrent's bound, for finding each another name
    /// must not take a square of time.
    package static let equalNames = 500
    /// The ending of a name, its dot included, that stays when the name is shortened.
    package static let nameEndingLength = 16

    // MARK: Where a torrent may be found

    /// Trackers of one torrent that are listened to; lists that sites copy have a few dozen.
    package static let trackersPerTorrent = 64
    /// Peers of one torrent that people named and that are remembered with it; the oldest are
    /// forgotten first. Two magnet links' worth.
    package static let peersByHand = 2 * peersPerMagnet
    /// Web seeds of one torrent (BEP 19).
    package static let webSeedsPerTorrent = 32
    /// The address of a tracker or web seed in bytes: what browsers and servers agree on.
    package static let urlLength = 2048

    // MARK: Magnet links

    /// A magnet link in bytes: `trackersPerTorrent` of the usual length, percent-coded.
    package static let magnetLength = 16 << 10
    /// Peers that a link names (`x.pe`): enough to be let in.
    package static let peersPerMagnet = 32
    /// Indices and ranges that a link picks (`so`, BEP 53).
    package static let magnetSelections = 1000
}
