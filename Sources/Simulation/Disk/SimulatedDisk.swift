// A disk: files by their path on the machine, with what a file system knows of them.
//
// Law 1. An open file is the file, not its name: who replaces a name leaves readers with the old
//        bytes, who writes into a file does not.
// Law 2. What stands under a name is never replaced by what arrives.

import Digest
import Node
import Vocabulary

/// A regular file, under whatever names.
package final class StoredFile {
    package private(set) var bytes: [UInt8]
    package let inode: UInt64
    package private(set) var modified: Int64
    private var knownDigest: Digest256?
    private var knownPieces: [UInt8]?
    /// What it was before somebody wrote into it.
    fileprivate private(set) var formerDigests: Set<Digest256> = []

    init(_ bytes: [UInt8], inode: UInt64, modified: Int64) {
        self.bytes = bytes
        self.inode = inode
        self.modified = modified
    }

    package var digest: Digest256 {
        if let knownDigest { return knownDigest }
        let digest = SHA256.of(bytes)
        knownDigest = digest
        return digest
    }

    /// The hashes of its pieces, as we cut it.
    package var pieces: [UInt8] {
        if let knownPieces { return knownPieces }
        let pieces = PieceGeometry.ownHashes(of: bytes)
        knownPieces = pieces
        return pieces
    }

    /// Writes into the file itself, as an editor without care does.
    package func overwrite(with bytes: [UInt8], modified: Int64) {
        formerDigests.insert(digest)
        self.bytes = bytes
        self.modified = modified
        knownDigest = nil
        knownPieces = nil
    }
}

/// The disk of one node. Everything of the node itself lies beneath `/state`.
package final class SimulatedDisk {
    package static let shared = "/state/shared_files"
    package static let downloads = "/state/downloads"

    package private(set) var files: [String: StoredFile] = [:]
    /// What arrives in parts, by key; it outlives the program that takes it.
    package internal(set) var parts: [Digest256: StoredPart] = [:]
    /// What arrives of torrents, by info-hash; it outlives the program too.
    package internal(set) var torrents: [Digest160: StoredTorrent] = [:]
    /// Nothing more can be written, until somebody makes room.
    package var isFull = false
    /// A bad disk: what is read is not what was written, though nothing else shows it.
    package var lies = false
    /// EIO, whatever is read or written.
    package var isBroken = false
    /// Whether changes are told; a network file system tells none.
    package var isWatched = true
    package var capacity: Int64 = 64 << 30
    private var inodes: UInt64 = 1
    /// By path: what stood there and was replaced or removed.
    private var former: [String: Set<Digest256>] = [:]

    package init() {}

    var used: Int64 {
        files.values.reduce(0) { $0 + Int64($1.bytes.count) }
            + parts.values.reduce(0) { $0 + $1.present.bytesInAll }
            + torrents.values.reduce(0) { $0 + $1.used }
    }
    var room: Int64 { isFull ? 0 : max(0, capacity - used) }

    /// Leaves so many bytes to be written.
    package func narrow(to room: Int64) { capacity = used + room }

    /// Somebody has made room.
    package func empty() {
        isFull = false
        capacity = 64 << 30
    }

    /// Puts a new file under `path`, replacing the name's old one.
    package func put(_ bytes: [UInt8], at path: String, modified: Int64) {
        inodes += 1
        remove(path)
        files[path] = StoredFile(bytes, inode: inodes, modified: modified)
    }

    package func remove(_ path: String) {
        guard let old = files.removeValue(forKey: path) else { return }
        former[path, default: []].formUnion(old.formerDigests.union([old.digest]))
    }

    /// Digests of what stands under `path`, and of what did before somebody edited it.
    package func contentsEver(at path: String) -> Set<Digest256> {
        let before = former[path] ?? []
        guard let file = files[path] else { return before }
        return before.union(file.formerDigests).union([file.digest])
    }

    /// Whether a file of that name lies anywhere.
    package func contains(_ name: String) -> Bool {
        files.keys.contains { $0.hasSuffix("/" + name) }
    }

    package func file(at path: String) -> StoredFile? { files[path] }

    /// What a reader gets of bytes that were written.
    func read(_ bytes: [UInt8]) -> [UInt8] {
        guard lies, !bytes.isEmpty else { return bytes }
        var bytes = bytes
        bytes[bytes.count / 2] ^= 0x10
        return bytes
    }

    /// Moves finished bytes to `path`; false where the name is taken.
    func place(_ bytes: [UInt8], at path: String, modified: Int64) -> Bool {
        guard files[path] == nil else { return false }
        put(bytes, at: path, modified: modified)
        return true
    }

    /// Paths beneath `folder`, sorted by bytes.
    package func paths(beneath folder: String) -> [String] {
        files.keys.filter { $0.hasPrefix(folder + "/") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Where a share lies: one without a path is a folder of the node's own.
    static func root(of share: ShareRecord) -> String {
        share.hostPath.isEmpty ? "/state/\(share.name)" : share.hostPath
    }
}

/// A file of which parts have arrived.
package final class StoredPart {
    let size: Int64
    var bytes: [UInt8]
    package var present = RangeSet<Int64>()
    /// What of it survives a power cut, and what has come since.
    private var synced = RangeSet<Int64>()
    private var unsynced = 0
    /// The real one's limit, for files as small as these.
    private static let syncLength = 24 << 10
    /// Since when it is open, and when it was last written; a program that dies leaves both.
    var openedAt: Instant?
    var writtenAt: Instant?

    init(size: Int64) {
        self.size = size
        bytes = [UInt8](repeating: 0, count: Int(size))
    }

    /// What came of a torrent goes on as a part.
    init(_ torrent: StoredTorrent) {
        size = torrent.geometry.length
        bytes = torrent.bytes
        for piece in torrent.recorded.pieces {
            present.insert(contentsOf: torrent.geometry.range(of: piece))
        }
    }

    /// Writes, and gives where other bytes had been before.
    func write(_ new: [UInt8], at offset: Int64) -> [Range<Int64>] {
        let range = offset..<offset + Int64(new.count)
        guard !new.isEmpty else { return [] }
        var differing: [Range<Int64>] = []
        for part in present.intersection(RangeSet(range)).ranges {
            let places = part.filter { bytes[Int($0)] != new[Int($0 - offset)] }
            if let first = places.first, let last = places.last {
                differing.append(first..<last + 1)
            }
        }
        bytes.replaceSubrange(Int(offset)..<Int(offset) + new.count, with: new)
        present.insert(contentsOf: range)
        unsynced += new.count
        if unsynced >= Self.syncLength { sync() }
        return differing
    }

    /// Everything that is here is on the disk itself.
    func sync() {
        synced = present
        unsynced = 0
    }

    /// What was in memory alone is gone, and something else stands there.
    func losePower() {
        for range in present.subtracting(synced).ranges {
            for place in range { bytes[Int(place)] ^= 0x5a }
        }
        present = synced
        unsynced = 0
    }
}

extension RangeSet<Int64> {
    var bytesInAll: Int64 { ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) } }
}

