// Copies of a ledger that goes on being written.

import Testing
import Vocabulary

@testable import Ledger

@Suite struct Backups {
    let scene: Scene
    init() throws { scene = try Scene() }

    private var copy: String { scene.folder + "/copy" }

    private func listings(_ count: Int) -> LedgerChange {
        .rememberListings(
            holder: "n",
            (0..<count).compactMap { number in
                FileName("file \(number)").map {
                    ListingRecord(
                        name: $0, size: 1, digest: Example.digest, infoHash: nil, since: 1,
                        url: String(repeating: "u", count: 400))
                }
            }, gone: [])
    }

    private func ended(_ backup: LedgerBackup) throws {
        while try !backup.step() {}
        try backup.check()
    }

    @Test("A backup is what was remembered when it ended, whatever changed meanwhile")
    func whileWritten() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply([listings(10_000)])
        let backup = try LedgerBackup(of: ledger, at: copy)
        var steps = 1
        while try !backup.step() {
            steps += 1
            // The first pages, which were copied long ago, and new ones at the end.
            try ledger.applyDurably([
                .set(key: "step", value: "\(steps)"), .set(key: "s\(steps)", value: "x"),
            ])
        }
        try backup.check()
        #expect(steps > 3, "it took more than one step")
        let (restored, memory, notices) = try Ledger.start(at: copy)
        #expect(notices.isEmpty)
        #expect(memory == (try ledger.load()))
        #expect(memory.settings["step"] == "\(steps)")
        #expect(try restored.connection.number("SELECT count(*) FROM listing") == 10_000)
    }

    @Test("It is one file, its owner's alone, and has its mark until it is a ledger again")
    func oneFile() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(Example.changes)
        try ended(try LedgerBackup(of: ledger, at: copy))
        #expect(scene.names == ["copy", "state.sqlite", "state.sqlite-shm", "state.sqlite-wal"])
        #expect(scene.mode(copy) == 0o600)
        let head = try #require(scene.read(copy))
        #expect(Array(head[68..<72]) == Array("DSbk".utf8))
        let (restored, memory, _) = try Ledger.start(at: copy)
        #expect(memory == Example.memory)
        restored.close()
        #expect(scene.read(copy).map { Array($0[68..<72]) } == [0, 0, 0, 0])
    }

    @Test("Nothing is ever written over") func taken() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        scene.write(copy, [1, 2, 3])
        #expect(throws: LedgerError.self) { _ = try LedgerBackup(of: ledger, at: copy) }
        #expect(scene.read(copy) == [1, 2, 3])
    }

    @Test("One that is abandoned leaves the ledger as it was") func abandoned() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply([listings(10_000)])
        let backup = try LedgerBackup(of: ledger, at: copy)
        #expect(try !backup.step())
        backup.abandon()
        try ledger.apply(Example.changes)
        ledger.close()
        #expect(try Ledger.start(at: scene.path).1.users.count == 2)
    }

    @Test("A copy of what is damaged is no backup") func damaged() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply([listings(2000)])
        ledger.close()
        var bytes = try #require(scene.read(scene.path))
        for offset in 60 * 4096..<61 * 4096 { bytes[offset] = 0xaa }
        scene.write(scene.path, bytes)
        let (again, _, _) = try Ledger.start(at: scene.path)
        let error = #expect(throws: LedgerError.self) {
            try ended(try LedgerBackup(of: again, at: copy))
        }
        guard case .damaged? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
