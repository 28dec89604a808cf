// What is shown of a torrent and its peers, and what people ask of them, as plain values.

import Digest
import Metainfo
import Vocabulary

package struct TorrentView: Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// Only the info-hash is known.
        case naming
        /// The disk is asked what is there.
        case checking
        case downloading
        /// All is here, and gets its name.
        case placing
        case seeding
        case paused
        case failed
    }

    package var infoHash: Digest160
    package var name: String
    package var state: State
    /// Why it failed, or what it waits for.
    package var reason: String?
    /// Bytes of all files; nil while only the info-hash is known.
    package var size: Int64?
    /// Bytes of pieces that are wanted and missing.
    package var left: Int64?
    package var pieceLength: Int?
    package var pieceCount: Int?
    package var piecesHere: Int
    /// Bytes of payload in all its life, and those of them that were of no use.
    package var downloaded: UInt64
    package var uploaded: UInt64
    package var wasted: UInt64
    /// Bytes a second.
    package var downloadRate: Int64
    package var uploadRate: Int64
    /// What these may be; 0 for no limit.
    package var downloadLimit: Int64
    package var uploadLimit: Int64
    package var peerCount: Int
    package var seedCount: Int
    /// Whole copies that the connected peers have together; nil where it is not counted.
    package var copies: Double?
    package var isPrivate: Bool
    /// It was added by somebody; if not, a file of the library is it.
    package var isAdded: Bool
    package var isSequential: Bool
    package var isSuperSeeding: Bool
    package var seedRatio: Double?
    package var seedTime: Duration?
    package var magnet: String
    /// The name under which it stands in `downloads/`, once it does.
    package var placed: FileName?

    // Only where one torrent is asked for.
    package var files: [TorrentFileView] = []
    /// Files for which a document has no room: the last of them.
    package var filesLeftOut = 0
    package var peers: [TorrentPeerView] = []
    package var trackers: [TorrentTrackerView] = []
    package var webSeeds: [TorrentWebSeedView] = []
    /// The bitfield (BEP 3) of what is here.
    package var pieces: [UInt8] = []
}

package struct TorrentFileView: Sendable {
    /// As `TorrentOptions.files` counts: padding has numbers too, and is not shown.
    package var number: Int
    package var name: String
    package var size: Int64
    /// Bytes of it that are here, as far as whole pieces tell.
    package var received: Int64
    package var isWanted: Bool
    /// 0 to 7; 4 unless said.
    package var priority: Int
}

package struct TorrentPeerView: Sendable {
    package var endpoint: Endpoint
    package var client: String
    /// How we learned of it.
    package var source: String
    package var isIncoming: Bool
    /// It has proved the network's secret.
    package var isMember: Bool
    /// Pieces that it has.
    package var pieces: Int
    package var isSeed: Bool
    package var isChokingUs: Bool
    package var isInterested: Bool
    package var isChoked: Bool
    package var areInterested: Bool
    /// Bytes a second, and bytes.
    package var downloadRate: Int64
    package var uploadRate: Int64
    package var received: UInt64
    package var sent: UInt64
}

package struct TorrentTrackerView: Sendable {
    package enum State: String, Sendable { case waiting, asking, working, failing, unspoken }
    package var url: String
    package var tier: Int
    package var state: State
    package var problem: String?
    package var seeders: Int?
    package var leechers: Int?
    /// How often it was announced as complete.
    package var completed: Int?
    package var nextAnnounce: Duration?
}

/// A server that has its files (BEP 19).
package struct TorrentWebSeedView: Sendable {
    package enum State: String, Sendable {
        /// Nothing is asked of it now.
        case waiting
        case asking
        /// It failed, and is tried again later.
        case resting
        /// It is not asked again.
        case gone
        case unspoken
    }
    package var url: String
    package var state: State
    package var problem: String?
    /// Bytes, and bytes a second.
    package var received: UInt64
    package var downloadRate: Int64
}

/// How somebody wants to have a torrent, whichever it is.
package struct TorrentOptions: Sendable, Equatable {
    /// Peers to ask first.
    package var peers: [HostPort] = []
    /// Numbers of files; nil for all.
    package var files: [Int]?
    package var isSequential = false
    /// It rests once its metadata is known, until files are chosen or it is resumed.
    package var isHeld = false
    package var isSuperSeeding = false
    package var seedRatio: Double?
    package var seedTime: Duration?

    package init() {}
}

/// What somebody wants to have.
package struct TorrentRequest: Sendable {
    package enum Source: Sendable {
        case metainfo(Metainfo)
        case magnet(MagnetLink)
        case infoHash(Digest160)
    }
    package var source: Source
    package var options: TorrentOptions

    package init(_ source: Source, _ options: TorrentOptions = TorrentOptions()) {
        self.source = source
        self.options = options
    }
}

/// What is to be otherwise with a torrent; nil stays.
package struct TorrentChange: Sendable, Equatable {
    /// Numbers of the files that are wanted.
    package var files: [Int]?
    package var isSequential: Bool?
    package var isSuperSeeding: Bool?
    package var seedRatio: Double?
    package var seedTime: Duration?
    /// 0 to 7 for each file, padding among them; 0 is not wanted.
    package var priorities: [Int]?
    /// Bytes a second; 0 for no limit.
    package var downloadLimit: Int64?
    package var uploadLimit: Int64?

    package init() {}
}