/// A file that a node has opened.
final class SimulatedFile: OpenedFile {
    private enum Source {
        case file(StoredFile)
        /// A torrent that arrives, and where in its content the file begins.
        case torrent(StoredTorrent, Int64)
    }

    let size: Int64
    let modified: Int64
    let inode: UInt64
    private let source: Source
    private let disk: SimulatedDisk

    init(_ file: StoredFile, on disk: SimulatedDisk) {
        source = .file(file)
        self.disk = disk
        size = Int64(file.bytes.count)
        modified = file.modified
        inode = file.inode
    }

    init(_ torrent: StoredTorrent, from start: Int64, _ size: Int64, on disk: SimulatedDisk) {
        source = .torrent(torrent, start)
        self.disk = disk
        self.size = size
        modified = 0
        inode = 0
    }

    /// The bytes of the range as they are now; nil where the file has become shorter, or cannot be
    /// read.
    func read(_ range: Range<Int64>) -> [UInt8]? {
        guard !disk.isBroken else { return nil }
        switch source {
        case .file(let file):
            guard range.upperBound <= Int64(file.bytes.count) else { return nil }
            return disk.read(Array(file.bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
        case .torrent(let torrent, let start):
            let place = Int(start + range.lowerBound)..<Int(start + range.upperBound)
            return disk.read(Array(torrent.bytes[place]))
        }
    }
}

/// Bytes that follow from a number: the same on every machine, and unlike any others.
package enum Content {
    package static func bytes(seed: UInt64, count: Int) -> [UInt8] {
        var chance = Chance(seed: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            let word = chance.next()
            for shift in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift * 8)))
            }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
