// A file on its way through its digests: SHA-256 of the whole, SHA-1 of each piece, of one reading.
//
// Law 1. A step is read into a slot, and both digests take it from there, each in the order of the
//        reading. Reading, SHA-256 and SHA-1 share nothing but the slots, so three jobs may be at
//        three of them at once: who drives it fills no slot that a digest is still to take.
// Law 2. A result is given only where the file was the same before the first byte and after the
//        last, under the same name. A file that somebody writes to has no digest yet.

import Digest
import Glibc
import Vocabulary

/// Lent to jobs of the pool.
package final class FileHasher {
    /// Bytes that will be read.
    package var size: Int64 { before.size }
    /// Whether it is no longer than a step, and has one slot only: see `run`.
    package let isShort: Bool
    private let file: OpenFile
    private let place: (folder: Folder, name: FileName)?
    private let before: FileStatus
    private let slots: [Slot]
    private var offset: Int64 = 0
    private var whole = SHA256()
    private var pieces: PieceDigests

    /// Opens a file. For the pool: a file that was just written is waited for.
    /// - Parameter slots: steps that may be in the making at once.
    /// - Parameter length: bytes of a step; less where the file is shorter.
    /// - Parameter isCut: whether pieces are wanted.
    package convenience init(
        _ folder: Folder, _ name: FileName, slots: Int = 1, of length: Int = Limits.fileRead,
        isCut: Bool = true
    ) throws(DiskError) {
        try self.init(
            folder.open(name), slots: slots, of: length, isCut: isCut, place: (folder, name))
    }

    /// The same of a file that is open, whatever its name is.
    package convenience init(
        _ file: OpenFile, slots: Int = 1, of length: Int = Limits.fileRead, isCut: Bool = true
    ) throws(DiskError) {
        try self.init(file, slots: slots, of: length, isCut: isCut, place: nil)
    }

    private init(
        _ file: OpenFile, slots: Int, of length: Int, isCut: Bool,
        place: (folder: Folder, name: FileName)?
    ) throws(DiskError) {
        self.file = file
        self.place = place
        let status = try settled(file)
        before = status
        pieces = PieceDigests(isCut ? PieceGeometry.own(length: status.size) : nil)
        isShort = status.size <= Int64(length)
        let length = isShort ? min(Int(status.size), Limits.fileRead) : length
        self.slots = (0..<(isShort ? 1 : slots)).map { _ in Slot(length: length) }
        posix_fadvise(file.descriptor, 0, 0, Int32(POSIX_FADV_SEQUENTIAL))
    }

    /// Reads the next step into a slot; tells whether there is one. For the pool.
    package func read(_ slot: Int) throws(DiskError) -> Bool {
        try read(slot, atMost: slots[slot].buffer.count)
    }

    /// Reads a run of so many bytes and digests it both ways, in parts that stay in a core's own
    /// cache; tells whether there was one. For the pool.
    package func goThrough(
        _ slot: Int, run length: Int = Limits.hashRun
    ) throws(DiskError) -> Bool {
        let end = min(size, offset + Int64(length))
        var wasOne = false
        while offset < end, try read(slot, atMost: min(Limits.hashedHot, Int(end - offset))) {
            digest256(slot)
            digest160(slot)
            wasOne = true
        }
        return wasOne
    }

    private func read(_ slot: Int, atMost most: Int) throws(DiskError) -> Bool {
        let whole = slots[slot].buffer
        let buffer = UnsafeMutableRawBufferPointer(rebasing: whole[..<min(most, whole.count)])
        var count = 0
        // Never past the size that was seen: a file that grows faster than we read has no end.
        while count < buffer.count, offset < size {
            let wanted = min(Int64(min(buffer.count - count, Limits.fileRead)), size - offset)
            let read = try check("read a file") {
                pread(
                    file.descriptor, buffer.baseAddress.map { $0 + count }, Int(wanted),
                    off_t(offset))
            }
            if read == 0 { break }  // it has shrunk; the second look will say so
            count += read
            offset += Int64(read)
        }
        slots[slot].count = count
        return count > 0
    }

    /// Digests the step in a slot as bytes of the whole file. For the pool.
    package func digest256(_ slot: Int) { whole.update(slots[slot].bytes) }

    /// Digests the step in a slot as bytes of its pieces. For the pool.
    package func digest160(_ slot: Int) { pieces.update(slots[slot].bytes) }

    /// What the file is, after all of it was read and digested. Throws an error that `isChanged`
    /// where it was written, cut or replaced meanwhile. For the pool.
    package func finish() throws(DiskError) -> HashedFile {
        let after = try file.look()
        guard before.isSame(as: after) else {
            throw DiskError(saying: "the file changed while it was read", code: ESTALE)
        }
        if let place, try examine(place.folder, place.name)?.inode != after.inode {
            throw DiskError(saying: "\(place.name) was replaced while it was read", code: ESTALE)
        }
        return HashedFile(
            size: after.size, modified: after.modified, inode: after.inode,
            digest: whole.finish(), pieces: pieces.hashes)
    }
}

extension FileHasher {
    /// All of it in one job, which throws an error that `isCancelled` soon after `cancel`.
    package func run(_ cancel: Cancellation) throws(DiskError) -> HashedFile {
        try run(cancel, whileReading: {})
    }

    /// The same, and `whileReading` is called once between two reads: how tests change the file.
    func run(
        _ cancel: Cancellation, whileReading: () -> Void
    ) throws(DiskError) -> HashedFile {
        var isFirst = true
        while true {
            if offset < size, cancel.isCancelled { throw .hashingCancelled }
            guard try read(0) else { return try finish() }
            digest256(0)
            digest160(0)
            if isFirst { whileReading() }
            isFirst = false
        }
    }
}

extension DiskError {
    package static var hashingCancelled: DiskError {
        DiskError(saying: "hashing was cancelled", code: ECANCELED)
    }
}

/// A step of a file.
private final class Slot {
    let buffer: UnsafeMutableRawBufferPointer
    var count = 0
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<count]) }

    init(length: Int) {
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 4096)
    }

    deinit { buffer.deallocate() }
}

/// SHA-1 of each piece of what comes, step by step.
struct PieceDigests {
    private let geometry: PieceGeometry?
    private let digest = SHA1()
    /// Bytes that the piece in the making has still to get.
    private var wanted: Int
    private(set) var hashes: [UInt8] = []

    init(_ geometry: PieceGeometry?) {
        self.geometry = geometry
        wanted = geometry.flatMap { $0.piece(0).map($0.size) } ?? 0
        hashes.reserveCapacity((geometry?.pieceCount ?? 0) * Digest160.length)
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let geometry else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(wanted)
            digest.update(UnsafeRawBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            wanted -= part.count
            guard wanted == 0 else { continue }
            digest.finish().append(to: &hashes)
            let next = geometry.piece(hashes.count / Digest160.length)
            wanted = next.map(geometry.size) ?? .max
        }
    }
}

/// The file's status, once its time stamp is old enough that the next write makes another one.
/// Otherwise a write in the same tick of the kernel's clock would not show. Waits for at most
/// `Limits.timeStampGrain`, on the pool, and only after a write that was just made.
func settled(_ file: OpenFile) throws(DiskError) -> FileStatus {
    let status = try file.look()
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let age = Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec) &- status.modified
    let grain = Limits.timeStampGrain.nanoseconds
    guard (0..<grain).contains(age) else { return status }
    usleep(UInt32((grain - age) / 1000 + 1))
    return try file.look()
}
