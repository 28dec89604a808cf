// Backups of a real ledger into descriptors.

import Disk
import Glibc
import Ledger
import Node
import Testing
import Vocabulary

@testable import Host

@Suite("A backup on a real disk") struct BackupTests {
    private func target(_ stage: Stage, _ flags: Int32 = O_RDWR) throws -> (DescriptorID, String) {
        let path = stage.path + "/target"
        let descriptor = open(path, flags | O_CREAT | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        let passed = stage.host.passed.keep(PassedDescriptor(adopting: descriptor))
        return (try #require(passed), path)
    }

    private func ending(_ stage: Stage) -> Result<Int64, WorldError>? {
        for completion in stage.node.completions {
            if case .backedUp(JobID(number: 7), let result) = completion { return result }
        }
        return nil
    }

    private func backedUp(
        _ stage: Stage, _ flags: Int32 = O_RDWR, meanwhile: () -> Void = {}
    ) throws -> (Result<Int64, WorldError>, String) {
        let (id, path) = try target(stage, flags)
        stage.host.backUp(into: id, for: JobID(number: 7))
        meanwhile()
        stage.run { ending(stage) != nil }
        return (try #require(ending(stage)), path)
    }

    private func listings(_ count: Int) -> LedgerChange {
        let all = (0..<count).compactMap { number in
            FileName("file \(number)").map {
                ListingRecord(
                    name: $0, size: 1, digest: nil, infoHash: nil, since: 1,
                    url: String(repeating: "u", count: 400))
            }
        }
        return .rememberListings(holder: "n", all, gone: [])
    }

    @Test("has all that was recorded before, and what is recorded meanwhile waits a step at most")
    func whole() throws {
        let stage = try Stage()
        stage.host.record(listings(20_000))
        stage.host.record(.set(key: "before", value: "x"))
        var recorded = false
        let (result, path) = try backedUp(stage) {
            stage.host.record([.set(key: "meanwhile", value: "x")], for: JobID(number: 8))
            stage.node.hears = { if case .recorded = $0 { recorded = ending(stage) == nil } }
        }
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(result == .success(Int64(status.st_size)))
        #expect(recorded, "who waits for the disk does not wait for the backup")
        let (_, memory, _) = try Ledger.start(at: path)
        #expect(memory.settings == ["before": "x", "meanwhile": "x"] && memory.hasListings)
        #expect(!stage.stateNames.contains { $0.hasPrefix(".unfinished") }, "nothing is left")
    }

    @Test("wants a file that can be written to") func readOnly() throws {
        let stage = try Stage()
        let (result, path) = try backedUp(stage, O_RDONLY)
        guard case .failure = result else {
            Issue.record("\(result)")
            return
        }
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_size == 0)
    }

    @Test("that is under way when the host shuts down ends with a sentence")
    func shutDown() throws {
        let stage = try Stage()
        stage.host.record(listings(20_000))
        let (id, _) = try target(stage)
        stage.host.backUp(into: id, for: JobID(number: 7))
        stage.host.shutDown()
        let error = WorldError(.other, "the node stops")
        #expect(ending(stage) == .failure(error))
    }
}
