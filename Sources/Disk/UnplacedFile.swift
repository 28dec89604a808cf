// A file that is being written and has no name yet that anybody knows.
//
// Law. A file appears under its name whole and synced, or not at all; and it never takes the place
// of another file, whoever creates that one in between.

import Bytes
import CLinux
import Digest
import Glibc
import Vocabulary

/// Immutable: the descriptor and the name it has for the time being. Jobs may use it from the pool.
package final class UnplacedFile: Sendable {
    /// For reading and writing.
    package let descriptor: Int32
    /// Its name for the time being, in `folder`.
    package let name: String
    private let folder: Folder
    /// The rights that it will have in its place.
    private let mode: mode_t

    /// Creates an empty file of mode 0600 in `folder`, with a name that nobody guesses.
    /// - Parameter mode: its rights when placed, less the process's umask.
    package init(
        in folder: Folder, stem: String, mode: mode_t = 0o644
    ) throws(DiskError) {
        precondition(
            components(of: stem) == [stem] && stem != "", "a stem is the beginning of one component"
        )
        name = "\(stem).\(randomEnding())"
        self.folder = folder
        descriptor = try folder.openBeneath(
            name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
        // What the kernel made of the mode tells what the umask leaves of it, and asks no global.
        let made = (try? FileStatus(of: descriptor).mode) ?? 0o600
        self.mode = made
        fchmod(descriptor, 0o600)
    }

    /// Opens the file `name` in `folder`, which an earlier run may have left, or makes it; an
    /// earlier one goes away where `isFresh` says so.
    package init(opening name: String, in folder: Folder, isFresh: Bool) throws(DiskError) {
        // A new file first, for what the kernel makes of its rights.
        let fresh = try UnplacedFile(in: folder, stem: unfinishedPrefix)
        self.name = name
        self.folder = folder
        mode = fresh.mode
        do throws(DiskError) {
            if isFresh {
                try check("keep a file") {
                    renameat(folder.descriptor, fresh.name, folder.descriptor, name)
                }
            }
            descriptor = try folder.openBeneath(name, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        } catch {
            fresh.discard()
            throw error
        }
        if !isFresh { fresh.discard() }
    }

    deinit { close(descriptor) }

    /// Writes all of `bytes` at `offset`. For the pool.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(DiskError) {
        try writeAll(bytes, to: descriptor, at: offset)
    }

    /// Puts the content on the disk, with the rights that it is going to have. For the pool.
    package func seal() throws(DiskError) {
        try check("set a file's rights") { fchmod(descriptor, mode) }
        try check("sync a file") { fsync(descriptor) }
    }

    /// Gives the sealed file its name beneath `target`, and makes the folders on the way to it.
    /// Throws an error that `isTaken` where something has the name; nothing is ever replaced.
    /// For the pool.
    package func place(as wanted: FileName, in target: Folder) throws(DiskError) {
        let parts = components(of: wanted.path)
        var parent = target
        if let above = FileName(parts.dropLast().joined(separator: "/")) {
            parent = try target.folder(above, making: true)
        }
        try rename(to: parts[parts.count - 1], in: parent)
        try parent.sync()
    }

    /// Removes the file. Where that fails it is left for `removeLeftovers`.
    package func discard() { unlinkat(folder.descriptor, name, 0) }

    /// `base` may begin with a dot: the state folder keeps files of its own this way.
    func rename(to base: String, in parent: Folder) throws(DiskError) {
        try renameNew(name, in: folder, to: base, in: parent, isFolder: false)
    }

    /// The same in two steps.
    func link(to base: String, in parent: Folder) throws(DiskError) {
        try claim(name, in: folder, to: base, in: parent, isFolder: false)
    }
}

/// Removes what an earlier run left unfinished in `folder`: files whose names begin with `prefix`.
/// Folders stay, and so does what `isKept`. Returns how many there were.
@discardableResult
package func removeLeftovers(
    in folder: Folder, prefix: String = "", but isKept: (String) -> Bool = { _ in false }
) throws(DiskError) -> Int {
    let opened = try folder.openBeneath(".", O_RDONLY | O_DIRECTORY)
    guard let stream = fdopendir(opened) else {
        close(opened)
        throw DiskError("read a folder", code: errno)
    }
    defer { closedir(stream) }
    var removed = 0
    while let entry = readdir(stream) {
        let place = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 19)
        let name = place.assumingMemoryBound(to: CChar.self)
        guard strncmp(name, prefix, prefix.utf8.count) == 0, !isKept(String(cString: name)),
            unlinkat(opened, name, 0) == 0
        else {
            continue  // a folder, or somebody else was quicker
        }
        removed += 1
    }
    return removed
}

/// Sixteen digits that nobody guesses and nobody had before.
func randomEnding() -> String { Hex.encode(secureRandomBytes(8)) }

/// Writes all of `bytes` at `offset`.
func writeAll(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int64
) throws(DiskError) {
    var written = 0
    while written < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
        written += try check("write a file") {
            pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + written)
        }
    }
}
