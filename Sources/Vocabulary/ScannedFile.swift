// What a look at a shared folder found: the disk writes it, the library reads it.

/// A regular file as the file system describes it. Where all of it is as it was, so is the content.
package struct ScannedFile: Sendable, Equatable {
    /// Within its share.
    package let path: FileName
    /// In bytes.
    package let size: Int64
    /// When it was last written, in nanoseconds since 1970.
    package let modified: Int64
    package let inode: UInt64

    package init(path: FileName, size: Int64, modified: Int64, inode: UInt64) {
        self.path = path
        self.size = size
        self.modified = modified
        self.inode = inode
    }
}
