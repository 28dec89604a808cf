// What the folder of incomplete files has of torrents, and what belongs to none that is known.
//
// Law. A name is an info-hash of 40 lower-case digits and one of the endings here; nothing else in
//      the folder is a torrent's, and nothing of a torrent's is anybody else's to remove.

import Digest
import Vocabulary

/// The kinds of things that a torrent has in the folder of incomplete files.
enum TorrentName: String, CaseIterable {
    /// Its files; see `TorrentFiles`.
    case folder = ".torrent.d"
    /// What of files that are not wanted is in pieces that are.
    case parts = ".torrent.parts"
    /// Which pieces are verified; see `PieceRecord`.
    case record = ".torrent.resume"
    /// The record before the last one.
    case earlierRecord = ".torrent.resume.old"
    /// Its info dictionary.
    case info = ".torrent.info"

    func name(of infoHash: Digest160) -> String { infoHash.hex + rawValue }

    /// Whose a name in the folder is; nil where it is no torrent's.
    static func owner(of name: String) -> Digest160? {
        let digits = name.prefix { $0 != "." }
        guard let owner = Digest160(hex: digits), owner.hex == digits,
            TorrentName(rawValue: String(name.dropFirst(digits.count))) != nil
        else { return nil }
        return owner
    }
}

/// The info-hashes of all torrents that have something in the folder of incomplete files.
/// For the pool, or the start.
package func torrentLeftovers(in folder: Folder) throws(DiskError) -> Set<Digest160> {
    Set(try names(in: folder.descriptor).compactMap(TorrentName.owner))
}

/// Removes everything that a torrent has in the folder of incomplete files. For the pool: freeing
/// a large file's blocks takes a disk its time.
package func removeTorrent(_ infoHash: Digest160, in folder: Folder) throws(DiskError) {
    // First what speaks of bytes, then the bytes.
    for kind in [.record, .earlierRecord, .info, .parts, .folder] as [TorrentName] {
        try removeTree(kind.name(of: infoHash), in: folder)
    }
}

/// Removes what all other torrents have there. Gives those. For the pool, or the start.
@discardableResult
package func removeTorrents(
    but kept: Set<Digest160>, in folder: Folder
) throws(DiskError) -> Set<Digest160> {
    let strangers = try torrentLeftovers(in: folder).subtracting(kept)
    for infoHash in strangers { try removeTorrent(infoHash, in: folder) }
    return strangers
}
