// A folder that is open, and the only way to the files beneath it.
//
// Law. Nothing beneath a folder is reached by joining strings: the kernel resolves every name from
// the descriptor, refuses `..`, absolute paths and symbolic links on every component, and so a link
// that is swapped in between a check and an open leads nowhere.

import CLinux
import Glibc
import Vocabulary

/// An open folder. Immutable, so the pool may use it while the loop does.
package final class Folder: Sendable {
    package let descriptor: Int32

    /// Opens the folder at a path of this machine. Whoever configured the path chose it, so links
    /// in it are followed.
    package init(path: String) throws(DiskError) {
        descriptor = try check("open folder \(path)") {
            Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
    }

    /// Takes a descriptor that was passed to us, and will close it. Fails where it is no folder.
    package init(adopting descriptor: Int32) throws(DiskError) {
        self.descriptor = descriptor
        let status = try FileStatus(of: descriptor)
        guard status.kind == .folder else {
            throw DiskError("use the descriptor as a folder", code: ENOTDIR)
        }
    }

    deinit { close(descriptor) }

    /// Opens a regular file for reading.
    package func open(_ name: FileName) throws(DiskError) -> OpenFile {
        // A FIFO without a writer would block here for ever, were it not for O_NONBLOCK.
        try OpenFile(
            adopting: openBeneath(name.path, O_RDONLY | O_NONBLOCK | O_NOCTTY), as: name)
    }

    /// Opens the folder `name` beneath this one, made first (with what lies between) if `making`.
    package func folder(_ name: FileName, making: Bool = false) throws(DiskError) -> Folder {
        if making { return try made(name) }
        return try Folder(adopting: openBeneath(name.path, O_RDONLY | O_DIRECTORY))
    }

    /// Deletes a file. What is open stays readable to those who have it open.
    package func remove(_ name: FileName) throws(DiskError) {
        let parts = components(of: name.path)
        var parent = self
        if let above = FileName(parts.dropLast().joined(separator: "/")) {
            parent = try folder(above)
        }
        try check("remove \(name)") { unlinkat(parent.descriptor, parts[parts.count - 1], 0) }
    }

    /// Puts the folder's names on the disk. The C word is `fsync`.
    package func sync() throws(DiskError) {
        try check("sync a folder") { fsync(descriptor) }
    }

    /// Bytes that an unprivileged process may still write to the file system that this lies on.
    package func freeSpace() throws(DiskError) -> Int64 {
        var raw = statvfs()
        try check("ask for free space") { fstatvfs(descriptor, &raw) }
        let blocks = UInt64(raw.f_bavail)
        let (bytes, tooMany) = blocks.multipliedReportingOverflow(by: UInt64(raw.f_frsize))
        return tooMany ? .max : Int64(clamping: bytes)
    }

    private func made(_ name: FileName) throws(DiskError) -> Folder {
        var place = self
        for component in components(of: name.path) {
            place = try place.madeOnce(component)
        }
        return place
    }

    private func madeOnce(_ component: String) throws(DiskError) -> Folder {
        if mkdirat(descriptor, component, 0o755) == 0 {
            try sync()
        } else if errno != EEXIST {
            throw DiskError("make folder \(component)", code: errno)
        }
        return try Folder(adopting: openBeneath(component, O_RDONLY | O_DIRECTORY))
    }
}

// How a name becomes a descriptor.
extension Folder {
    /// The descriptor of what `path` is beneath this folder. Never inherited by a child process.
    func openBeneath(
        _ path: String, _ flags: Int32, mode: mode_t = 0
    ) throws(DiskError) -> Int32 {
        // The C string would end at a NUL and be the name of another file.
        guard !path.utf8.contains(0) else { throw DiskError("open a name", code: ENOENT) }
        for _ in 0..<Limits.openAttempts {
            let opened = linux_open_beneath(descriptor, path, flags | O_CLOEXEC, UInt32(mode))
            if opened >= 0 { return opened }
            switch errno {
            // A rename elsewhere made the kernel unsure whether we are still beneath.
            case EAGAIN, EINTR: continue
            // No openat2 before Linux 5.6; a seccomp filter older than it says EPERM.
            case ENOSYS, EPERM: return try openByComponents(path, flags, mode: mode)
            default: throw DiskError("open \(path)", code: errno)
            }
        }
        throw DiskError("open \(path)", code: EAGAIN)
    }

    /// The same, one component at a time, where the kernel does not know `openat2`.
    func openByComponents(
        _ path: String, _ flags: Int32, mode: mode_t = 0
    ) throws(DiskError) -> Int32 {
        var passed = components(of: path)
        guard let last = passed.popLast(), !path.utf8.contains(0),
            !(passed + [last]).contains(where: { ["", ".", ".."].contains($0) })
        else { throw DiskError("open \(path)", code: ENOENT) }
        var place = descriptor
        defer { if place != descriptor { close(place) } }
        for component in passed {
            let next = try check("open \(path)") {
                openat(place, component, passage)
            }
            if place != descriptor { close(place) }
            place = next
        }
        return try check("open \(path)") {
            openat(place, last, flags | O_NOFOLLOW | O_CLOEXEC, mode)
        }
    }

    private var passage: Int32 {
        Int32(linux_open_path) | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    }
}

/// The parts between the slashes. By bytes, as the kernel sees them: to Swift a slash with an
/// accent upon it is another character, and would stay inside a component.
func components(of path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        .map { String(Substring($0)) }
}
