// A regular file that is open for reading. Who holds it can serve it, whatever becomes of its name.

import CLinux
import Glibc
import Vocabulary

/// Immutable, and closes its descriptor when the last transfer lets go of it.
package final class OpenFile: Sendable {
    package let descriptor: Int32
    /// As it was when the file was opened.
    package let status: FileStatus
    /// Where it begins in what the descriptor is open on.
    package let start: Int64

    package var size: Int64 { status.size - start }
    /// Nanoseconds since 1970.
    package var modified: Int64 { status.modified }
    package var inode: UInt64 { status.inode }
    package var device: UInt64 { status.device }

    /// Takes a descriptor, and will close it. Fails with an error that `isMissing` where it is no
    /// regular file: folders, FIFOs, sockets and devices are not files to anybody out there.
    package init(
        adopting descriptor: Int32, as name: FileName? = nil, from start: Int64 = 0
    ) throws(DiskError) {
        self.descriptor = descriptor
        self.start = start
        status = try FileStatus(of: descriptor)
        guard status.kind == .regular else {
            throw DiskError(
                saying: "\(name?.path ?? "the descriptor") is not a regular file", code: ENXIO)
        }
    }

    deinit { close(descriptor) }
}

/// Bytes that an unprivileged process may still write to the file system of `descriptor`.
package func freeSpace(_ descriptor: Int32) throws(DiskError) -> Int64 {
    var raw = statvfs()
    try check("ask for free space") { fstatvfs(descriptor, &raw) }
    let (bytes, tooMany) = UInt64(raw.f_bavail).multipliedReportingOverflow(
        by: UInt64(raw.f_frsize))
    return tooMany ? .max : Int64(clamping: bytes)
}

extension OpenFile {
    /// The file as it is now.
    package func look() throws(DiskError) -> FileStatus { try FileStatus(of: descriptor) }

    /// The same file with the status that it has now. The name plays no part in it.
    package func current() throws(DiskError) -> OpenFile {
        if try look().isSame(as: status) { return self }
        return try OpenFile(
            adopting: check("keep a descriptor") { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) })
    }

    /// The whole content, if it is in the page cache now and not so young that a further change
    /// could leave the same time stamp. Never waits for a disk. For small files.
    func cachedContent() -> [UInt8]? {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let age = Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec) &- modified
        guard age > Limits.hotFileAge.nanoseconds else { return nil }
        let wanted = Int(size)
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            var read = linux_read_cached(descriptor, buffer.baseAddress, UInt(wanted), 0)
            if read < 0, errno == EOPNOTSUPP, isResident {
                read = pread(descriptor, buffer.baseAddress, wanted, 0)
            }
            count = max(0, Int(read))
        }
        return bytes.count == wanted ? bytes : nil
    }

    /// Whether all of it is in memory: for file systems that are memory themselves (tmpfs), which
    /// do not know how to read without waiting.
    private var isResident: Bool {
        var stat = linux_cachestat()
        guard linux_cachestat(descriptor, 0, UInt64(size), &stat) == 0 else { return false }
        return Int64(stat.cached) * Int64(sysconf(Int32(_SC_PAGESIZE))) >= size
    }

    /// Reads `range` into the page cache, and comes back when it is there. For the pool.
    package func warm(_ range: Range<Int64>) throws(DiskError) {
        // The advice starts the whole read at once; only reading the bytes waits for them.
        var offset = off_t(range.lowerBound)
        let end = off_t(range.upperBound)
        posix_fadvise(descriptor, offset, end - offset, Int32(POSIX_FADV_WILLNEED))
        let scratch = UnsafeMutableRawBufferPointer.allocate(
            byteCount: min(range.count, Limits.fileRead), alignment: 4096)
        defer { scratch.deallocate() }
        while offset < end {
            let wanted = min(scratch.count, end - offset)
            let count = try check("read a file") {
                pread(descriptor, scratch.baseAddress, wanted, offset)
            }
            if count == 0 { return }  // the file has shrunk; its sender will notice
            offset += count
        }
    }
}
