import Glibc
import Testing
import Vocabulary

@testable import Ledger

@Suite struct BadDays {
    let scene: Scene
    init() throws { scene = try Scene() }

    private func written() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(Example.changes)
        ledger.close()
    }

    @Test func aNewerOneIsRefusedUntouched() throws {
        try written()
        let (ledger, _) = try Ledger.open(at: scene.path)
        try ledger.connection.run("PRAGMA user_version = 99")
        // The newer program stopped without tidying up: what it said last stands in its log.
        let newer = scene.path + "-newer"
        for ending in ["", "-wal"] { scene.copy(scene.path + ending, to: newer + ending) }
        let before = [scene.read(newer), scene.read(newer + "-wal")]
        let error = #expect(throws: LedgerError.self) { _ = try Ledger.start(at: newer) }
        #expect(error == .newer(schema: 99, known: Schema.version))
        #expect(error?.description.contains("newer distrishared") == true)
        let isUntouched = [scene.read(newer), scene.read(newer + "-wal")] == before
        #expect(isUntouched)
    }

    @Test func anOlderOneIsMigratedStepByStep() throws {
        try written()
        let steps =
            Schema.steps + [
                "ALTER TABLE share ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'",
                "UPDATE share SET colour = 'green' WHERE colour = 'blue'",
            ]
        let (ledger, notices) = try Ledger.open(at: scene.path, steps: steps)
        #expect(notices == [.migrated(from: Schema.version, to: Schema.version + 2)])
        #expect(
            try ledger.connection.number("SELECT count(*) FROM share WHERE colour = 'green'") == 2)
        ledger.close()
        #expect(try Ledger.open(at: scene.path, steps: steps).1.isEmpty, "once is enough")
    }

    /// A database as a version before left it.
    private func old(_ version: Int) throws {
        scene.write(scene.path, [])
        let connection = try Connection(path: scene.path)
        for step in Schema.steps[..<version] { try connection.run(step) }
        try connection.run("PRAGMA user_version = \(version)")
        try connection.run("INSERT INTO setting VALUES ('multicast', 'off')")
        try connection.run("INSERT INTO bootstrap VALUES ('b.example:8000')")
        for (since, row) in Self.rows where since <= version { try connection.run(row) }
    }

    /// What the version of that number was the first to remember, as it wrote it.
    private static let rows = [
        (1, "INSERT INTO node VALUES ('n', NULL, '10.0.0.1:1', 'n', '', '', 1, 'old', 5, 6)"),
        (1, "INSERT INTO share (id, host_path, name, is_folder) VALUES (3, '/a', 'a', 1)"),
        (
            1,
            """
            INSERT INTO file (share, path, size, modified, inode, digest)
            VALUES (3, 'b', 1, 2, 3, zeroblob(32))
            """
        ),
        (
            1,
            """
            INSERT INTO download (id, name, state, size, source, verified)
            VALUES (9, 'd', 'done', 7, '', 1)
            """
        ),
        (2, "UPDATE download SET url = 'http://a.example/d', validator = 'v'"),
        (3, "UPDATE share SET is_public = 1"),
        (5, "INSERT INTO user VALUES ('ada', 'admin', x'07', 14, 8, 1, zeroblob(32), 5)"),
        (5, "INSERT INTO session VALUES (zeroblob(32), 'ada', 5, NULL)"),
        (6, "INSERT INTO guest VALUES ('ada', 'a.example:1', '10.0.0.1', zeroblob(32), 1)"),
        (7, "INSERT INTO completion VALUES (zeroblob(20), 40)"),
        (7, "INSERT INTO swarms (piece) VALUES (x'01')"),
        (8, "INSERT INTO holder VALUES (1, 'n')"),
        (8, "INSERT INTO listing VALUES (1, 'a', 2, NULL, NULL, 3, '')"),
        (
            9,
            """
            INSERT INTO registered (info_hash, name, size, length, owner, since, torrent)
            VALUES (zeroblob(20), 'r', 7, 3, 'ada', 5, x'010203')
            """
        ),
    ]

    /// All of that is there.
    private func isWhole(_ memory: Memory, of version: Int) -> Bool {
        let download = memory.downloads.first
        return memory.nodes.map(\.name) == ["n"] && memory.files.map(\.path.path) == ["b"]
            && memory.shares.map(\.isPublic) == [version >= 3] && download?.name == "d"
            && download?.url == (version >= 2 ? "http://a.example/d" : "")
            && memory.users.map(\.name.text) == (version >= 5 ? ["ada"] : [])
            && memory.sessions.count == (version >= 5 ? 1 : 0)
            && memory.guests.map(\.wasReached) == (version >= 6 ? [true] : [])
            && memory.completions.map(\.count) == (version >= 7 ? [40] : [])
            && memory.swarms == (version >= 7 ? [[1]] : [])
            && memory.hasListings == (version >= 8)
            && memory.registered.map(\.name.path) == (version >= 9 ? ["r"] : [])
    }

    /// What the example has, each of it; and maybe more.
    private func hasExample(_ memory: Memory) -> Bool {
        let example = Example.memory
        return Set(memory.nodes).isSuperset(of: example.nodes)
            && Set(memory.files).isSuperset(of: example.files)
            && Set(memory.shares).isSuperset(of: example.shares)
            && Set(memory.bootstraps).isSuperset(of: example.bootstraps)
            && Set(memory.added).isSuperset(of: example.added)
            && example.downloads.allSatisfy { memory.downloads.contains($0) }
            && example.torrents.allSatisfy { memory.torrents.contains($0) }
            && Set(memory.completions).isSuperset(of: example.completions)
            && Set(memory.registered).isSuperset(of: example.registered)
            && memory.swarms == example.swarms && memory.settings == example.settings
            && Set(memory.users).isSuperset(of: example.users)
            && Set(memory.sessions).isSuperset(of: example.sessions)
            && Set(memory.guests).isSuperset(of: example.guests)
    }

    /// Every version that was ever released leads here, and loses nothing on the way.
    @Test(arguments: 1...Schema.version) func everyEarlierOneIsMigrated(_ version: Int) throws {
        try old(version)
        let (ledger, memory, notices) = try Ledger.start(at: scene.path)
        #expect(notices.isEmpty == (version == Schema.version))
        #expect(memory.settings == ["multicast": "off"] && memory.bootstraps.count == 1)
        #expect(isWhole(memory, of: version), "\(memory)")
        try ledger.apply(Example.changes)
        let after = try ledger.load()
        #expect(hasExample(after), "\(after)")
        #expect(after.users.count == Example.memory.users.count + (version < 5 ? 0 : 1))
    }

    @Test func aStepThatFailsLeavesTheOlderOne() throws {
        try written()
        let steps = Schema.steps + ["DELETE FROM share; SELECT nothing FROM nowhere"]
        #expect(throws: LedgerError.self) { _ = try Ledger.open(at: scene.path, steps: steps) }
        let (_, memory, _) = try Ledger.start(at: scene.path)
        #expect(memory == Example.memory)
    }

    @Test func whatIsNoDatabaseIsSetAside() throws {
        scene.write(scene.path, Array(repeating: 0x61, count: 8192))
        let (ledger, memory, notices) = try Ledger.start(at: scene.path)
        #expect(memory == Memory())
        guard case .setAside(let aside, .damaged)? = notices.first else {
            Issue.record("\(notices)")
            return
        }
        #expect(aside == scene.path + ".damaged-1")
        let isKept = scene.read(aside) == Array(repeating: 0x61, count: 8192)
        #expect(isKept)
        try ledger.apply(Example.changes)
        #expect(try ledger.load() == Example.memory)
    }

    @Test func everyDamagedOneIsKept() throws {
        for number in 1...3 {
            scene.write(scene.path, Array(repeating: UInt8(number), count: 4096))
            let (ledger, _, _) = try Ledger.start(at: scene.path)
            ledger.close()
        }
        #expect(
            scene.names == [
                "state.sqlite", "state.sqlite.damaged-1", "state.sqlite.damaged-2",
                "state.sqlite.damaged-3",
            ])
        #expect(scene.read(scene.path + ".damaged-2")?.first == 2)
    }

    @Test func damageThatShowsOnlyInLoadingIsSetAsideToo() throws {
        try written()
        var bytes = try #require(scene.read(scene.path))
        for offset in 4096..<bytes.count { bytes[offset] = 0xaa }
        scene.write(scene.path, bytes)
        let (_, memory, notices) = try Ledger.start(at: scene.path)
        #expect(memory == Memory())
        #expect(notices.count == 1)
        #expect(notices.first?.description.contains("set aside as") == true)
        #expect(scene.names.contains("state.sqlite.damaged-1"))
    }

    @Test func aFileThatWasCutIsSetAside() throws {
        try written()
        let bytes = try #require(scene.read(scene.path))
        scene.write(scene.path, Array(bytes.prefix(4096 + 100)))
        let (_, memory, notices) = try Ledger.start(at: scene.path)
        #expect(memory == Memory())
        #expect(notices.count == 1)
    }

    @Test func aVersionWithoutItsTablesIsDamage() throws {
        let (ledger, _) = try Ledger.open(at: scene.path)
        try ledger.connection.run("DROP TABLE download")
        ledger.close()
        #expect(try Ledger.start(at: scene.path).2.count == 1)
    }

    @Test func anEmptyFileIsANewLedger() throws {
        scene.write(scene.path, [])
        #expect(try Ledger.start(at: scene.path).2.isEmpty)
    }

    @Test func aFullDiskLosesABatchAndNothingElse() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(Example.changes)
        let pages = try ledger.connection.number("PRAGMA page_count")
        try ledger.connection.run("PRAGMA max_page_count = \(pages)")
        let batch = (0..<2000).map { LedgerChange.set(key: "key \($0)", value: "value") }
        for _ in 0..<2 {
            let error = #expect(throws: LedgerError.self) { try ledger.apply(batch) }
            #expect(error == .full)
            #expect(try ledger.load() == Example.memory)
        }
        try ledger.apply([.removeNode("[::1]:9000")])
        try ledger.connection.run("PRAGMA max_page_count = 100000")
        try ledger.apply(batch)
        #expect(try ledger.load().settings.count == 2001)
    }

    @Test func aPathThatCannotBeOpenedIsAValue() {
        for path in [scene.folder, scene.folder + "/none/state.sqlite", "/dev/full"] {
            #expect(throws: LedgerError.self) { _ = try Ledger.start(at: path) }
        }
    }

    @Test func whoeverHoldsItIsWaitedForAndThenNamed() throws {
        let (first, _, _) = try Ledger.start(at: scene.path)
        let (second, _, _) = try Ledger.start(at: scene.path)
        try second.connection.run("PRAGMA busy_timeout = 0")
        try first.connection.run("BEGIN IMMEDIATE")
        let error = #expect(throws: LedgerError.self) { try second.apply(Example.changes) }
        #expect(error == .busy)
        try first.connection.run("COMMIT")
        try second.apply(Example.changes)
        #expect(try first.load() == Example.memory)
    }
}
