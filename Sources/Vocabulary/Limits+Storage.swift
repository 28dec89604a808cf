// Limits of what lies on the disk of a torrent that is being downloaded.

extension Limits {
    // MARK: Hashing

    /// Bytes of a file that is alone which are read, or go through a digest, in one job: 6 ms of a
    /// core. Between two jobs the pool is woken by the loop, and that by the pool: with 2 MiB a
    /// file took an eighth longer, with 4 a twentieth. A file that is no longer is one job.
    package static let hashStep = 8 << 20
    /// Bytes of one of several files that a job reads and digests both ways: 20 ms of a core. With
    /// 2 MiB the two cores that hash were idle a quarter of the time, with 8 a twentieth.
    package static let hashRun = 16 << 20
    /// Bytes that one core reads and digests both ways before it goes on: they stay in its cache,
    /// which made four files at once a fifth faster.
    package static let hashedHot = 128 << 10
    /// Steps of a file that are read or digested at once: one in each of three hands. Two were a
    /// tenth slower, four no faster. A file that is alone has 24 MiB of memory while it is hashed.
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
