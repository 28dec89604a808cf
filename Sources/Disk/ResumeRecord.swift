// What is known of a part file over a crash: a head that says whose it is, then a line for each
// range that was written.
//
// ```
//   "DSRESUME" version=1 unused size key[32] boot        8 4 4 8 32 8 bytes, little-endian
//   offset length check                                  8 8 8 bytes, as often as needed
// ```
// Law 1. Lines are only ever added; a line that does not check ends what is believed.
// Law 2. A line of no length says that everything before it is on the disk itself. After the
//        machine has started anew only such lines count: the power may have failed.

import Digest
import Glibc
import Vocabulary

final class ResumeRecord {
    static let ending = ".resume"
    private static let magic = Array("DSRESUME".utf8)
    private static let headLength = 64
    private static let lineLength = 24

    private let key: Digest256
    private let size: Int64
    private let folder: Folder
    private var descriptor: Int32
    private var end: Int64
    /// Bytes that it has by now.
    var length: Int64 { end }

    /// Makes the record of `present` anew, in one step.
    init(
        _ key: Digest256, size: Int64, _ present: RangeSet<Int64>, in folder: Folder
    ) throws(DiskError) {
        self.key = key
        self.size = size
        self.folder = folder
        var bytes = Self.head(key, size)
        for range in present.ranges { bytes += Self.line(range, key) }
        // What was believed until now is still believed after the next power cut.
        bytes += Self.line(size..<size, key)
        descriptor = try replaceFile(key.hex + Self.ending, with: bytes, in: folder)
        end = Int64(bytes.count)
    }

    deinit { close(descriptor) }

    func add(_ range: Range<Int64>) throws(DiskError) {
        let line = Self.line(range, key)
        let count = try check("write a record") {
            pwrite(descriptor, line, line.count, off_t(end))
        }
        guard count == line.count else { throw DiskError("write a record", code: ENOSPC) }
        end += Int64(count)
    }

    /// Everything that was added is on the disk.
    func markSynced() throws(DiskError) { try add(size..<size) }

    func remove() { unlinkat(folder.descriptor, key.hex + Self.ending, 0) }

    // MARK: Reading

    /// What the record of `key` says is present; throws where there is none to be believed.
    static func read(
        _ key: Digest256, size: Int64, in folder: Folder
    ) throws(DiskError) -> RangeSet<Int64> {
        let opened = try folder.openBeneath(key.hex + ending, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        defer { close(opened) }
        let length = try FileStatus(of: opened).size
        guard length >= headLength, length <= Limits.resumeRecordLength else {
            throw DiskError("read a record", code: EINVAL)
        }
        var bytes = [UInt8](repeating: 0, count: Int(length))
        let count = try check("read a record") { pread(opened, &bytes, bytes.count, 0) }
        let head = head(key, size)
        guard count == bytes.count, bytes[..<(headLength - 8)] == head[..<(headLength - 8)] else {
            throw DiskError("read a record", code: EINVAL)
        }
        let isSameBoot = bytes[(headLength - 8)..<headLength] == head[(headLength - 8)...]
        return ranges(in: bytes, key, size, believingAll: isSameBoot)
    }

    private static func ranges(
        in bytes: [UInt8], _ key: Digest256, _ size: Int64, believingAll: Bool
    ) -> RangeSet<Int64> {
        var (all, synced) = (RangeSet<Int64>(), RangeSet<Int64>())
        var place = headLength
        while place + lineLength <= bytes.count {
            let offset = Int64(bitPattern: word(bytes, place))
            let length = Int64(bitPattern: word(bytes, place + 8))
            guard offset >= 0, length >= 0, offset <= size, length <= size - offset,
                line(offset..<offset + length, key)[...] == bytes[place..<place + lineLength]
            else { break }
            all.insert(contentsOf: offset..<offset + length)
            if length == 0 { synced = all }
            place += lineLength
        }
        return believingAll ? all : synced
    }

    // MARK: Bytes

    private static func head(_ key: Digest256, _ size: Int64) -> [UInt8] {
        magic + littleEndian(UInt32(1)) + littleEndian(UInt32(0))
            + littleEndian(UInt64(bitPattern: size)) + key.bytes + littleEndian(bootNumber)
    }

    private static func line(_ range: Range<Int64>, _ key: Digest256) -> [UInt8] {
        let offset = UInt64(bitPattern: range.lowerBound)
        let length = UInt64(range.count)
        let check = lineCheck([offset, length], of: key.words.0)
        return littleEndian(offset) + littleEndian(length) + littleEndian(check)
    }
}
