// What a node remembers over a restart, and what it says when that changes. Plain values: the node
// decides what is worth remembering, the ledger keeps it, and neither knows how the other works.

import Digest

/// A node as it was last known.
package struct NodeRecord: Hashable, Sendable {
    /// The node's id in 64 hexadecimal digits, or "address:port" where it never said one.
    package var key: String
    package var id: NodeID?
    package var endpoint: Endpoint
    package var name: String
    package var zone: String
    package var version: String
    /// How many files it said it shares.
    package var files: Int
    package var kind: Kind
    package var lastSeen: WallTime
    package var registered: WallTime

    package init(
        key: String, id: NodeID?, endpoint: Endpoint, name: String, zone: String, version: String,
        files: Int, kind: Kind, lastSeen: WallTime, registered: WallTime
    ) {
        self.key = key
        self.id = id
        self.endpoint = endpoint
        self.name = name
        self.zone = zone
        self.version = version
        self.files = files
        self.kind = kind
        self.lastSeen = lastSeen
        self.registered = registered
    }
}

/// A file whose digest is known, and what the file looked like when it was hashed: as long as size,
/// time and inode are the same, so is the content.
package struct FileRecord: Hashable, Sendable {
    package var share: Int64
    /// The path beneath its share.
    package var path: FileName
    /// Bytes.
    package var size: Int64
    /// The time of the last change, in nanoseconds since 1970.
    package var modified: Int64
    package var inode: UInt64
    package var digest: Digest256
    /// Of the torrent that it is; nil where it is none, or an earlier version kept the record.
    package var infoHash: Digest160?
    /// The hashes of its pieces, 20 bytes each.
    package var pieces: [UInt8]

    package init(
        share: Int64, path: FileName, size: Int64, modified: Int64, inode: UInt64,
        digest: Digest256, infoHash: Digest160? = nil, pieces: [UInt8] = []
    ) {
        self.share = share
        self.path = path
        self.size = size
        self.modified = modified
        self.inode = inode
        self.digest = digest
        self.infoHash = infoHash
        self.pieces = pieces
    }
}

/// A file or folder that is shared by reference.
package struct ShareRecord: Hashable, Sendable {
    package var id: Int64
    /// Where it lies on the host.
    package var hostPath: String
    /// What it is called in the library.
    package var name: FileName
    package var isFolder: Bool
    /// Strangers may have it too, where they may have nothing else.
    package var isPublic: Bool

    package init(
        id: Int64, hostPath: String, name: FileName, isFolder: Bool, isPublic: Bool = false
    ) {
        self.id = id
        self.hostPath = hostPath
        self.name = name
        self.isFolder = isFolder
        self.isPublic = isPublic
    }
}

/// A download, running or ended.
package struct DownloadRecord: Hashable, Sendable {
    package var id: Int64
    package var name: String
    /// The download's state in the node's own word for it.
    package var state: String
    /// Bytes, or `unknownSize`.
    package var size: Int64
    /// Nobody has said how long it is. 0 would be an empty file.
    package static let unknownSize: Int64 = -1
    package var digest: Digest256?
    /// Whom it comes from, as a person named it; empty where anybody will do.
    package var source: String
    package var finished: WallTime?
    /// Whether what arrived was held against a digest.
    package var verified: Bool
    /// Where it comes from, if from the web; else empty.
    package var url: String
    /// What its part file is called; nil where nothing is kept.
    package var part: Digest256?
    /// What the only holder calls this content (an ETag or a date), where no digest is known.
    package var validator: String
    /// The torrent by which it comes, or of which something is kept; nil where it is none.
    package var torrent: Digest160?

    package init(
        id: Int64, name: String, state: String, size: Int64, digest: Digest256?, source: String,
        finished: WallTime?, verified: Bool, url: String = "", part: Digest256? = nil,
        validator: String = ""
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.size = size
        self.digest = digest
        self.source = source
        self.finished = finished
        self.verified = verified
        self.url = url
        self.part = part
        self.validator = validator
    }
}

/// How often a torrent was announced as complete.
package struct CompletionRecord: Hashable, Sendable {
    package var infoHash: Digest160
    package var count: UInt32

    package init(infoHash: Digest160, count: UInt32) {
        self.infoHash = infoHash
        self.count = count
    }
}

/// Everything that was remembered, as a node gets it at its start.
package struct Memory: Equatable, Sendable {
    package var nodes: [NodeRecord] = []
    package var files: [FileRecord] = []
    package var shares: [ShareRecord] = []
    /// Bootstraps that a person added, as "host:port".
    package var bootstraps: [String] = []
    /// Nodes that a person added, as "host:port".
    package var added: [String] = []
    package var downloads: [DownloadRecord] = []
    package var torrents: [TorrentRecord] = []
    package var completions: [CompletionRecord] = []
    package var registered: [RegisteredTorrent] = []
    /// What a tracker knew when it was stopped, in pieces of its own form.
    package var swarms: [[UInt8]] = []
    /// Whether there are listings to be read, part by part.
    package var hasListings = false
    /// What a person switched at run time, by name.
    package var settings: [String: String] = [:]
    package var users: [UserRecord] = []
    package var sessions: [SessionRecord] = []
    package var guests: [GuestRecord] = []
    /// What became of an earlier ledger, for people.
    package var notices: [String] = []

    package init() {}
}

/// One thing to remember or to forget. Both may be said twice, and the last word holds.
package enum LedgerChange: Equatable, Sendable {
    case rememberNode(NodeRecord)
    case forgetNode(key: String)
    case rememberFile(FileRecord)
    case forgetFile(share: Int64, path: String)
    case forgetFiles(share: Int64)
    case rememberShare(ShareRecord)
    case forgetShare(id: Int64)
    case addBootstrap(String)
    case removeBootstrap(String)
    case addNode(String)
    case removeNode(String)
    case rememberDownload(DownloadRecord)
    case forgetDownload(id: Int64)
    case rememberTorrent(TorrentRecord)
    case forgetTorrent(infoHash: Digest160)
    case rememberCompletions(CompletionRecord)
    case forgetCompletions(infoHash: Digest160)
    /// With the .torrent's bytes.
    case rememberRegistered(RegisteredTorrent, torrent: [UInt8])
    case forgetRegistered(infoHash: Digest160)
    case rememberSwarms([UInt8])
    case forgetSwarms
    case set(key: String, value: String)
    case rememberUser(UserRecord)
    /// And his sessions with him.
    case forgetUser(UserName)
    case rememberSession(SessionRecord)
    case forgetSession(Digest256)
    case forgetSessions(of: UserName)
    case rememberGuest(GuestRecord)
    case forgetGuest(UserName)
    /// A holder of a bootstrap's catalogue has these, and those no more.
    case rememberListings(holder: String, [ListingRecord], gone: [String])
    case forgetHolder(String)
}
