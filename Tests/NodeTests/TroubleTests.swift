// What is wrong with a node's memory or its clock is told: once in the log, and in status and
// health as long as it is so.

import Testing
import Vocabulary

@testable import Node

extension Scene {
    fileprivate var status: String { operate("GET", "/api/v1/status").body }
    fileprivate var health: String { Reply(host.wire(dial(request("GET", "/healthz"))).text).body }

    fileprivate func logged(_ words: String) -> Int { host.lines.count { $0.contains(words) } }
}

@Suite("A ledger that does not take it") struct LedgerTroubleTests {
    private let full = WorldError(.full, "the disk is full")

    @Test("is told as long as it is so, and once in the log") func told() {
        isTold(peer())
        isTold(bootstrap())
    }

    private func isTold<Role>(_ scene: Scene<Role>) {
        for _ in 0..<3 { scene.complete(.ledgerFailed(full)) }
        scene.pass(.minutes(5))
        #expect(scene.status.contains("what changes is not remembered: the disk is full"))
        #expect(scene.health.contains("what changes is not remembered: see status"))
        #expect(!scene.health.contains("full"), "strangers need not know why")
        #expect(scene.logged("could not be remembered") == 1)
        scene.complete(.ledgerMended)
        #expect(!scene.status.contains("remembered") && !scene.health.contains("remembered"))
        #expect(scene.logged("what changes is remembered again") == 1)
    }

    @Test("that was damaged when the node started is told until it is started again")
    func damagedBefore() {
        var memory = Memory()
        memory.notices = ["the state is damaged: so it is"]
        let scene = bootstrap(memory: memory)
        #expect(scene.status.contains("the state is damaged: so it is"))
        #expect(scene.health.contains("its state was damaged: see status"))
    }

    @Test("that is begun anew hears again what the node knows") func anew() throws {
        let user = UserRecord(
            name: try #require(UserName("ada")), role: .member,
            recipe: PasswordRecipe(salt: [UInt8](repeating: 7, count: Limits.saltLength)),
            key: digest, created: WallTime(seconds: 1))
        let session = SessionRecord(
            digest: digest, user: user.name, began: WallTime(seconds: 1), expires: nil)
        var memory = Memory()
        (memory.users, memory.sessions) = ([user], [session])
        let scene = bootstrap(memory: memory)
        _ = scene.old(#"{"type":"register","ip":"10.0.0.2","port":9000,"secret":""}"#)
        scene.complete(.ledgerBegunAnew(["it was set aside"]))
        let again = scene.promised
        #expect(again.contains(.rememberUser(user)) && again.contains(.rememberSession(session)))
        #expect(again.contains { if case .rememberNode = $0 { true } else { false } })
        #expect(scene.logged("it was set aside") == 1)
        #expect(scene.status.contains("it was set aside"))
    }

    @Test("ends its sentences at a limit") func many() {
        let scene = peer()
        for number in 0..<20 { scene.complete(.ledgerBegunAnew(["number \(number)"])) }
        #expect(scene.status.contains("number 7") && !scene.status.contains("number 8"))
    }
}

@Suite("A clock that jumps") struct ClockTests {
    @Test("is told with how far, and is forgotten when it is back") func jump() {
        for seconds: Int64 in [31_536_000, -31_536_000] {
            let scene = bootstrap()
            scene.pass(.seconds(2))
            let right = scene.host.wallTime.seconds
            scene.host.wallTime = WallTime(seconds: right + seconds)
            #expect(scene.health.contains("its clock jumped: see status"))
            #expect(scene.status.contains("jumped 31536000 s \(seconds > 0 ? "ahead" : "back")"))
            scene.host.wallTime = WallTime(seconds: right)
            #expect(!scene.health.contains("clock") && !scene.status.contains("clock"))
            #expect(scene.logged("clock jumped") == 2)
            #expect(scene.logged("it is where it would be") == 1)
        }
    }

    @Test("and stays where it is, is one to live with after an hour") func stays() {
        let scene = bootstrap()
        scene.pass(.seconds(2))
        scene.host.wallTime = WallTime(seconds: scene.host.wallTime.seconds + 86_400)
        #expect(scene.health.contains("clock"))
        scene.pass(.minutes(59))
        #expect(scene.health.contains("clock"))
        scene.pass(.minutes(2))
        #expect(!scene.health.contains("clock"))
    }
}
