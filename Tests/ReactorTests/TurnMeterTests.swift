import Glibc
import Testing
import Vocabulary

@testable import Reactor

/// What the meter knows after one turn in which `work` was done, and a wait before it.
private func metered(_ work: @escaping () -> Void) throws -> TurnFigures {
    let loop = Loop()
    loop.meterTurns()
    let timer = Timer(loop) {
        work()
        // The turn is measured when it ends, and the loop is stopped after that.
        loop.soon { loop.stop() }
    }
    timer.arm(after: .milliseconds(30))
    loop.run()
    return try #require(loop.turnFigures)
}

@Test("A turn's processor time is what it did, and its time by the clock is no less")
func turnThatWorks() throws {
    let figures = try metered {
        let enough = processorTime() + 5_000_000
        while processorTime() < enough {}
    }
    #expect(figures.processor.longest >= .milliseconds(5))
    // The wait is entered and left in processor time, and is no part of the turn by the clock.
    #expect(figures.processor.longest <= figures.wall.longest + .milliseconds(1))
    #expect(figures.processor.count == figures.wall.count)
}

@Test("A call that blocks is seen, and is not taken for work")
func turnThatBlocks() throws {
    let figures = try metered {
        // A wait for nothing: a call that blocks is what this is about.
        poll(nil, 0, 15)
    }
    #expect(figures.blocked == 1)
    #expect(figures.longestBlock <= figures.longestBlockOrQueue)
    #expect(figures.longestBlockOrQueue >= .milliseconds(14))
    #expect(figures.processor.longest < .milliseconds(14))
}

@Test("The loop's own wait is no turn, and no call that blocked")
func turnThatWaits() throws {
    let figures = try metered {}
    #expect(figures.blocked == 0)
    #expect(figures.processor.total < .milliseconds(30))
    #expect(figures.wall.count >= 1)
}

@Test("Nobody is measured who did not ask for it")
func turnsUnasked() {
    #expect(Loop().turnFigures == nil)
}

/// Nanoseconds that this thread has had of a processor.
private func processorTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
