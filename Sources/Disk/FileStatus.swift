// What the file system says of a file, and the one place where its errors become ours.

import Glibc

/// The part of C's `stat` that anybody here asks for.
package struct FileStatus: Equatable, Sendable {
    package enum Kind: Sendable {
        case regular, folder
        /// Links, FIFOs, sockets, devices: never opened, never shared.
        case other
    }

    package let kind: Kind
    package let size: Int64
    /// Nanoseconds since 1970.
    package let modified: Int64
    package let inode: UInt64
    package let device: UInt64
    /// The nine bits of rights.
    package let mode: mode_t

    init(_ raw: stat) {
        switch raw.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .folder
        default: kind = .other
        }
        size = Int64(raw.st_size)
        modified = Int64(raw.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(raw.st_mtim.tv_nsec)
        inode = UInt64(raw.st_ino)
        device = UInt64(raw.st_dev)
        mode = raw.st_mode & 0o777
    }

    /// Of an open descriptor.
    package init(of descriptor: Int32) throws(DiskError) {
        var raw = stat()
        try check("examine a descriptor") { fstat(descriptor, &raw) }
        self.init(raw)
    }

    /// Whether both are of one file or folder, whatever its names are.
    package func isThing(_ other: FileStatus) -> Bool {
        inode == other.inode && device == other.device && kind == other.kind
    }

    /// Whether the content cannot have changed between the two.
    func isSame(as other: FileStatus) -> Bool {
        size == other.size && modified == other.modified && inode == other.inode
            && device == other.device
    }
}

/// The result of a system call, begun again when a signal broke it off; -1 becomes a `DiskError`.
@discardableResult
func check<Number: BinaryInteger>(
    _ deed: @autoclosure () -> String, _ call: () -> Number
) throws(DiskError) -> Number {
    while true {
        let result = call()
        if result >= 0 { return result }
        let code = errno
        if code != EINTR { throw DiskError(deed(), code: code) }
    }
}
