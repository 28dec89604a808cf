// Limits of web seeds (BEP 19): servers of other people that give torrents' files over HTTP.

extension Limits {
    /// Web seeds of one torrent that are asked at a time: libtorrent's.
    package static let webSeedsAtOnce = 3
    /// And of all torrents: each is a connection, and peers have most of those.
    package static let webCalls = 256
    /// Bytes of one run of pieces: a server far away is waited for once in so many.
    package static let webRunLength = 4 << 20
    /// Pieces of a gap that a web seed is asked for while peers give as fast; fewer where they make
    /// a whole run.
    package static let webGapPieces = 16
    /// Bytes a second that a web seed is thought to give before it has shown it: a slow line.
    package static let webRateUnknown: Int64 = 256 << 10
    /// What a server may take to answer.
    package static let webSeedTimeout = Duration.seconds(30)
    /// A server that failed is left alone for so long; doubled with every further failure.
    package static let webSeedRest = Duration.seconds(15)
    /// Where doubling ends.
    package static let webSeedRestMax = Duration.minutes(30)
}
