import Digest
import Glibc
import Ledger
import Testing
import Vocabulary

@Suite struct Remembering {
    let scene: Scene
    init() throws { scene = try Scene() }

    @Test func aNewLedgerRemembersNothingAndIsNobodyElses() throws {
        let (ledger, memory, notices) = try Ledger.start(at: scene.path)
        #expect(memory == Memory())
        #expect(notices.isEmpty)
        #expect(try ledger.connection.number("PRAGMA user_version") == Schema.version)
        for ending in ["", "-wal", "-shm"] {
            var status = stat()
            #expect(stat(scene.path + ending, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func aRestartForgetsNobody() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(Example.changes)
        #expect(try ledger.load() == Example.memory)
        ledger.close()
        let (again, memory, notices) = try Ledger.start(at: scene.path)
        #expect(memory == Example.memory)
        #expect(notices.isEmpty)
        again.close()
    }

    @Test func aMachineThatStopsWithoutClosingForgetsNobody() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(Example.changes)
        for ending in ["", "-wal"] {
            scene.copy(scene.path + ending, to: scene.path + "2" + ending)
        }
        let (_, memory, _) = try Ledger.start(at: scene.path + "2")
        #expect(memory == Example.memory)
    }

    @Test func theLastWordHolds() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(Example.changes + Example.changes)
        var node = Example.node
        node.name = "renamed"
        try ledger.apply([.rememberNode(node), .set(key: "multicast", value: "on")])
        let memory = try ledger.load()
        #expect(memory.nodes == [node])
        #expect(memory.settings == ["multicast": "on"])
        #expect(memory.files.count == Example.memory.files.count)
    }

    @Test func whatIsForgottenIsGone() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(Example.changes)
        try ledger.apply([
            .forgetNode(key: Example.node.key), .forgetFile(share: 1, path: "a/b.txt"),
            .forgetShare(id: 1), .forgetShare(id: 2),
            .forgetTorrent(infoHash: Example.folderTorrent.infoHash),
            .removeBootstrap("b.example:8000"), .removeNode("[::1]:9000"),
            .forgetDownload(id: 4), .forgetDownload(id: 5), .forgetNode(key: "never seen"),
            .forgetCompletions(infoHash: Example.completions.infoHash), .forgetSwarms,
            .forgetRegistered(infoHash: Example.registered.infoHash),
            .forgetUser(Example.user.name), .forgetSession(Example.endlessSession.digest),
        ])
        var expected = Memory()
        expected.files = [Example.secondFile]
        expected.settings = ["multicast": "off"]
        expected.users = [Example.secondUser]
        #expect(try ledger.load() == expected)
        try ledger.apply([.forgetFiles(share: 2)])
        #expect(try ledger.load().files.isEmpty)
    }

    @Test func aRegisteredTorrentIsReadByItsHash() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.applyDurably(Example.changes)
        #expect(try ledger.torrent(Example.registered.infoHash) == [1, 2, 3])
        #expect(try ledger.torrent(SHA1.of([8])) == nil)
        var renewed = Example.registered
        renewed.length = 2
        try ledger.applyDurably([.rememberRegistered(renewed, torrent: [4, 5])])
        #expect(try ledger.torrent(renewed.infoHash) == [4, 5])
        #expect(try ledger.load().registered == [renewed])
    }

    @Test func allSessionsOfAUserEndAndNobodyElses() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.applyDurably(Example.changes)
        try ledger.applyDurably([.forgetSessions(of: Example.user.name)])
        #expect(try ledger.load().sessions == [Example.endlessSession])
        #expect(try ledger.load().users.count == 2)
        let isNormalAgain = try ledger.connection.number("PRAGMA synchronous") == 1
        #expect(isNormalAgain)
    }

    @Test func aPasswordThatWouldTakeTooMuchMemoryIsNone() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(Example.changes)
        try ledger.connection.run("UPDATE user SET cost_bits = 30 WHERE role = 'admin'")
        #expect(try ledger.load().users == [Example.secondUser])
    }

    @Test func strangeTextsComeBackAsTheyWere() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        let texts = ["", "a\0b", "'; DROP TABLE node; --", "é", "e\u{301}", "🦆\u{202e}", "\n"]
        try ledger.apply(texts.map { .set(key: $0, value: $0) })
        let settings = try ledger.load().settings
        for text in texts {
            #expect(settings[text].map { Array($0.utf8) } != nil, "\(text.debugDescription)")
        }
        #expect(settings["a\0b"] == "a\0b")
    }

    @Test func aRowThatIsNoRecordAnyMoreIsLeftOut() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(Example.changes)
        try ledger.connection.run(
            "UPDATE file SET path = '../x' WHERE share = 1; UPDATE node SET endpoint = 'x:0'")
        let memory = try ledger.load()
        #expect(memory.files == [Example.secondFile])
        #expect(memory.nodes.isEmpty)
    }

    @Test func aHundredThousandFilesAreLoadedQuickly() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        try ledger.apply(
            (0..<100_000).map { number in
                var file = Example.secondFile
                file.path = FileName("folder \(number / 100)/file \(number).bin") ?? file.path
                return .rememberFile(file)
            })
        let clock = ContinuousClock()
        var count = 0
        let time = try clock.measure { count = try ledger.load().files.count }
        #expect(count == 100_000)
        // Loading is measured at 0.12 s when optimized; this bound holds for a debug build too.
        #expect(time < .seconds(20), "\(time)")
    }
}

