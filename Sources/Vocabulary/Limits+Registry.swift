// Limits of a bootstrap's registry of .torrent files, and of the list of its swarms.

extension Limits {
    /// Torrents that are registered: with their places in the catalogue 60 MiB of memory, and a
    /// third of a second to read at a start. How many one user may have is `files_per_holder`.
    package static let registeredTorrents = 100_000
    /// Bytes of all their .torrent files, which lie in the ledger: forty kilobytes each, as sites
    /// have them.
    package static let registeredLength: Int64 = 4 << 30
    /// And of those of one user.
    package static let registeredLengthPerOwner: Int64 = registeredLength / 4
    /// What one takes in memory, besides its name, its owner and its place in the catalogue.
    package static let registeredTorrent = 160
    /// .torrent files that are read from the disk at a time, each in memory until it is sent.
    package static let registeredReadings = 16
    /// Torrents that are looked after in a step, how many have them: a millisecond.
    package static let registeredPerStep = 2048
    /// And so many where each is new to the catalogue: a few microseconds each.
    package static let registeredListedPerStep = 256

    /// Swarms that are looked at for one part of a list, which shows few of them where it is
    /// filtered: three milliseconds.
    package static let swarmsLookedThrough = 16_384
}
