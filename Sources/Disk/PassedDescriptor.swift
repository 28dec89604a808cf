// A descriptor that another process opened and passed to us: a right to one thing, whatever the
// rights on its name are.
//
// Law. What it is open on is looked at before it is used: a tool may pass anything.

import Glibc
import Vocabulary

/// Immutable, and closes its descriptor when nobody needs it.
package final class PassedDescriptor: Sendable {
    private let descriptor: Int32

    /// Takes a descriptor, and will close it.
    package init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// What it is open on, as it is now.
    package func look() throws(DiskError) -> FileStatus { try FileStatus(of: descriptor) }

    /// It as a file to read. Fails where it is no regular file, or not open for reading.
    package func file() throws(DiskError) -> OpenFile {
        guard try accessMode() != O_WRONLY else {
            throw DiskError(saying: "the descriptor is not open for reading", code: EINVAL)
        }
        return try OpenFile(adopting: again())
    }

    /// It as a folder. Fails where it is none, and with an error that `isForbidden` where this
    /// program may not list it: of a folder a descriptor gives the place, not the rights.
    package func folder() throws(DiskError) -> Folder {
        let folder = try Folder(adopting: again())
        close(try folder.openBeneath(".", O_RDONLY | O_DIRECTORY))
        return folder
    }

    /// Makes the file that it is open on a copy of `source`, and puts that on the disk. For the
    /// pool.
    package func fill(
        from source: OpenFile, cancel: Cancellation = Cancellation()
    ) throws(DiskError) {
        guard try look().kind == .regular, try accessMode() != O_RDONLY else {
            throw DiskError(saying: "the descriptor is no file to write to", code: EINVAL)
        }
        try check("empty a file") { ftruncate(descriptor, 0) }
        try copyAll(of: source.descriptor, source.size, into: descriptor, cancel)
        try check("sync a file") { fsync(descriptor) }
    }

    private func accessMode() throws(DiskError) -> Int32 {
        try check("examine a descriptor") { fcntl(descriptor, F_GETFL) } & O_ACCMODE
    }

    private func again() throws(DiskError) -> Int32 {
        try check("keep a descriptor") { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }
    }
}
