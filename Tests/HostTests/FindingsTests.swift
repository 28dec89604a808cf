// What a walk of the real disk finds, as the node hears of it.

import Glibc
import Node
import Testing
import Vocabulary

@testable import Host

@Suite("A walk of the real host") struct FindingsTests {
    private func share(_ path: String) throws -> ShareRecord {
        let name = try #require(FileName("big"))
        return ShareRecord(id: 7, hostPath: path, name: name, isFolder: true)
    }

    private func fill(_ folder: String, _ count: Int) {
        mkdir(folder, 0o755)
        for number in 0..<count {
            close(open("\(folder)/\(number)", O_CREAT | O_WRONLY, 0o644))
        }
    }

    /// The parts that were told, and the end.
    private func told(_ stage: Stage) -> (parts: [[ScannedFile]], end: Walked?) {
        var parts: [[ScannedFile]] = []
        for completion in stage.node.completions {
            switch completion {
            case .saw(_, share: 7, let files): parts.append(files)
            case .scanned(_, share: 7, .success(let walked)): return (parts, walked)
            case .scanned(_, share: 7, .failure(let error)):
                Issue.record("the walk failed: \(error)")
                return (parts, Walked(files: []))
            default: continue
            }
        }
        return (parts, nil)
    }

    @Test("is told in parts that fit a turn, and each file once") func parts() throws {
        let stage = try Stage()
        let count = 2 * Limits.filesPerTurn + 7
        fill(stage.path + "/big", count)
        _ = try stage.host.attach(share(stage.path + "/big")).get()
        stage.host.scan(share: 7, for: JobID(number: 1))
        stage.run { told(stage).end != nil }
        let (parts, end) = told(stage)
        let walked = try #require(end)
        #expect(parts.map(\.count) == [Limits.filesPerTurn, Limits.filesPerTurn])
        let names = (parts.joined() + walked.files).map(\.path.path)
        #expect(Set(names) == Set((0..<count).map { "\($0)" }))
        #expect(names.count == count)
        #expect(walked.isWatched)
        stage.host.detach(share: 7)
    }

    @Test("of a folder that is watched once more sees it once more") func again() throws {
        let stage = try Stage()
        fill(stage.path + "/big", 3)
        fill(stage.path + "/big/inner", 2)
        _ = try stage.host.attach(share(stage.path + "/big")).get()
        stage.host.scan(share: 7, for: JobID(number: 1))
        stage.run { told(stage).end != nil }
        let names = told(stage).end?.files.map(\.path.path).sorted()
        #expect(names == ["0", "1", "2", "inner/0", "inner/1"])
        #expect(stage.host.findings.isEmpty)
    }

    @Test("of an empty folder ends") func empty() throws {
        let stage = try Stage()
        fill(stage.path + "/big", 0)
        _ = try stage.host.attach(share(stage.path + "/big")).get()
        stage.host.scan(share: 7, for: JobID(number: 1))
        stage.run { told(stage).end != nil }
        #expect(told(stage).end?.files == [])
    }
}
