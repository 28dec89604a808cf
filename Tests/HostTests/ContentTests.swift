// A folder's files hashed behind one another, and metainfo read, on the pool of a real host.

import Digest
import Disk
import Glibc
import Metainfo
import Node
import Reactor
import Testing
import Vocabulary

@testable import Host

@Suite("A folder's content, hashed on the pool") struct ContentTests {
    private let job = JobID(number: 1)

    /// The file as a walk sees it.
    private func part(_ share: SharedFolder, _ name: String) throws -> ContentPart {
        let path = try #require(FileName(name))
        let file = try Folder(path: share.path).open(path)
        return ContentPart(
            share: SharedFolder.id,
            file: ScannedFile(
                path: path, size: file.size, modified: file.modified, inode: file.inode))
    }

    private func told(_ stage: Stage) -> Result<[UInt8], WorldError>? {
        for case .contentHashed(job, let result) in stage.node.completions { return result }
        return nil
    }

    private func hash(_ stage: Stage, _ parts: [ContentPart]) throws {
        let length = parts.reduce(0) { $0 + $1.file.size }
        stage.host.hashContent(parts, try #require(PieceGeometry.own(length: length)), for: job)
    }

    @Test("is what its files are behind one another, however long each is") func lengths() throws {
        let stage = try Stage()
        let share = try SharedFolder(on: stage)
        let lengths = [
            0, 1, Limits.fileRead, 65_537, 0, Limits.fileRead + 1, Limits.contentStep + 5, 3,
        ]
        var content: [UInt8] = []
        for (number, length) in lengths.enumerated() {
            let own = SharedFolder.content(length, seed: UInt8(number))
            try share.write(own, "f\(number)")
            content += own
        }
        try hash(stage, try lengths.indices.map { try part(share, "f\($0)") })
        stage.run { told(stage) != nil }
        #expect(try told(stage)?.get() == PieceGeometry.ownHashes(of: content))
        #expect(stage.host.contentJobs.isEmpty)
    }

    @Test("of very many files holds no pool's thread for long") func many() throws {
        let stage = try Stage()
        let share = try SharedFolder(on: stage)
        let count = Limits.contentStepFiles * 2 + 10
        for number in 0..<count { try share.write([UInt8(number & 0xff)], "f\(number)") }
        let parts = try (0..<count).map { try part(share, "f\($0)") }
        try hash(stage, parts)
        stage.run { told(stage) != nil }
        let content = (0..<count).map { UInt8($0 & 0xff) }
        #expect(try told(stage)?.get() == PieceGeometry.ownHashes(of: content))
    }

    @Test(
        "is none where a file is not what it was", arguments: ["cut", "grown", "written", "gone"])
    func changed(how: String) throws {
        let stage = try Stage()
        let share = try SharedFolder(on: stage)
        for name in ["a", "b", "c"] {
            try share.write(SharedFolder.content(100_000, seed: 1), name)
        }
        let parts = try ["a", "b", "c"].map { try part(share, $0) }
        let path = share.path + "/b"
        switch how {
        case "cut": truncate(path, 5)
        case "grown": truncate(path, 100_001)
        case "written":
            // Long enough after the first time stamp to have another.
            var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
            utimensat(AT_FDCWD, path, &times, 0)
        default: unlink(path)
        }
        try hash(stage, parts)
        stage.run { told(stage) != nil }
        guard case .failure(let error)? = told(stage) else {
            Issue.record("it was hashed all the same")
            return
        }
        #expect((error.kind == .missing) == (how == "gone"))
    }

    @Test("ends soon when nobody waits for it, and where its share is gone") func cancelled() throws
    {
        let stage = try Stage()
        let share = try SharedFolder(on: stage)
        try share.write(SharedFolder.content(4 * Limits.contentStep, seed: 1), "big")
        let parts = [try part(share, "big")]
        try hash(stage, parts)
        stage.host.cancelHashing(job)
        stage.run { told(stage) != nil }
        #expect((try? told(stage)?.get()) == nil)
        let other = try Stage()
        try hash(other, parts)
        other.run { told(other) != nil }
        #expect((try? told(other)?.get()) == nil)
    }

    @Test("Metainfo is read as the node would read it") func metainfo() throws {
        let stage = try Stage()
        let name = try #require(FileName("a"))
        let own = try OwnContent(file: name, length: 5)
        let info = try own.info(hashes: own.geometry.hashes(of: [1, 2, 3, 4, 5]))
        stage.host.readMetainfo(Metainfo(info: info).torrent, for: job)
        stage.host.readInfo(info.raw, for: job)
        stage.host.readInfo([0x64], for: job)
        stage.run { stage.node.completions.count == 3 }
        var (torrents, infos, refused) = (0, 0, 0)
        for completion in stage.node.completions {
            switch completion {
            case .metainfoRead(_, .success(let read)): torrents += read.info == info ? 1 : 0
            case .infoRead(_, .success(let read)): infos += read == info ? 1 : 0
            case .infoRead(_, .failure): refused += 1
            default: Issue.record("nobody asked for \(completion)")
            }
        }
        #expect((torrents, infos, refused) == (1, 1, 1))
    }
}
