// Limits of folders that become torrents, and of metainfo that takes long to read.

extension Limits {
    // MARK: Folders that become torrents

    /// Folders that are hashed at a time: one, as one file is verified at a time, so that new files
    /// still get their digests.
    package static let foldersHashedAtOnce = 1
    /// Folders that wait for it, each with those who asked.
    package static let foldersWaiting = 16
    /// Those who wait for one folder's torrent.
    package static let folderAskers = 64
    /// Bytes that one job of the pool reads of a folder: a few hundredths of a second, so that a
    /// folder of a terabyte holds up nobody.
    package static let contentStep = 32 << 20
    /// And files: an open costs as much as reading some kilobytes.
    package static let contentStepFiles = 1024

    // MARK: Torrents of many files, as they are shown

    /// Bytes of a document that a torrent's files may take: `documentLength` is more than twice as
    /// much, for what names are in JSON and for peers. Ten thousand files and more.
    package static let filesShownLength = 3 << 19
    /// What a document says of a file besides its name.
    package static let fileShownLength = 100

    // MARK: What is given from its place

    /// Files of a torrent that are looked at in a second once something in their share may have
    /// changed: an open each, a few milliseconds in all.
    package static let filesLookedAt = 1000
    /// What a peer is told last, before its connection ends all the same.
    package static let partingTime = Duration.seconds(5)

    // MARK: Metainfo that takes long to read

    /// Bytes of metainfo that are read within a turn: a millisecond or two. Longer ones go to the
    /// pool: a hundred thousand files take a third of a second.
    package static let metainfoInline = 64 << 10
    /// Of those, how many are read at a time: each has a thread of the pool, and in memory twenty
    /// times its length.
    package static let metainfoReadings = 4
}
