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

    package init(
        name: FileName, share: Int64, path: FileName, size: Int64, modified: Int64,
        inode: UInt64, digest: Digest256?
    ) {
        self.name = name
        self.share = share
        self.path = path
        self.size = size
        self.modified = modified
        self.inode = inode
        self.digest = digest
    }
}
