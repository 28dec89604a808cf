// A turn that has no time left leaves nobody out.

import Glibc
import Testing
import Vocabulary

@testable import Reactor

@Suite("A turn without time") struct TurnTimeTests {
    private let scene = Scene()

    /// Both ends of a connection: ours in the table, and theirs as a descriptor.
    private func pair() -> (id: ConnectionID, theirs: Int32) {
        var ends: [Int32] = [0, 0]
        socketpair(AF_UNIX, Socket.stream, 0, &ends)
        return (scene.connections.adopt(fd: ends[0]), ends[1])
    }

    @Test("serves a few, and the next turn the others: who is always ready starves nobody")
    func starving() {
        scene.loop.turnTime = 0
        let count = 5 * Limits.readyAtOnce
        let pairs = (0..<count).map { _ in pair() }
        defer { for pair in pairs { close(pair.theirs) } }
        var heard: [ConnectionID: Int] = [:]
        var inAll = 0
        scene.whenReceived = { _, id in
            heard[id, default: 0] += 1
            inAll += 1
            // Everybody has said the next thing before he is heard again.
            if let place = pairs.firstIndex(where: { $0.id == id }), inAll < 20 * count {
                _ = write(pairs[place].theirs, "x", 1)
            }
        }
        for pair in pairs { _ = write(pair.theirs, "x", 1) }
        var mostInTurn = 0
        var before = 0
        #expect(
            scene.run {
                mostInTurn = max(mostInTurn, inAll - before)
                before = inAll
                return inAll >= 20 * count
            })
        #expect(mostInTurn == Limits.readyAtOnce)
        let counts = pairs.map { heard[$0.id] ?? 0 }
        #expect((counts.min() ?? 0) >= 19 && (counts.max() ?? 0) <= 21, "they take turns")
    }

    @Test("forgets one that is gone: his place may be another's already") func gone() {
        let (first, second, third) = (pair(), pair(), pair())
        for pair in [first, second, third] { _ = write(pair.theirs, "x", 1) }
        var newcomer: ConnectionID?
        scene.whenReceived = { scene, id in
            guard newcomer == nil else { return }
            // Whoever is heard first hangs up on the others, and dials where nobody answers.
            for pair in [first, second, third] where pair.id != id {
                scene.connections.close(pair.id)
            }
            newcomer = scene.connections.connectLocal(path: "/nowhere/at/all")
        }
        #expect(scene.run { scene.reads > 0 && newcomer.map { scene.ends[$0] != nil } == true })
        _ = write(first.theirs, "y", 1)
        #expect(scene.run { scene.heard[first.id]?.count == 2 })
        #expect(scene.heard.count == 1 && scene.connections.count == 1)
        #expect(scene.up.isEmpty, "what the others were ready for is not the newcomer's")
        for pair in [first, second, third] { close(pair.theirs) }
    }

    @Test("accepts one at least, and leaves the rest to the next") func accepting() throws {
        let listener = try scene.listen()
        scene.loop.turnTime = 0
        let callers = (0..<5).map { _ in scene.dial(listener) }
        for id in callers { scene.say("hello", on: id) }
        #expect(scene.run { scene.heard.values.count { $0.count == 5 } == 5 })
        #expect(scene.guests.count == 5)
    }
}
