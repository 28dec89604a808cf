// What a whole file is: its digests, which belong to one state of it. See `FileHasher`.

import Digest
import Vocabulary

/// A file's content, and what the file looked like while it was read.
package struct HashedFile: Sendable, Equatable {
    package let size: Int64
    /// Nanoseconds since 1970.
    package let modified: Int64
    package let inode: UInt64
    package let digest: Digest256
    /// SHA-1 of its pieces as `PieceGeometry.own` cuts it, 20 bytes each; none of an empty file,
    /// of one that is too long to be cut, and where nobody asked for them.
    package let pieces: [UInt8]
}

/// Reads and digests a file. For the pool. Throws an error that `isChanged` where the file was
/// written, cut or replaced meanwhile, and one that `isCancelled` soon after `cancel`.
package func hash(
    _ folder: Folder, _ name: FileName, cancel: Cancellation, isCut: Bool = true
) throws(DiskError) -> HashedFile {
    try FileHasher(folder, name, isCut: isCut).run(cancel)
}

/// The same of a file whose name nobody knows.
package func hash(
    _ file: OpenFile, cancel: Cancellation, isCut: Bool = true
) throws(DiskError) -> HashedFile {
    try FileHasher(file, isCut: isCut).run(cancel)
}
