// A download that arrives in parts, out of order, and survives the program that takes it.
//
// Law 1. A range counts as present once its bytes are written and its line stands in the record, in
//        that order and in one job: after a crash nothing is believed that was not written.
// Law 2. The running digest covers what lies at the front. Bytes that come ahead of it are read
//        back, out of the page cache, when the front has reached them.
// One job of the pool has it at a time: the loop lends it, and waits.

import Digest
import Glibc
import Vocabulary

/// `<key>.part` and `<key>.resume` in the folder of incomplete files.
package final class PartFile {
    /// Bytes of the whole file.
    package let size: Int64
    /// What is written and recorded.
    package private(set) var present: RangeSet<Int64>
    private let folder: Folder
    private let file: UnplacedFile
    private var record: ResumeRecord
    private let key: Digest256
    private let recordLength: Int64
    private var digest = SHA256()
    private var digested: Int64 = 0
    private var unsynced: Int64 = 0

    /// Opens what an earlier run left of `key`, or begins anew where there is nothing, where the
    /// record is damaged or tells of another file, or where `isFresh` wants it so. For the pool.
    /// - Parameter recordLength: bytes after which the record is written anew.
    package init(
        _ key: Digest256, size: Int64, in folder: Folder, isFresh: Bool = false,
        recordLength: Int64 = Limits.resumeRecordLength
    ) throws(DiskError) {
        self.size = size
        self.key = key
        self.recordLength = recordLength
        self.folder = folder
        let name = key.hex + Self.ending
        let earlier = isFresh ? nil : try? ResumeRecord.read(key, size: size, in: folder)
        let file = try UnplacedFile(opening: name, in: folder, isFresh: earlier == nil)
        self.file = file
        let length = try FileStatus(of: file.descriptor).size
        if let earlier, earlier.ranges.last.map({ $0.upperBound <= length }) ?? true {
            present = earlier
            // The record that is made now says that they are on the disk.
            try check("sync a file") { fdatasync(file.descriptor) }
        } else {
            try check("cut a file") { ftruncate(file.descriptor, 0) }
            present = RangeSet()
        }
        // Made anew each time: what is in it is then whole, sorted and on the disk.
        record = try ResumeRecord(key, size: size, present, in: folder)
    }

    /// The end of the names of such files.
    package static let ending = ".part"

    /// Writes `bytes` at `offset` and records them. Where it throws (the disk is full), they do not
    /// count. Gives where other bytes had been before, each range from a byte that differs to one
    /// that differs, a few pages long at most. For the pool.
    package func write(_ bytes: [UInt8], at offset: Int64) throws(DiskError) -> [Range<Int64>] {
        let range = offset..<offset + Int64(bytes.count)
        precondition(offset >= 0 && range.upperBound <= size, "a part lies inside its file")
        guard !bytes.isEmpty else { return [] }
        let known = present.intersection(RangeSet(range))
        var differing: [Range<Int64>] = []
        for part in known.ranges { differing += try differences(bytes, at: offset, in: part) }
        if known != RangeSet(range) || !differing.isEmpty { try put(bytes, at: offset) }
        if let first = differing.first, first.lowerBound < digested { forgetDigest() }
        if offset == digested { digestNow(bytes) }
        try record.add(range)
        present.insert(contentsOf: range)
        unsynced += Int64(bytes.count)
        if unsynced >= Limits.unsyncedBytes || record.length >= recordLength { try sync() }
        return differing
    }

    private func put(_ bytes: [UInt8], at offset: Int64) throws(DiskError) {
        let failure: DiskError? = bytes.withUnsafeBytes { raw in
            do throws(DiskError) {
                try file.write(raw, at: offset)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Where bytes that come to `offset` are not what the file has in `part`.
    private func differences(
        _ bytes: [UInt8], at offset: Int64, in part: Range<Int64>
    ) throws(DiskError) -> [Range<Int64>] {
        let found = try read(part)
        let start = Int(part.lowerBound - offset)
        var differing: [Range<Int64>] = []
        for page in stride(from: 0, to: found.count, by: Limits.chunk) {
            let end = min(page + Limits.chunk, found.count)
            if found[page..<end] == bytes[start + page..<start + end] { continue }
            let places = (page..<end).filter { found[$0] != bytes[start + $0] }
            let low = part.lowerBound + Int64(places[0])
            differing.append(low..<part.lowerBound + Int64(places[places.count - 1]) + 1)
        }
        return differing
    }

    private func read(_ range: Range<Int64>) throws(DiskError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var done = 0
        while done < bytes.count {
            let count = try check("read a file back") {
                bytes.withUnsafeMutableBytes { raw in
                    pread(
                        file.descriptor, raw.baseAddress.map { $0 + done }, raw.count - done,
                        off_t(range.lowerBound) + done)
                }
            }
            guard count > 0 else { throw DiskError("read a file back", code: EIO) }
            done += count
        }
        return bytes
    }

    /// Puts the bytes on the disk itself, so that not even a power cut takes them away.
    private func sync() throws(DiskError) {
        try check("sync a file") { fdatasync(file.descriptor) }
        if record.length < recordLength {
            try record.markSynced()
        } else {
            // What lies side by side takes one line now. A new one says that all of it is synced.
            record = try ResumeRecord(key, size: size, present, in: folder)
        }
        unsynced = 0
    }
}

// MARK: The digest

extension PartFile {
    private func digestNow(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { digest.update($0) }
        digested += Int64(bytes.count)
    }

    private func forgetDigest() {
        digest = SHA256()
        digested = 0
    }

    /// How far the front reaches without a gap.
    private var front: Int64 {
        guard let first = present.ranges.first, first.lowerBound == 0 else { return 0 }
        return first.upperBound
    }

    /// Whether there are bytes at the front that the digest has not seen.
    package var isDigestBehind: Bool { digested < front }

    /// Reads on, at most `limit` bytes, so that a write need not wait for long. For the pool.
    package func catchUp(_ limit: Int64 = .max) throws(DiskError) {
        let end = min(
            front, digested.addingReportingOverflow(limit).overflow ? .max : digested + limit)
        while digested < end {
            let step = min(end - digested, Int64(Limits.fileRead))
            digestNow(try read(digested..<digested + step))
        }
    }
}

// MARK: Ends

extension PartFile {
    /// Puts the whole file on the disk and says what it is. It may be written again afterwards,
    /// and sealed again. For the pool.
    package func seal() throws(DiskError) -> Digest256 {
        precondition(front == size, "only a whole file is sealed")
        try check("cut a file") { ftruncate(file.descriptor, off_t(size)) }
        try catchUp()
        try file.seal()
        let result = digest.finish()
        forgetDigest()
        return result
    }

    /// Gives the sealed file its name beneath `target`; see `UnplacedFile.place`. For the pool.
    package func place(as name: FileName, in target: Folder) throws(DiskError) {
        do {
            try file.place(as: name, in: target)
        } catch {
            guard error.code == EXDEV else { throw error }
            try placeCopy(of: file.descriptor, size, as: name, in: target)
            return discard()
        }
        record.remove()
    }

    /// Removes what has arrived, and what is known of it. For the pool: freeing a large file's
    /// blocks takes a disk its time.
    package func discard() {
        record.remove()
        file.discard()
        // Now, and not when the last descriptor is closed, wherever that is.
        ftruncate(file.descriptor, 0)
    }
}

/// Removes the parts of `key`. Nothing happens where there are none. For the pool.
package func removePart(_ key: Digest256, in folder: Folder) {
    unlinkat(folder.descriptor, key.hex + ResumeRecord.ending, 0)
    unlinkat(folder.descriptor, key.hex + PartFile.ending, 0)
}

/// Removes everything in the folder of incomplete files but the parts of `keys` and what torrents
/// have there; see `removeTorrents`. Returns how many files there were.
@discardableResult
package func removeParts(but keys: Set<Digest256>, in folder: Folder) throws(DiskError) -> Int {
    let kept = Set(keys.flatMap { [$0.hex + PartFile.ending, $0.hex + ResumeRecord.ending] })
    return try removeLeftovers(in: folder) { name in
        kept.contains(name) || TorrentName.owner(of: name) != nil
    }
}
