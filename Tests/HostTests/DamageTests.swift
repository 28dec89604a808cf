// A database that is damaged while it is used.

import Digest
import Disk
import Glibc
import Journal
import Ledger
import Node
import Testing
import Vocabulary

@testable import Host

@Suite("A ledger that is damaged while it is used") struct DamageTests {
    private let user: UserRecord

    init() throws {
        user = UserRecord(
            name: try #require(UserName("ada")), role: .admin,
            recipe: PasswordRecipe(salt: [UInt8](repeating: 7, count: Limits.saltLength)),
            key: SHA256.of([1]),
            created: WallTime(seconds: 1))
    }

    private func listings(_ numbers: Range<Int>) -> LedgerChange {
        .rememberListings(
            holder: "n",
            numbers.compactMap { number in
                FileName("file \(number)").map {
                    ListingRecord(
                        name: $0, size: 1, digest: nil, infoHash: nil, since: 1,
                        url: String(repeating: "u", count: 400))
                }
            }, gone: [])
    }

    private func write(_ changes: [LedgerChange], _ stage: Stage, _ number: UInt64) -> Bool {
        stage.host.record(changes, for: JobID(number: number))
        var result: Result<Void, WorldError>?
        stage.run {
            for completion in stage.node.completions {
                if case .recorded(JobID(number: number), let ended) = completion { result = ended }
            }
            return result != nil
        }
        if case .success? = result { return true }
        return false
    }

    /// Everything behind the first page, as a disk may lose it.
    private func wreck(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        let junk = [UInt8](repeating: 0xa5, count: Int(end) - 4096)
        #expect(pwrite(descriptor, junk, junk.count, 4096) == junk.count)
    }

    @Test("is set aside at once, and whoever waits hears that it is done") func atOnce() throws {
        let stage = try Stage()
        let path = stage.path + "/ledger"
        #expect(write([.rememberUser(user), listings(0..<20_000)], stage, 1))
        // What has reached the file itself is what a disk can lose.
        let (other, _) = try Ledger.open(at: path)
        try other.connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
        other.close()
        try wreck(path)
        var second = user
        second.created = WallTime(seconds: 2)
        #expect(write([listings(5_000..<15_000), .rememberUser(second)], stage, 2))
        var notices: [String] = []
        for completion in stage.node.completions {
            if case .ledgerBegunAnew(let told) = completion { notices = told }
        }
        #expect(notices.first?.contains("set aside as \(path).damaged-1") == true)
        stage.host.shutDown()
        #expect(try Ledger.start(at: path).1.users == [second])
    }

    @Test("keeps its users in the last backup, which is written when they change")
    func lastBackup() throws {
        let stage = try Stage()
        let path = stage.path + "/ledger"
        #expect(write([.rememberUser(user)], stage, 1))
        stage.host.shutDown()
        let other = stage.path + "/other"
        #expect(rename(path + ".backup", other + ".backup") == 0)
        #expect(try Ledger.start(at: other).1.users == [user])
    }
}
