// Limits of what lies on the disk of a torrent that is being downloaded.

extension Limits {
    // MARK: Hashing

    /// Bytes of a file that go through its digests at a time: a millisecond of a core, so that the
    /// way over the loop costs little (a quarter of a mebibyte was a tenth slower; a whole one as
    /// fast, where the loop has nothing else to do); a file that is no longer is one job.
    package static let hashStep = 2 << 20
    /// Bytes that one core reads and digests both ways before it goes on: they stay in its cache,
    /// which made four files at once a fifth faster.
    package static let hashedHot = 128 << 10
    /// Steps of a file that are read or digested at once: one in each of three hands. Two were a
    /// tenth slower, four no faster. With `hashesAtOnce` files, 12 MiB.
    package static let hashSlots = 3
    /// Threads of the pool that hash: three of four. Two are busy, and one reads meanwhile.
    package static let hashJobs = 3

    // MARK: Torrents on the disk

    /// Bytes of a record's entries after which it is written anew, as one bit a piece: 4096 pieces,
    /// and less than a third of a mebibyte with the bits of the largest torrent.
    package static let pieceRecordLength = 64 << 10
    /// Bytes of a file that are reserved at a time, so that a cancelled allocation ends soon.
    package static let reservedAtOnce: Int64 = 256 << 20
}
