// A file as others see it, and where it lies.

import Digest
import Vocabulary

/// One file of the library.
package struct SharedFile: Sendable, Equatable {
    /// In the library: the name of its share, if that has one, and its path.
    package let name: FileName
    package let share: Int64
    /// Within its share.
    package let path: FileName
    /// Bytes.
    package let size: Int64
    /// Nanoseconds since 1970.
    package let modified: Int64
    package let inode: UInt64
    /// SHA-256 of the content; nil until it was hashed.
    package let digest: Digest256?
    /// Which torrent it is as a whole; nil until it was hashed, and of an empty file.
    package let infoHash: Digest160?

    package init(
        name: FileName, share: Int64, path: FileName, size: Int64, modified: Int64,
        inode: UInt64, digest: Digest256?, infoHash: Digest160? = nil
    ) {
        self.name = name
        self.share = share
        self.path = path
        self.size = size
        self.modified = modified
        self.inode = inode
        self.digest = digest
        self.infoHash = infoHash
    }
}

/// What hashing a file found: the digest of all of it, and what its torrent is made of.
package struct FileContent: Sendable, Equatable {
    package let digest: Digest256
    /// Of the torrent that the file is under its base name; nil of what cannot be cut into pieces.
    package let infoHash: Digest160?
    /// 20 bytes for each piece, as `PieceGeometry.own` cuts the file.
    package let pieces: [UInt8]

    package init(digest: Digest256, infoHash: Digest160?, pieces: [UInt8]) {
        self.digest = digest
        self.infoHash = infoHash
        self.pieces = pieces
    }
}
