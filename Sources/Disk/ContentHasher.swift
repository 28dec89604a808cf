// Several files behind one another on their way through SHA-1: the pieces of a folder, of one
// reading.
//
// Law 1. A file counts only as what it was when it was seen: one that was written, cut or replaced
//        before the first byte or until its last makes all of it fail.
// Law 2. One buffer, one open file, whatever the content's length.

import Digest
import Glibc
import Vocabulary

/// Lent to jobs of the pool.
package final class ContentHasher {
    /// One file, as it was seen, and how it is opened.
    package struct Part: Sendable {
        let seen: ScannedFile
        let open: @Sendable () throws(DiskError) -> OpenFile

        package init(
            _ seen: ScannedFile, _ open: @escaping @Sendable () throws(DiskError) -> OpenFile
        ) {
            self.seen = seen
            self.open = open
        }
    }

    private let parts: [Part]
    private var next = 0
    private var reading: (file: OpenFile, offset: Int64)?
    private var pieces: PieceDigests
    private let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Limits.fileRead, alignment: 4096)

    package init(_ parts: [Part], _ geometry: PieceGeometry) {
        precondition(
            parts.reduce(0) { $0 + $1.seen.size } == geometry.length,
            "the files are as long as the content")
        self.parts = parts
        pieces = PieceDigests(geometry)
    }

    deinit { buffer.deallocate() }

    /// Reads on, as much as one job takes: so many bytes, or files. The hashes when it was the last
    /// of them, and nil before. For the pool.
    package func step(_ cancel: Cancellation) throws(DiskError) -> [UInt8]? {
        var (bytes, files) = (Limits.contentStep, Limits.contentStepFiles)
        while bytes > 0, files > 0 {
            if cancel.isCancelled { throw .hashingCancelled }
            if let (file, offset) = reading {
                let count = try read(file, at: offset)
                bytes -= count
                if count == 0 { files -= 1 }
            } else if next < parts.count {
                reading = (try open(parts[next]), 0)
            } else {
                return pieces.hashes
            }
        }
        return nil
    }

    private func open(_ part: Part) throws(DiskError) -> OpenFile {
        let file = try part.open()
        try hold(try settled(file), against: part)
        posix_fadvise(file.descriptor, 0, 0, Int32(POSIX_FADV_SEQUENTIAL))
        return file
    }

    /// Bytes that were read; 0 at the end of the file, which was then looked at once more.
    private func read(_ file: OpenFile, at offset: Int64) throws(DiskError) -> Int {
        let part = parts[next]
        let wanted = min(Int64(buffer.count), part.seen.size - offset)
        guard wanted > 0 else {
            // Its name may be another file's by now, so that is opened and not only asked.
            try hold(try part.open().status, against: part)
            (reading, next) = (nil, next + 1)
            return 0
        }
        let count = try check("read a file") {
            pread(file.descriptor, buffer.baseAddress, Int(wanted), off_t(offset))
        }
        guard count > 0 else { throw .contentChanged(part.seen.path) }
        pieces.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        reading = (file, offset + Int64(count))
        return count
    }

    private func hold(_ status: FileStatus, against part: Part) throws(DiskError) {
        let seen = part.seen
        guard status.size == seen.size, status.modified == seen.modified,
            status.inode == seen.inode
        else { throw .contentChanged(seen.path) }
    }
}

extension DiskError {
    fileprivate static func contentChanged(_ path: FileName) -> DiskError {
        DiskError(saying: "\(path) has changed", code: ESTALE)
    }
}
