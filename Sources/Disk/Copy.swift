// Copies from anywhere on this machine into a folder that we own.

import CLinux
import Digest
import Glibc
import Vocabulary

/// What became of a copy.
package enum Copied: Sendable, Equatable {
    case copied
    /// The name had this very content already.
    case alreadyThere
}

/// The beginning of names that unfinished copies have; see `removeLeftovers`.
package let unfinishedPrefix = ".unfinished"

/// Copies the regular file at `path`, a path of this machine, to `name` beneath `folder`. The same
/// content under that name is fine; other content is an error that `isTaken`. For the pool.
package func copy(
    from path: String, into folder: Folder, as name: FileName, cancel: Cancellation = Cancellation()
) throws(DiskError) -> Copied {
    let source = try OpenFile(
        adopting: check("open \(path)") {
            Glibc.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        })
    return try copy(source, into: folder, as: name, cancel: cancel)
}

/// The same from a file that is open already: somebody passed its descriptor.
package func copy(
    _ source: OpenFile, into folder: Folder, as name: FileName,
    cancel: Cancellation = Cancellation()
) throws(DiskError) -> Copied {
    do {
        try placeCopy(of: source.descriptor, source.size, as: name, in: folder, cancel: cancel)
        return .copied
    } catch {
        guard error.isTaken, try isSame(source, folder, name, cancel) else { throw error }
        return .alreadyThere
    }
}

/// Whether `name` beneath `folder` has `size` bytes whose SHA-256 is `digest`. For the pool.
package func contains(
    _ folder: Folder, _ name: FileName, size: Int64, digest: Digest256, cancel: Cancellation
) throws(DiskError) -> Bool {
    guard let found = try examine(folder, name), found.size == size else { return false }
    return try hash(folder, name, cancel: cancel, isCut: false).digest == digest
}

/// A copy of the first `size` bytes of `source`, whole and synced under its name or not there.
func placeCopy(
    of source: Int32, _ size: Int64, as name: FileName, in folder: Folder,
    cancel: Cancellation = Cancellation()
) throws(DiskError) {
    let file = try UnplacedFile(in: folder, stem: unfinishedPrefix)
    do throws(DiskError) {
        try copyAll(of: source, size, into: file.descriptor, cancel)
        try file.seal()
        try file.place(as: name, in: folder)
    } catch {
        file.discard()
        throw error
    }
}

/// Copies the first `size` bytes of `source` into `target`, from the beginning of both. Where they
/// stand is neither asked nor changed: several copies may share one open file.
func copyAll(
    of source: Int32, _ size: Int64, into target: Int32, _ cancel: Cancellation
) throws(DiskError) {
    var copied: Int64 = 0
    while copied < size {
        if cancel.isCancelled { throw DiskError(saying: "copying was cancelled", code: ECANCELED) }
        // Small steps, so that a cancelled copy ends soon; on btrfs and xfs they share the blocks.
        let step = min(Int(size - copied), 16 * Limits.fileRead)
        let count = linux_copy_file_range(source, target, copied, UInt(step))
        if count > 0 {
            copied += Int64(count)
        } else if count == 0 {
            throw DiskError(saying: "the file shrank while it was copied", code: ESTALE)
        } else if errno != EINTR {
            // File systems that cannot do it for us: then all of it by hand, from the beginning.
            return try readAndWrite(source, size, into: target, cancel)
        }
    }
}

func readAndWrite(
    _ source: Int32, _ size: Int64, into target: Int32, _ cancel: Cancellation
) throws(DiskError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Limits.fileRead, alignment: 4096)
    defer { buffer.deallocate() }
    var offset: Int64 = 0
    while offset < size {
        if cancel.isCancelled { throw DiskError(saying: "copying was cancelled", code: ECANCELED) }
        let wanted = min(buffer.count, Int(size - offset))
        let count = try check("read a file") {
            pread(source, buffer.baseAddress, wanted, off_t(offset))
        }
        guard count > 0 else {
            throw DiskError(saying: "the file shrank while it was copied", code: ESTALE)
        }
        var written = 0
        while written < count {
            let rest = UnsafeRawBufferPointer(rebasing: buffer[written..<count])
            written += try check("write a file") {
                pwrite(target, rest.baseAddress, rest.count, off_t(offset) + written)
            }
        }
        offset += Int64(count)
    }
}

private func isSame(
    _ source: OpenFile, _ folder: Folder, _ name: FileName, _ cancel: Cancellation
) throws(DiskError) -> Bool {
    guard let found = try examine(folder, name), found.size == source.size else { return false }
    let ours = try hash(source, cancel: cancel, isCut: false).digest
    return try hash(folder, name, cancel: cancel, isCut: false).digest == ours
}
