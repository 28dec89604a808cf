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
}
