// The record of a download that was cut: whatever became of the file, no byte is believed that was
// not written.
//
// The first byte of an input says how its record is damaged, two more say where; then come ranges
// of four bytes each, and an empty one says that everything before it was synced.

import Bytes
import Digest
import Glibc
import Vocabulary

@testable import Disk

extension Harness {
    static let resume = Harness(name: "resume") { bytes in
        expectNothing(in: bytes)
        guard bytes.count >= 3 else { return }
        do throws(DiskError) {
            let ranges = try writeRecord(Array(bytes.dropFirst(3)))
            let place = Int(bytes[1]) << 8 | Int(bytes[2])
            let believed = scratch.damage(kind: bytes[0] & 3, at: place, lines: ranges.count)
            guard let believed else {
                if bytes[0] & 3 == 2 { expectSynced(of: ranges) }
                return expectNothing(in: scratch.content())
            }
            var expected = RangeSet<Int64>()
            for range in ranges[..<believed] { expected.insert(contentsOf: range) }
            let read = try ResumeRecord.read(key, size: size, in: folder)
            expect(read, equals: expected, "what was written before the damage is believed")
        } catch {
            expect(false, "a record is a file: \(error)")
        }
    }

    private static let key = SHA256.of([1, 2, 3])
    private static let size: Int64 = 0xffff
    private static let scratch = MemoryFile(key.hex + ResumeRecord.ending)

    private static let folder: Folder = {
        guard let folder = try? Folder(path: scratch.folder) else {
            preconditionFailure("the folder was made a moment ago")
        }
        return folder
    }()

    private static func writeRecord(_ bytes: [UInt8]) throws(DiskError) -> [Range<Int64>] {
        let record = try ResumeRecord(key, size: size, RangeSet(), in: folder)
        // The record itself begins with the line that says so.
        var ranges: [Range<Int64>] = [size..<size]
        for start in stride(from: 0, to: bytes.count - 3, by: 4) {
            let offset = Int64(bytes[start]) << 8 | Int64(bytes[start + 1])
            let length = Int64(bytes[start + 2]) << 8 | Int64(bytes[start + 3])
            let range = offset..<min(size, offset + length)
            try record.add(range)
            ranges.append(range)
        }
        return ranges
    }

    /// A damaged head is nobody's; one of another start of the machine vouches for what was synced.
    private static func expectSynced(of ranges: [Range<Int64>]) {
        guard let read = try? ResumeRecord.read(key, size: size, in: folder) else { return }
        var expected = RangeSet<Int64>()
        let last = ranges.lastIndex { $0.isEmpty } ?? 0
        for range in ranges[...last] { expected.insert(contentsOf: range) }
        expect(read, equals: expected, "what was synced outlives the power")
    }

    /// What a stranger put there is not believed.
    private static func expectNothing(in bytes: [UInt8]) {
        scratch.fill(bytes)
        let read = try? ResumeRecord.read(key, size: size, in: folder)
        for range in read?.ranges.map(\.self) ?? [] {
            expect(range.lowerBound >= 0 && range.upperBound <= size, "a range lies in its file")
        }
        let other = try? ResumeRecord.read(SHA256.of([4]), size: size, in: folder)
        expect(other == nil, "another's record is nobody's")
        let longer = try? ResumeRecord.read(key, size: size + 1, in: folder)
        expect(longer == nil, "a record is of one size")
    }
}

/// Bytes of a record.
private enum Record {
    static let head = 64
    static let line = 24
}

extension MemoryFile {
    /// Cuts the file, changes a byte of it, or adds one; how many of its lines are still to be
    /// believed, or nil where its head is gone.
    fileprivate func damage(kind: UInt8, at place: Int, lines: Int) -> Int? {
        var bytes = content()
        let place = place % bytes.count
        defer { fill(bytes) }
        switch kind {
        case 0: return lines
        case 1: bytes.removeSubrange(place...)
        case 2: bytes[place] ^= 1 << UInt8(place & 7)
        default:
            bytes.append(UInt8(truncatingIfNeeded: place))
            return lines
        }
        return place < Record.head ? nil : (place - Record.head) / Record.line
    }
}
