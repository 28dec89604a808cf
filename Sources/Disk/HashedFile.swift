// The digest of a whole file, and the proof that it is the digest of one state of it.
//
// Law. A digest is given only where the file was the same before the first byte and after the last,
// under the same name. A file that somebody writes to has no digest yet.

import Digest
import Glibc
import Vocabulary

/// A file's content, and what the file looked like while it was read.
package struct HashedFile: Sendable, Equatable {
    package let size: Int64
    /// Nanoseconds since 1970.
    package let modified: Int64
    package let inode: UInt64
    package let digest: Digest256
}

/// Reads and digests a file. For the pool. Throws an error that `isChanged` where the file was
/// written, cut or replaced meanwhile, and one that `isCancelled` soon after `cancel`.
package func hash(
    _ folder: Folder, _ name: FileName, cancel: Cancellation
) throws(DiskError) -> HashedFile {
    try hash(folder, name, cancel: cancel, whileReading: {})
}

/// The same, and `whileReading` is called once between two reads: how tests change the file.
func hash(
    _ folder: Folder, _ name: FileName, cancel: Cancellation, whileReading: () -> Void
) throws(DiskError) -> HashedFile {
    let hashed = try hash(folder.open(name), cancel: cancel, whileReading: whileReading)
    guard try examine(folder, name)?.inode == hashed.inode else {
        throw DiskError(saying: "\(name) was replaced while it was read", code: ESTALE)
    }
    return hashed
}

/// The same of a file whose name nobody knows.
package func hash(_ file: OpenFile, cancel: Cancellation) throws(DiskError) -> HashedFile {
    try hash(file, cancel: cancel, whileReading: {})
}

private func hash(
    _ file: OpenFile, cancel: Cancellation, whileReading: () -> Void
) throws(DiskError) -> HashedFile {
    let before = try settled(file)
    posix_fadvise(file.descriptor, 0, 0, Int32(POSIX_FADV_SEQUENTIAL))
    let digest = try digestOfAll(file, before.size, cancel, whileReading)
    let after = try file.look()
    guard before.isSame(as: after) else {
        throw DiskError(saying: "the file changed while it was read", code: ESTALE)
    }
    return HashedFile(
        size: after.size, modified: after.modified, inode: after.inode, digest: digest)
}

/// The file's status, once its time stamp is old enough that the next write makes another one.
/// Otherwise a write in the same tick of the kernel's clock would not show. Waits for at most
/// `Limits.timeStampGrain`, on the pool, and only after a write that was just made.
private func settled(_ file: OpenFile) throws(DiskError) -> FileStatus {
    let status = try file.look()
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let age = Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec) &- status.modified
    let grain = Limits.timeStampGrain.nanoseconds
    guard (0..<grain).contains(age) else { return status }
    usleep(UInt32((grain - age) / 1000 + 1))
    return try file.look()
}

func digestOfAll(
    _ file: OpenFile, _ size: Int64, _ cancel: Cancellation, _ whileReading: () -> Void
) throws(DiskError) -> Digest256 {
    let digest = SHA256()
    let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Limits.fileRead, alignment: 4096)
    defer { buffer.deallocate() }
    var offset: off_t = 0
    // Never past the size that was seen: a file that grows faster than we read has no end.
    while offset < off_t(size) {
        if cancel.isCancelled { throw DiskError(saying: "hashing was cancelled", code: ECANCELED) }
        let count = try check("read a file") {
            pread(
                file.descriptor, buffer.baseAddress, min(buffer.count, off_t(size) - offset), offset
            )
        }
        if count == 0 { break }  // it has shrunk; the second look will say so
        digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        if offset == 0 { whileReading() }
        offset += count
    }
    return digest.finish()
}
