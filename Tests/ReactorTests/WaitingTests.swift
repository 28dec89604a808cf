// A turn that has no time left leaves nobody out.

import Glibc
import Testing
import Vocabulary

@testable import Reactor

@Suite("A turn without time") struct WaitingTests {
    private let scene = Scene()

    /// Both ends of a connection: ours in the table, and theirs as a descriptor.
    private func pair() -> (id: ConnectionID, theirs: Int32) {
        var ends: [Int32] = [0, 0]
        socketpair(AF_UNIX, Socket.stream, 0, &ends)
        return (scene.connections.adopt(fd: ends[0]), ends[1])
    }

    @Test("serves one, and the next turn goes on behind it: who is always ready starves nobody")
    func starving() {
        scene.loop.turnTime = 0
        let pairs = (0..<6).map { _ in pair() }
        defer { for pair in pairs { close(pair.theirs) } }
        var order: [ConnectionID] = []
        scene.whenReceived = { _, id in
            order.append(id)
            // The first three have said the next thing before they are heard.
            if let place = pairs.firstIndex(where: { $0.id == id }), place < 3, order.count < 30 {
                _ = write(pairs[place].theirs, "x", 1)
            }
        }
        for pair in pairs { _ = write(pair.theirs, "x", 1) }
        #expect(scene.run { order.count >= 32 })
        for pair in pairs {
            let first = order.firstIndex(of: pair.id)
            #expect(first.map { $0 < 6 } == true, "everybody is heard in the first round")
        }
        let counts = pairs.prefix(3).map { pair in order.count { $0 == pair.id } }
        // A step of the loop, as tests make it, serves twice and asks the kernel once, which may
        // name the same one first each time: so one may be served twice while another is once.
        #expect((counts.max() ?? 0) <= 2 * (counts.min() ?? 0), "those that go on take turns")
    }

    @Test("keeps what a connection was ready for, and forgets one that is gone") func gone() {
        scene.loop.turnTime = 0
        let (first, second, third) = (pair(), pair(), pair())
        for pair in [first, second, third] { _ = write(pair.theirs, "x", 1) }
        scene.whenReceived = { scene, id in
            // Whoever is heard first hangs up on the others.
            for pair in [first, second, third] where pair.id != id {
                scene.connections.close(pair.id)
            }
        }
        #expect(scene.run { scene.reads > 0 })
        _ = write(first.theirs, "y", 1)
        #expect(scene.run { scene.heard[first.id]?.count == 2 })
        #expect(scene.heard.count == 1)
        #expect(scene.connections.count == 1)
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
