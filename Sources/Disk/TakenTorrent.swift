// What came of a torrent goes on as a part: its one file becomes the part file, and its verified
// pieces are the ranges that are present.
//
// Law. First the bytes are on the disk, then the record says so, and then the file gets the part's
//      name. Whatever is cut in between is done again, or is done: nothing that was verified is
//      fetched again, and nothing is present that was not verified.

import Digest
import Glibc
import Vocabulary

/// Makes what is verified of a torrent the part `key`, in place of what that has; nothing of the
/// torrent is left. Nothing happens where nothing came of it. For the pool.
/// - Parameter size: bytes of its one file, which is cut as our own content is.
package func takeTorrent(
    _ infoHash: Digest160, as key: Digest256, size: Int64, in folder: Folder
) throws(DiskError) {
    if let files = try TorrentFiles(whatCameOf: infoHash, size: size, in: folder) {
        let verified = try PieceRecord(of: files).verified
        try files.sync()
        var present = RangeSet<Int64>()
        for piece in verified.pieces { present.insert(contentsOf: files.geometry.range(of: piece)) }
        _ = try ResumeRecord(key, size: size, present, in: folder)
        let (parent, base) = try folder.parent(of: files.path(of: 0))
        try check("keep a file") {
            renameat(parent.descriptor, base, folder.descriptor, key.hex + PartFile.ending)
        }
        try folder.sync()
    }
    try removeTorrent(infoHash, in: folder)
}

extension TorrentFiles {
    /// The one file that a torrent has there, whatever it is called; nil where there is none.
    fileprivate init?(
        whatCameOf infoHash: Digest160, size: Int64, in folder: Folder
    ) throws(DiskError) {
        let root: Folder
        do throws(DiskError) {
            root = try folder.passage(TorrentName.folder.name(of: infoHash))
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
        let there = try names(in: root.descriptor).compactMap { FileName($0) }
        guard there.count == 1, let geometry = PieceGeometry.own(length: size),
            let layout = TorrentLayout(
                [TorrentLayout.File(there[0], length: size)], geometry, isFolder: false)
        else { return nil }
        self.init(infoHash, layout, in: folder)
    }
}
