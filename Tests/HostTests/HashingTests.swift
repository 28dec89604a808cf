// Files that are hashed step by step on several threads: what comes out is what is in them.

import Digest
import Disk
import Glibc
import Node
import Reactor
import Testing
import Vocabulary

@testable import Host

@Suite("Hashing on the pool") struct HashingTests {
    private struct Told {
        var hashed: [String: (file: ScannedFile, digest: Digest256, pieces: [UInt8])] = [:]
        var failed: [String: WorldError] = [:]
        var count: Int { hashed.count + failed.count }
    }

    private func told(_ stage: Stage) -> Told {
        var told = Told()
        for completion in stage.node.completions {
            switch completion {
            case .hashed(_, _, let file, let digest, let pieces):
                told.hashed[file.path.path] = (file, digest, pieces)
            case .hashFailed(_, _, let path, let error): told.failed[path.path] = error
            default: continue
            }
        }
        return told
    }

    private func hash(_ stage: Stage, _ names: [String]) throws {
        for (number, name) in names.enumerated() {
            let path = try #require(FileName(name))
            stage.host.hash(share: SharedFolder.id, path, for: JobID(number: UInt64(number)))
        }
    }

    @Test("files of every length at once are what they are, with their pieces") func lengths()
        throws
    {
        let stage = try Stage()
        let share = try SharedFolder(on: stage)
        let step = Limits.hashStep
        let lengths = [
            0, 1, 65_537, step - 1, step, step + 1, 3 * step, 4 * step - 7,
            2 * Limits.hashRun + 12_345,
        ]
        var contents: [String: [UInt8]] = [:]
        for (number, length) in lengths.enumerated() {
            contents["f\(number)"] = SharedFolder.content(length, seed: UInt8(number))
        }
        for (name, bytes) in contents { try share.write(bytes, name) }
        try hash(stage, contents.keys.sorted())
        stage.run { self.told(stage).count == lengths.count }
        let told = self.told(stage)
        #expect(told.failed.isEmpty)
        for (name, bytes) in contents {
            let hashed = try #require(told.hashed[name])
            #expect(hashed.file.size == Int64(bytes.count))
            #expect(hashed.digest == SHA256.of(bytes), "\(bytes.count) bytes")
            #expect(hashed.pieces == PieceGeometry.ownHashes(of: bytes), "\(bytes.count) bytes")
        }
    }

    @Test("a file that changes while it is read has no digest, and the others have theirs")
    func changed() throws {
        let stage = try Stage()
        let share = try SharedFolder(on: stage)
        let bytes = SharedFolder.content(4 * Limits.hashRun, seed: 1)
        for name in ["cut", "gone", "good"] { try share.write(bytes, name) }
        var turns = 0
        try hash(stage, ["cut", "gone", "missing", "good"])
        unlink("\(share.path)/gone")
        stage.run {
            // Between any two turns, so whenever it is opened it is another before its end.
            truncate("\(share.path)/cut", bytes.count - turns)
            turns += 1
            return self.told(stage).count == 4
        }
        let told = self.told(stage)
        #expect(Set(told.failed.keys) == ["cut", "gone", "missing"])
        #expect(told.failed["missing"]?.kind == .missing)
        #expect(told.hashed["good"]?.digest == SHA256.of(bytes))
    }

    @Test("a cancelled file ends between two steps, and others go on") func cancelled() throws {
        let stage = try Stage()
        let share = try SharedFolder(on: stage)
        let bytes = SharedFolder.content(4 * Limits.hashRun, seed: 1)
        try share.write(bytes, "big")
        let folder = try Folder(path: share.path)
        let name = try #require(FileName("big"))
        let cancel = Cancellation()
        var answers: [Bool: Hashing.Answer] = [:]
        for isCancelled in [true, false] {
            stage.host.hashing.hash(cancel: isCancelled ? cancel : Cancellation()) {
                () throws(DiskError) in
                try FileHasher(folder, name, slots: Limits.hashSlots, of: Limits.hashStep)
            } then: {
                answers[isCancelled] = $0
            }
        }
        cancel.cancel()
        stage.run { answers.count == 2 }
        if case .failure(let error) = answers[true] {
            #expect(error.isCancelled)
        } else {
            Issue.record("nothing was cancelled")
        }
        #expect(try answers[false]?.get().digest == SHA256.of(bytes))
    }

    @Test("however many files there are, the pool has threads for others") func bounded() throws {
        let stage = try Stage()
        let share = try SharedFolder(on: stage)
        let names = (0..<20).map { "f\($0)" }
        for name in names {
            try share.write(SharedFolder.content(Limits.hashStep + 1, seed: 2), name)
        }
        try hash(stage, names)
        var most = 0
        stage.run {
            most = max(most, stage.host.offload.pending)
            return self.told(stage).count == names.count
        }
        #expect(told(stage).hashed.count == names.count)
        #expect(most == Limits.hashJobs)
    }
}
