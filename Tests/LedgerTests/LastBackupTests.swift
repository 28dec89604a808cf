// What people told a node outlives its ledger.

import Testing
import Vocabulary

@testable import Ledger

@Suite struct LastBackups {
    let scene: Scene
    init() throws { scene = try Scene() }

    private var backup: String { scene.path + ".backup" }

    /// A ledger that was used, with its last backup.
    private func used() throws -> Ledger {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(Example.changes)
        try Ledger.keep(try ledger.told(), of: scene.path)
        return ledger
    }

    private var told: Memory {
        var told = Memory()
        told.users = Example.memory.users
        told.shares = Example.memory.shares
        told.bootstraps = Example.memory.bootstraps
        told.added = Example.memory.added
        return told
    }

    private func wreck(_ path: String) { scene.write(path, Array(repeating: 0x61, count: 8192)) }

    @Test("A damaged one is set aside, and the next begins with users, not with their sessions")
    func damaged() throws {
        try used().close()
        wreck(scene.path)
        let (ledger, memory, notices) = try Ledger.start(at: scene.path)
        #expect(memory == told)
        #expect(notices.count == 2)
        let words = notices.map(\.description).joined(separator: "\n")
        #expect(words.contains("set aside as \(scene.path).damaged-1"))
        #expect(words.contains("2 users and 2 shares come from the last backup, of 2"))
        let areLasting = notices.allSatisfy { $0.isLasting }
        #expect(areLasting)
        ledger.close()
        #expect(try Ledger.start(at: scene.path).2.isEmpty, "once is enough")
    }

    @Test("One that vanished begins with it too") func vanished() throws {
        try used().close()
        for ending in ["", "-wal", "-shm"] { scene.delete(scene.path + ending) }
        let (_, memory, notices) = try Ledger.start(at: scene.path)
        #expect(memory == told && notices.count == 1)
    }

    @Test("It is its owner's alone, one file, and has the mark of a backup") func file() throws {
        try used().close()
        #expect(scene.names == ["state.sqlite", "state.sqlite.backup"])
        #expect(scene.mode(backup) == 0o600)
        #expect(scene.read(backup).map { Array($0[68..<72]) } == Array("DSbk".utf8))
    }

    @Test("What is damaged of it is set aside, and the node begins with nothing")
    func both() throws {
        try used().close()
        wreck(scene.path)
        wreck(backup)
        let (_, memory, notices) = try Ledger.start(at: scene.path)
        #expect(memory == Memory() && notices.count == 2)
        #expect(notices.last?.description.contains("the last backup cannot be read") == true)
        #expect(scene.names.contains("state.sqlite.backup.damaged-1"))
    }

    @Test("A node that was told nothing keeps none, and one that forgot keeps that") func nothing()
        throws
    {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try Ledger.keep(try ledger.told(), of: scene.path)
        #expect(!Ledger.hasBackup(of: scene.path))
        try ledger.apply([.rememberUser(Example.user)])
        try Ledger.keep(try ledger.told(), of: scene.path)
        try ledger.apply([.forgetUser(Example.user.name)])
        try Ledger.keep(try ledger.told(), of: scene.path)
        ledger.close()
        wreck(scene.path)
        #expect(try Ledger.start(at: scene.path).1.users.isEmpty, "who was removed stays so")
    }

    @Test("A whole backup in its place does as well, and so does one of an older version")
    func others() throws {
        let ledger = try used()
        scene.delete(backup)
        let whole = try LedgerBackup(of: ledger, at: backup)
        while try !whole.step() {}
        try whole.check()
        ledger.close()
        wreck(scene.path)
        #expect(try Ledger.start(at: scene.path).1 == told)

        scene.write(backup, [])
        let connection = try Connection(path: backup)
        try Schema.create(connection, by: Array(Schema.steps.prefix(5)))
        try connection.run("INSERT INTO user VALUES ('ada', 'admin', x'07', 14, 8, 1, x'00', 5)")
        try connection.run("UPDATE user SET key = zeroblob(32)")
        wreck(scene.path)
        #expect(try Ledger.start(at: scene.path).1.users.map(\.name.text) == ["ada"])
    }

    @Test("One of a newer version is refused untouched, as a ledger is") func newer() throws {
        try used().close()
        let connection = try Connection(path: backup)
        try connection.run("PRAGMA user_version = 99")
        wreck(scene.path)
        let error = #expect(throws: LedgerError.self) { _ = try Ledger.start(at: scene.path) }
        #expect(error == .newer(schema: 99, known: Schema.version))
    }

    @Test("A ledger that is found damaged while it is used begins anew where it stands")
    func running() throws {
        let ledger = try used()
        let notices = try ledger.beginAnew(why: .damaged("a page"))
        #expect(notices.count == 2)
        try ledger.apply([.set(key: "a", value: "b")])
        var expected = told
        expected.settings = ["a": "b"]
        #expect(try ledger.load() == expected)
        let (_, before, _) = try Ledger.start(at: scene.path + ".damaged-1")
        #expect(before == Example.memory, "all of it is kept for a person to look at")
    }

    @Test("While no other can be begun nothing is remembered, and then it goes on") func stuck()
        throws
    {
        let ledger = try used()
        scene.makeFolder(backup)
        #expect(throws: LedgerError.self) { _ = try ledger.beginAnew(why: .damaged("a page")) }
        let error = #expect(throws: LedgerError.self) { try ledger.apply(Example.changes) }
        guard case .damaged? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        scene.removeFolder(backup)
        _ = try ledger.beginAnew(why: .damaged("a page"))
        try ledger.apply(Example.changes)
        #expect(try ledger.load() == Example.memory)
        #expect(!scene.names.contains("state.sqlite.damaged-2"), "it was set aside once")
    }
}
