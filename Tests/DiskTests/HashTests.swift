// A digest belongs to one state of a file, or there is none.

import Digest
import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("Hashing a file")
struct HashTests {
    @Test(
        "the digest is that of the content", arguments: [0, 1, 1 << 20, (1 << 20) + 1, 3_000_000])
    func digest(length: Int) throws {
        let scratch = try Scratch()
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try scratch.write("file", bytes: bytes)
        let hashed = try hash(scratch.folder, named("file"), cancel: Cancellation())
        #expect(hashed.digest == SHA256.of(bytes))
        #expect(hashed.pieces == PieceGeometry.ownHashes(of: bytes))
        #expect(hashed.size == Int64(length))
        let found = try examine(scratch.folder, named("file"))
        #expect(found?.inode == hashed.inode)
        #expect(found?.modified == hashed.modified)
    }

    @Test("a step ends anywhere in a piece", arguments: [1000, 65_536, 65_537, 200_000])
    func steps(length: Int) throws {
        let scratch = try Scratch()
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 5) }
        try scratch.write("file", bytes: bytes)
        let hashed = try FileHasher(scratch.folder, named("file"), of: length).run(Cancellation())
        #expect(hashed.digest == SHA256.of(bytes))
        #expect(hashed.pieces.count == 5 * Digest160.length)
        #expect(hashed.pieces == PieceGeometry.ownHashes(of: bytes))
    }

    @Test(
        "one core goes through a run in parts, with the same result, and ends with the file",
        arguments: [200_000, 300_000, 1_000_000])
    func through(length: Int) throws {
        let scratch = try Scratch()
        let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 5) }
        try scratch.write("file", bytes: bytes)
        let hasher = try FileHasher(scratch.folder, named("file"), of: length)
        var runs = 0
        while try hasher.goThrough(0, run: length) { runs += 1 }
        #expect(runs == (bytes.count + length - 1) / length)
        let hashed = try hasher.finish()
        #expect(hashed.digest == SHA256.of(bytes))
        #expect(hashed.pieces == PieceGeometry.ownHashes(of: bytes))
    }

    @Test("what has shrunk ends early, and is no file any more") func shrunk() throws {
        let scratch = try Scratch()
        try scratch.write("file", bytes: [UInt8](repeating: 7, count: 600_000))
        let hasher = try FileHasher(scratch.folder, named("file"), of: 200_000)
        #expect(try hasher.goThrough(0, run: 200_000))
        truncate("\(scratch.path)/file", 250_000)
        #expect(try hasher.goThrough(0, run: 200_000))
        #expect(try !hasher.goThrough(0, run: 200_000))
        #expect(throws: DiskError.self) { try hasher.finish() }
    }

    @Test("who wants no pieces gets none") func uncut() throws {
        let scratch = try Scratch()
        try scratch.write("file")
        let hashed = try hash(scratch.folder, named("file"), cancel: Cancellation(), isCut: false)
        #expect(hashed.pieces.isEmpty)
        #expect(hashed.digest == SHA256.of(Array("content".utf8)))
    }

    @Test("a file that grows, shrinks, is rewritten, replaced or removed meanwhile has no digest")
    func changed() throws {
        let scratch = try Scratch()
        let big = [UInt8](repeating: 7, count: 3 << 20)
        let changes: [(String, () throws -> Void)] = [
            ("grows", { try scratch.append("file", "more") }),
            ("shrinks", { truncate("\(scratch.path)/file", 2 << 20) }),
            ("is rewritten", { try scratch.write("file", bytes: big) }),
            ("is replaced", { rename("\(scratch.path)/other", "\(scratch.path)/file") }),
            ("is removed", { unlink("\(scratch.path)/file") }),
        ]
        for (what, change) in changes {
            try scratch.write("file", bytes: big)
            try scratch.write("other", bytes: big)
            let error = #expect(throws: DiskError.self) {
                try FileHasher(scratch.folder, named("file")).run(Cancellation()) {
                    do { try change() } catch { Issue.record(error) }
                }
            }
            #expect(error?.isChanged == true, "the file \(what)")
        }
    }

    @Test("a write right after hashing leaves another time than the one that was recorded")
    func sameTick() throws {
        let scratch = try Scratch()
        for round in 0..<5 {
            try scratch.write("file", "round \(round)")
            let hashed = try hash(scratch.folder, named("file"), cancel: Cancellation())
            try scratch.write("file", "again \(round)")
            #expect(try examine(scratch.folder, named("file"))?.modified != hashed.modified)
        }
    }

    @Test("a cancelled job ends between two reads")
    func cancelled() throws {
        let scratch = try Scratch()
        try scratch.write("file", bytes: [UInt8](repeating: 7, count: 3 << 20))
        let cancel = Cancellation()
        let error = #expect(throws: DiskError.self) {
            try FileHasher(scratch.folder, named("file")).run(cancel) { cancel.cancel() }
        }
        #expect(error?.isCancelled == true)
    }

    @Test("what is no regular file is missing")
    func missing() throws {
        let scratch = try Scratch()
        try scratch.makeLink("link", to: "/etc/passwd")
        for name in ["gone", "link"] {
            let error = #expect(throws: DiskError.self) {
                try hash(scratch.folder, named(name), cancel: Cancellation())
            }
            #expect(error?.isMissing == true)
        }
    }
}
