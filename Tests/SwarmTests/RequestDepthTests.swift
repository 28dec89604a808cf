// How many requests are in flight, as a peer shows what he can do.

import Swarm
import Testing
import Vocabulary

@Suite final class RequestDepthTests {
    private var depth = RequestDepth()
    private let block = Limits.blockLength

    private func snubs(at now: Instant) -> Bool { depth.deadlineReached(at: now) }

    /// The peer answers with so many blocks a second, evenly, for so long.
    private func run(_ blocks: Int, from start: Int, seconds: Int) {
        for number in 0..<blocks * seconds {
            depth.asked(at: second(start) + .seconds(1) * number / blocks)
            depth.received(block, at: second(start) + .seconds(1) * (number + 1) / blocks)
        }
    }

    @Test("It begins with a few and doubles with each round") func doubles() {
        #expect(depth.depth(at: .start) == Limits.requestsFloor)
        for round in 1...5 {
            let before = depth.depth(at: .start)
            for _ in 0..<before { depth.received(block, at: .start + .milliseconds(20 * round)) }
            #expect(depth.depth(at: .start) == 2 * before)
        }
    }

    @Test("A lone fast seed is drained at his full rate, within what he takes at a time")
    func fullRate() {
        // 100 ms away and 4,000 blocks a second: 400 must be in flight.
        var now = Instant.start
        var rounds = 0
        depth.ceiling = 2000
        while depth.depth(at: now) < 400 {
            now = now + .milliseconds(100)
            for _ in 0..<depth.depth(at: now) { depth.received(block, at: now) }
            rounds += 1
        }
        #expect(rounds <= 7)
        run(4000, from: 1, seconds: 5)
        #expect(depth.depth(at: second(6)) == Limits.requestsCeiling)
        depth.ceiling = 100
        #expect(depth.depth(at: second(6)) == 100)
    }

    @Test("Once his rate is known, one second of blocks is in flight") func oneSecond() {
        run(40, from: 0, seconds: 10)
        #expect(!depth.isOpening)
        #expect((38...42).contains(depth.depth(at: second(10))))
        run(20, from: 10, seconds: 10)
        #expect((19...21).contains(depth.depth(at: second(20))))
        #expect(depth.speed(pieceLength: 256 << 10, at: second(20)) == .fast)
        #expect(depth.speed(pieceLength: 16 << 20, at: second(20)) == .slow)
    }

    @Test("A slow peer has a few in flight nevertheless") func floor() {
        run(1, from: 0, seconds: 30)
        #expect(depth.depth(at: second(30)) == Limits.requestsFloor)
    }

    @Test("A minute of silence is a snub, if something was asked; and the next block ends it")
    func snub() {
        #expect(depth.nextDeadline == nil)
        depth.asked(at: second(1))
        depth.asked(at: second(30))
        #expect(depth.nextDeadline == second(61))
        #expect(!snubs(at: second(60)))
        #expect(snubs(at: second(61)))
        #expect(depth.isSnubbed)
        #expect(depth.depth(at: second(61)) == 1)
        #expect(!snubs(at: second(70)))
        depth.received(block, at: second(80))
        #expect(!depth.isSnubbed)
        #expect(depth.depth(at: second(80)) > 1)
    }

    @Test("Whoever owes nothing does not snub") func idle() {
        depth.asked(at: second(1))
        depth.idle()
        #expect(depth.nextDeadline == nil)
        #expect(!snubs(at: second(100)))
    }
}
