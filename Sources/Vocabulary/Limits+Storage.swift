// Limits of what lies on the disk of a torrent that is being downloaded.

extension Limits {
    // MARK: Torrents on the disk

    /// Bytes of an info dictionary that is kept for the next start: as much as peers may send.
    package static let infoLength: Int64 = 16 << 20
    /// Bytes of a record's entries after which it is written anew, as one bit a piece: 4096 pieces,
    /// and less than a third of a mebibyte with the bits of the largest torrent.
    package static let pieceRecordLength = 64 << 10
    /// Bytes of a file that are reserved at a time, so that a cancelled allocation ends soon.
    package static let reservedAtOnce: Int64 = 256 << 20
}
