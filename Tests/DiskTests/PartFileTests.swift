// A file that arrives in parts, and what is left of it after the program was killed.

import Digest
import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("A part file") struct PartFileTests {
    private let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    private var key: Digest256 { SHA256.of(content) }
    private var size: Int64 { Int64(content.count) }

    private func part(_ range: Range<Int>) -> [UInt8] { Array(content[range]) }

    @Test("parts come in any order, and the digest is that of the whole") func anyOrder() throws {
        let scratch = try Scratch()
        let file = try PartFile(key, size: size, in: scratch.folder)
        #expect(try file.write(part(60_000..<100_000), at: 60_000).isEmpty)
        #expect(!file.isDigestBehind)
        #expect(try file.write(part(0..<10_000), at: 0).isEmpty)
        #expect(try file.write(part(10_000..<60_000), at: 10_000).isEmpty)
        #expect(file.isDigestBehind, "what came ahead is read back")
        try file.catchUp(1000)
        #expect(file.isDigestBehind)
        #expect(try file.seal() == key)
        try file.place(as: named("music/song"), in: scratch.folder)
        #expect(scratch.entries() == ["music"])
        #expect(try examine(scratch.folder, named("music/song"))?.size == size)
    }

    @Test("what was written is there after a crash, to the byte") func reopened() throws {
        let scratch = try Scratch()
        do {
            let file = try PartFile(key, size: size, in: scratch.folder)
            _ = try file.write(part(5..<50_000), at: 5)
            _ = try file.write(part(70_000..<80_001), at: 70_000)
        }
        let file = try PartFile(key, size: size, in: scratch.folder)
        #expect(file.present == RangeSet([5..<50_000, 70_000..<80_001]))
        for gap in [0..<5, 50_000..<70_000, 80_001..<100_000] {
            _ = try file.write(part(gap), at: Int64(gap.lowerBound))
        }
        #expect(try file.seal() == key)
    }

    @Test("a record that is damaged, foreign, of another size or without its file is not believed")
    func damaged() throws {
        let scratch = try Scratch()
        let record = key.hex + ".resume"
        func leave() throws {
            let file = try PartFile(key, size: size, in: scratch.folder, isFresh: true)
            _ = try file.write(part(0..<50_000), at: 0)
        }
        func found(_ size: Int64? = nil) throws -> RangeSet<Int64> {
            try PartFile(key, size: size ?? self.size, in: scratch.folder).present
        }
        try leave()
        #expect(try found() == RangeSet(0..<50_000))
        try leave()
        #expect(try found(size - 1).isEmpty)
        try leave()
        try scratch.write(record, "nonsense")
        #expect(try found().isEmpty)
        try leave()
        #expect(truncate("\(scratch.path)/\(key.hex).part", 49_999) == 0)
        #expect(try found().isEmpty)
        try leave()
        unlink("\(scratch.path)/\(record)")
        #expect(try found().isEmpty)
    }

    @Test("a line that was written half ends what is believed") func halfALine() throws {
        let scratch = try Scratch()
        do {
            let file = try PartFile(key, size: size, in: scratch.folder)
            _ = try file.write(part(0..<10_000), at: 0)
            _ = try file.write(part(20_000..<30_000), at: 20_000)
        }
        let record = "\(scratch.path)/\(key.hex).resume"
        #expect(truncate(record, 64 + 24 + 24 + 23) == 0)
        let file = try PartFile(key, size: size, in: scratch.folder)
        #expect(file.present == RangeSet(0..<10_000))
    }

    @Test("after a new start of the machine only what was synced is believed") func powerCut()
        throws
    {
        let scratch = try Scratch()
        do {
            let file = try PartFile(key, size: size, in: scratch.folder)
            _ = try file.write(part(0..<10_000), at: 0)
        }
        do {
            // Opening makes the record anew and syncs it, not the bytes: they are written again.
            let file = try PartFile(key, size: size, in: scratch.folder)
            _ = try file.write(part(20_000..<30_000), at: 20_000)
        }
        let record = open("\(scratch.path)/\(key.hex).resume", O_WRONLY)
        #expect(pwrite(record, "another!", 8, 56) == 8)
        close(record)
        let file = try PartFile(key, size: size, in: scratch.folder)
        #expect(file.present == RangeSet(0..<10_000))
    }

    @Test("bytes that come again are compared, and the later ones stand") func compared() throws {
        let scratch = try Scratch()
        let file = try PartFile(key, size: size, in: scratch.folder)
        _ = try file.write([UInt8](repeating: 9, count: 50_000), at: 0)
        _ = try file.write(part(50_000..<100_000), at: 50_000)
        #expect(try file.seal() != key)
        var wrong = part(0..<50_000)
        wrong[7] &+= 1
        wrong[49_990] &+= 1
        _ = try file.write(wrong, at: 0)
        #expect(try file.write(part(0..<50_000), at: 0) == [7..<8, 49_990..<49_991])
        #expect(try file.write(part(40_000..<60_000), at: 40_000) == [], "the same were there")
        #expect(try file.seal() == key)
    }

    @Test("what is discarded is gone; what is kept is kept, and nothing else") func leftovers()
        throws
    {
        let scratch = try Scratch()
        try PartFile(key, size: size, in: scratch.folder).discard()
        #expect(scratch.entries().isEmpty)
        let other = SHA256.of([1])
        _ = try PartFile(key, size: size, in: scratch.folder)
        _ = try PartFile(other, size: 1, in: scratch.folder)
        try scratch.write("download-1.abc")
        #expect(try removeParts(but: [other], in: scratch.folder) == 3)
        #expect(scratch.entries().count == 2)
        removePart(other, in: scratch.folder)
        #expect(scratch.entries().isEmpty)
    }

    @Test("an empty file is whole at once") func empty() throws {
        let scratch = try Scratch()
        let file = try PartFile(SHA256.of([]), size: 0, in: scratch.folder)
        #expect(try file.seal() == SHA256.of([]))
    }

    @Test("a record that has grown long is written anew, and still believed") func longRecord()
        throws
    {
        let scratch = try Scratch()
        do {
            let file = try PartFile(key, size: size, in: scratch.folder, recordLength: 500)
            for offset in stride(from: 0, to: 90_000, by: 1000) {
                _ = try file.write(part(offset..<offset + 1000), at: Int64(offset))
            }
        }
        let record = try FileStatus(of: scratch.folder.openBeneath(key.hex + ".resume", O_RDONLY))
        #expect(record.size <= 500)
        let file = try PartFile(key, size: size, in: scratch.folder)
        #expect(file.present == RangeSet(0..<90_000))
        _ = try file.write(part(90_000..<100_000), at: 90_000)
        #expect(try file.seal() == key)
    }

    @Test("a full disk is told, and what was written before still counts") func fullDisk() throws {
        guard let disk = try TinyDisk() else { return }  // only root may mount a small disk
        try disk.scratch.write("ballast", bytes: [UInt8](repeating: 0, count: 20_000))
        let file = try PartFile(key, size: size, in: disk.folder)
        _ = try file.write(part(0..<10_000), at: 0)
        let error = #expect(throws: DiskError.self) {
            try file.write(part(10_000..<100_000), at: 10_000)
        }
        #expect(error?.isFull == true)
        #expect(file.present == RangeSet(0..<10_000))
    }
}
