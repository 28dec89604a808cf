// A torrent that somebody added, as it is remembered over a restart.

import Digest

package struct TorrentRecord: Hashable, Sendable {
    package var infoHash: Digest160
    /// What it was called before its metadata was known; may be empty.
    package var name: String
    /// The info dictionary; empty while only its hash is known.
    package var info: [UInt8]
    /// "running", "paused", or "held": it pauses once its metadata is known.
    package var state: String
    /// The name under which it stands in `downloads/`; empty until it does.
    package var placed: String
    /// When each of its files was last written, as its content stood in `downloads/`: nanoseconds
    /// since 1970, 0 for a file that is not there. Empty of others.
    package var modified: [Int64] = []
    /// The folder of the library that it was made of; empty of others.
    package var folder = ""
    /// Tells the folder's files from what they may become; nil of others.
    package var stamp: Digest160?
    /// Numbers of the files that are wanted; nil for all.
    package var files: [Int]?
    /// 0 to 7 for each file; nil where all are alike.
    package var priorities: [Int]?
    /// Bytes a second; 0 for no limit.
    package var downloadLimit: Int64 = 0
    package var uploadLimit: Int64 = 0
    package var isSequential: Bool
    package var isSuperSeeding = false
    package var seedRatio: Double?
    /// Seconds.
    package var seedTime: Int64?
    /// Addresses of trackers, tier by tier.
    package var trackers: [[String]]
    package var webSeeds: [String]
    /// Those that a person named, or the magnet link.
    package var peers: [HostPort] = []
    /// Bytes of payload in all its life.
    package var downloaded: Int64
    package var uploaded: Int64
    package var finished: WallTime?

    package init(
        infoHash: Digest160, name: String, info: [UInt8], state: String, placed: String,
        files: [Int]?, isSequential: Bool, seedRatio: Double?, seedTime: Int64?,
        trackers: [[String]], webSeeds: [String], downloaded: Int64, uploaded: Int64,
        finished: WallTime?
    ) {
        self.infoHash = infoHash
        self.name = name
        self.info = info
        self.state = state
        self.placed = placed
        self.files = files
        self.isSequential = isSequential
        self.seedRatio = seedRatio
        self.seedTime = seedTime
        self.trackers = trackers
        self.webSeeds = webSeeds
        self.downloaded = downloaded
        self.uploaded = uploaded
        self.finished = finished
    }
}