enum Example {
    static let digest = SHA256.of(Array("content".utf8))

    static let node = NodeRecord(
        key: digest.hex, id: NodeID(digest), endpoint: Endpoint(.loopback, port: 9000)!,
        name: "Ádám's", zone: "attic", version: "0.1.0", files: 12, kind: .ours,
        lastSeen: WallTime(seconds: 1_795_222_923), registered: WallTime(seconds: 1_795_000_000))

    static let file = FileRecord(
        share: 1, path: FileName("a/b.txt")!, size: 1 << 40, modified: -1, inode: .max,
        digest: digest, infoHash: SHA1.of([1]), pieces: SHA1.of([2]).bytes)

    static let secondFile = FileRecord(
        share: 2, path: FileName("c.txt")!, size: 0, modified: 1_795_222_923_000_000_001, inode: 0,
        digest: digest)

    static let share = ShareRecord(
        id: 1, hostPath: "/srv/music", name: FileName("music")!, isFolder: true)

    static let publicShare = ShareRecord(
        id: 2, hostPath: "/srv/a.iso", name: FileName("a.iso")!, isFolder: false, isPublic: true)

    static let registered = RegisteredTorrent(
        infoHash: SHA1.of([9]), otherHash: SHA1.of([10]), name: FileName("a film.mkv")!,
        size: 1 << 40, length: 3, owner: "ana", since: 77)

    static let completions = CompletionRecord(infoHash: SHA1.of([7]), count: 3)
    static let folderTorrent = {
        var torrent = TorrentRecord(
            infoHash: SHA1.of([3]), name: "", info: [0x64, 0x65], state: "running", placed: "",
            files: [0, 2], isSequential: true, seedRatio: 1.5, seedTime: 60,
            trackers: [["http://a.example/announce"]], webSeeds: [], downloaded: 1, uploaded: 2,
            finished: WallTime(seconds: 5))
        torrent.folder = "music/a"
        torrent.isSuperSeeding = true
        torrent.modified = [1_795_222_923_000_000_001, 0, -5]
        torrent.stamp = SHA1.of([4])
        torrent.peers = ["10.0.0.5:6881", "[2001:db8::5]:1", "seed.example:9000"].compactMap {
            HostPort($0)
        }
        return torrent
    }()

    static let running = {
        var download = DownloadRecord(
            id: 4, name: "big.iso", state: "paused", size: 5, digest: nil, source: "",
            finished: nil, verified: false)
        download.torrent = SHA1.of([5])
        return download
    }()

    static let ended = DownloadRecord(
        id: 5, name: "small.txt", state: "done", size: 5, digest: digest, source: "b.example:1",
        finished: WallTime(seconds: 0), verified: true)

    static let user = UserRecord(
        name: UserName("Ádám")!, role: .admin,
        recipe: PasswordRecipe(salt: Array(repeating: 7, count: Limits.saltLength)), key: digest,
        created: WallTime(seconds: 1_795_222_923))

    static let secondUser = UserRecord(
        name: UserName("o'brien")!, role: .reader,
        recipe: PasswordRecipe(salt: [1, 0, 2], costBits: 14, block: 8, lanes: 1)!, key: digest,
        created: WallTime(seconds: 0))

    static let session = SessionRecord(
        digest: SHA256.of([1]), user: user.name, began: WallTime(seconds: 5),
        expires: WallTime(seconds: 9))

    static let endlessSession = SessionRecord(
        digest: SHA256.of([2]), user: secondUser.name, began: WallTime(seconds: 6), expires: nil)

    static let guest = GuestRecord(
        user: user.name, said: HostPort("pc.example:50051")!, sender: .loopback,
        session: endlessSession.digest, wasReached: true)

    static let memory = {
        var memory = Memory()
        memory.nodes = [node]
        memory.files = [file, secondFile]
        memory.shares = [share, publicShare]
        memory.torrents = [folderTorrent]
        memory.completions = [completions]
        memory.registered = [registered]
        memory.swarms = [[1, 2, 3], [4]]
        memory.bootstraps = ["b.example:8000"]
        memory.added = ["[::1]:9000"]
        memory.downloads = [running, ended]
        memory.settings = ["multicast": "off"]
        memory.users = [secondUser, user]
        memory.sessions = [session, endlessSession]
        memory.guests = [guest]
        return memory
    }()

    static let changes: [LedgerChange] = [
        .rememberNode(node), .rememberFile(file), .rememberFile(secondFile), .rememberShare(share),
        .rememberShare(publicShare), .rememberTorrent(folderTorrent),
        .rememberRegistered(registered, torrent: [1, 2, 3]),
        .rememberCompletions(completions), .forgetSwarms, .rememberSwarms([1, 2, 3]),
        .rememberSwarms([4]),
        .addBootstrap("b.example:8000"), .addNode("[::1]:9000"), .rememberDownload(running),
        .rememberDownload(ended), .set(key: "multicast", value: "off"),
        .rememberUser(user), .rememberUser(secondUser), .rememberSession(session),
        .rememberSession(endlessSession), .rememberGuest(guest),
    ]
}
