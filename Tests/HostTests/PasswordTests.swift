// Passwords on the pool, and promises that are on the disk before anybody is told.

import Digest
import Ledger
import Node
import Testing
import Vocabulary

@testable import Host

@Suite("A real host") struct PasswordTests {
    @Test("hashes a password by today's recipe, while the loop goes on") func hashes() throws {
        let stage = try Stage()
        let recipe = PasswordRecipe(salt: Array(repeating: 3, count: Limits.saltLength))
        var keys: [UInt64: Digest256] = [:]
        stage.node.hears = { completion in
            if case .passwordHashed(let job, .success(let key)) = completion {
                keys[job.number] = key
            }
        }
        for (number, word) in ["engine", "engine", "loom"].enumerated() {
            stage.host.hashPassword(
                Array(word.utf8), by: recipe, for: JobID(number: UInt64(number)))
        }
        stage.run { keys.count == 3 }
        #expect(keys[0] == keys[1] && keys[0] != keys[2])
    }

    @Test("tells a promise when it is on the disk, and in order") func promises() throws {
        let stage = try Stage()
        var told: [UInt64] = []
        stage.node.hears = { completion in
            if case .recorded(let job, .success) = completion { told.append(job.number) }
        }
        stage.host.record(.set(key: "a", value: "before"))
        stage.host.record([.set(key: "a", value: "1")], for: JobID(number: 1))
        #expect(told.isEmpty, "never from inside the call")
        stage.host.record([.set(key: "a", value: "2")], for: JobID(number: 2))
        stage.run { told.count == 2 }
        #expect(told == [1, 2])
        let (other, _) = try Ledger.open(at: stage.path + "/ledger")
        #expect(try other.load().settings == ["a": "2"])
    }

    @Test("takes a promise back that the disk does not take, and keeps the rest")
    func full() throws {
        let stage = try Stage()
        var outcomes: [Bool] = []
        stage.node.hears = { completion in
            if case .recorded(_, let result) = completion {
                outcomes.append((try? result.get()) != nil)
            }
        }
        let (other, _) = try Ledger.open(at: stage.path + "/ledger")
        try other.connection.run("BEGIN IMMEDIATE")
        stage.host.record(.set(key: "kept", value: "x"))
        stage.host.record([.set(key: "promised", value: "x")], for: JobID(number: 1))
        stage.run { outcomes.count == 1 }
        try other.connection.run("ROLLBACK")
        #expect(outcomes == [false])
        stage.host.record([.set(key: "again", value: "x")], for: JobID(number: 2))
        stage.run { outcomes.count == 2 }
        #expect(try other.load().settings == ["kept": "x", "again": "x"])
    }
}
