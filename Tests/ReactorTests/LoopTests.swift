import Glibc
import Testing
import Vocabulary

@testable import Reactor

@Test("A timer rings once, and not before its time")
func timerRings() {
    let loop = Loop()
    var rung: [Instant] = []
    let timer = Timer(loop) { rung.append(loop.refreshNow()) }
    let due = loop.now + .milliseconds(5)
    timer.arm(at: due)
    while rung.isEmpty { loop.runOnce() }
    #expect(rung.count == 1)
    #expect(rung[0] >= due)
}

@Test("A timer is not told a time before its own, however long the turn has taken")
func timerKnowsTheTime() {
    let loop = Loop()
    let offload = Offload(loop)
    let due = loop.now + .milliseconds(5)
    var told: Instant?
    let timer = Timer(loop) {
        told = loop.now
        loop.stop()
    }
    timer.arm(at: due)
    offload.run({ true }) { _ in
        let began = loop.now
        // The turn takes long.
        while monotonicTime() < began.nanoseconds + 20_000_000 {}
    }
    loop.run()
    #expect(told.map { $0 >= due } == true)
}

@Test("A timer that was disarmed keeps quiet, and one that is armed again rings at the new time")
func timerObeys() {
    let loop = Loop()
    var rings = ""
    let first = Timer(loop) { rings += "a" }
    let second = Timer(loop) {
        rings += "b"
        loop.stop()
    }
    first.arm(after: .milliseconds(1))
    first.disarm()
    second.arm(after: .seconds(100))
    second.arm(after: .milliseconds(3))
    loop.run()
    #expect(rings == "b")
}

@Test("A timer that rings late in a slow turn finds its moment reached, and rings once")
func timerAfterASlowTurn() throws {
    let loop = Loop()
    var (rings, isEarly) = (0, false)
    var due = Instant(nanoseconds: 0)
    var timer: Timer?
    timer = Timer(loop) {
        rings += 1
        // As somebody with a list of moments does: what is not due is waited for again.
        guard loop.now < due, rings < 100 else { return loop.stop() }
        isEarly = true
        timer?.arm(at: due)
    }
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0 && write(ends[1], "x", 1) == 1)
    let slow = try DescriptorWatch(ends[0], on: loop) {
        var byte: UInt8 = 0
        guard read(ends[0], &byte, 1) == 1 else { return }
        due = loop.now + .milliseconds(2)
        timer?.arm(at: due)
        let end = ContinuousClock.now + .milliseconds(6)
        while ContinuousClock.now < end {}
    }
    withExtendedLifetime(slow) { loop.run() }
    for end in ends { close(end) }
    #expect(rings == 1)
    #expect(!isEarly)
}

@Test("What is to be said soon is said at the end of the turn, and the pump hears of it")
func soonComesBeforeWaiting() {
    let loop = Loop()
    var order = ""
    loop.turnEnded = { order += "p" }
    loop.soon {
        order += "1"
        loop.soon { order += "2" }
    }
    loop.soon { loop.stop() }
    loop.run()
    #expect(order == "1p2p")
}

@Test("Two that keep each other busy do not keep the loop from its sockets")
func reportsAreBounded() {
    let loop = Loop()
    var rounds = 0
    func again() {
        rounds += 1
        loop.soon(again)
    }
    again()
    var rang = false
    let timer = Timer(loop) { rang = true }
    timer.arm(after: .milliseconds(2))
    while !rang { loop.runOnce() }
    #expect(rounds > Limits.reportRoundsPerTurn)
}

@Test("A step ends where a timer rang, also before it would wait")
func stepEndsWithTimer() {
    let loop = Loop()
    var rang = false
    var isLate = false
    let timer = Timer(loop) { rang = true }
    let alarm = Timer(loop) { isLate = true }
    timer.arm(after: .zero)
    alarm.arm(after: .seconds(1))
    let began = monotonicTime()
    while monotonicTime() < began + 5_000_000 {}
    loop.runOnce()
    #expect(rang)
    #expect(!isLate)
    alarm.disarm()
}

@Test("The clock stands still within a turn")
func clockOfTurn() {
    let loop = Loop()
    let first = loop.now
    #expect(loop.now == first)
    #expect(loop.refreshNow() >= first)
}

@Test("A signal is an event like others")
func signalArrives() {
    let loop = Loop()
    var heard: [Signal] = []
    let signals = Signals(loop) { heard.append($0) }
    kill(getpid(), SIGHUP)
    withExtendedLifetime(signals) {
        while heard.isEmpty { loop.runOnce() }
    }
    #expect(heard == [.hangUp])
}

@Test("A pool job's value comes back on the loop's thread")
func offloadReturns() {
    let loop = Loop()
    let offload = Offload(loop)
    let here = pthread_self()
    var there: pthread_t?
    offload.run({ pthread_self() }) { worker in
        #expect(pthread_equal(pthread_self(), here) != 0)
        there = worker
    }
    #expect(offload.pending == 1)
    while there == nil { loop.runOnce() }
    #expect(pthread_equal(there!, here) == 0)
    #expect(offload.pending == 0)
}

@Test(
    "What is no host name is refused without a look-up",
    arguments: [String(repeating: "a", count: 254), "", "a b", "ex\u{e4}mple", "a\0b"])
func strangeNames(host: String) {
    let loop = Loop()
    let offload = Offload(loop)
    var answers: [Result<[IPAddress], LookUpError>] = []
    offload.resolve(host: host) { answers.append($0) }
    #expect(answers.isEmpty)
    #expect(offload.pending == 0)
    loop.runOnce()
    #expect(answers == [.failure(.notAName)])
}

@Test("An address is its own look-up, of either kind", arguments: ["127.0.0.1", "::1"])
func literals(host: String) {
    let loop = Loop()
    let offload = Offload(loop)
    var answer: Result<[IPAddress], LookUpError>?
    offload.resolve(host: host) { answer = $0 }
    while answer == nil { loop.runOnce() }
    #expect(answer == .success([IPAddress(host)!]))
}

/// Nanoseconds of the clock that libuv looks at.
private func monotonicTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
