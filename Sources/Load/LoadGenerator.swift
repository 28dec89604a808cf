// The load test itself: when requests are begun, and when the test is over. What one request does
// is in LoadGenerator+Exchange.swift.
//
// Law. A lane has one request at a time. In a closed loop an answer begins the next request; in an
// open loop the clock does, and lanes that are free wait for it.
//
//     begun ── duration ──▶ over ── all answered, or Limits.loadDrainTime ──▶ finished

import CLinux
import Glibc
import Reactor
import Vocabulary

final class LoadGenerator {
    /// Told once, on the loop.
    var finished: ((LoadReport) -> Void)?
    /// Told each second while requests are begun.
    var eachSecond: ((LoadMoment) -> Void)?

    let loop: Loop
    let request: [UInt8]
    let dialler: Dialler
    let lanes: [Lane]
    /// Every read of the test lands here.
    let buffer: UnsafeMutableRawBufferPointer
    private(set) var ready: ReadySet?
    var report = LoadReport()
    /// Requests that have been begun and not ended.
    var running = 0
    private(set) var isOver = false
    /// At a fixed rate nothing may come late for the sake of a rest of the loop's.
    var isTimed: Bool { rate != nil }

    private let duration: Duration
    private let rate: Int?
    private let requestsMax: Int
    private var begun = 0
    private let clock: Int32
    private var start = Instant.start
    private var pace: Pace?
    private var free: [Lane] = []
    private var resting: [(lane: Lane, until: Instant)] = []
    private var told = (moment: Instant.start, requests: 0, bytes: Int64(0))
    private var endTimer: Timer?
    private var secondTimer: Timer?
    private var restTimer: Timer?

    init(_ options: LoadOptions, against reference: Reference, on loop: Loop) throws(LoadError) {
        guard let request = options.request else { throw .nameTooLong }
        self.loop = loop
        self.request = request
        dialler = Dialler(options.node)
        let heads = KnownHead()
        lanes = (0..<options.connections).map {
            Lane(UInt64($0), AnswerReader(options.dialect, against: reference, heads: heads))
        }
        buffer = .allocate(byteCount: Limits.readBuffer, alignment: 4096)
        duration = options.duration
        rate = options.rate
        requestsMax = options.requests ?? .max
        clock = linux_timer_open()
        do throws(SystemError) {
            guard clock >= 0 else { throw SystemError("making a clock") }
            let ready = try ReadySet(loop, .persists) { [unowned self] in
                happened($0, $1)
                return true
            }
            guard ready.add(clock, .readable, as: Self.clockNumber) else {
                throw SystemError("waiting for a clock")
            }
            self.ready = ready
        } catch {
            throw .system(error)
        }
    }

    deinit {
        ready = nil
        if clock >= 0 { close(clock) }
        buffer.deallocate()
    }

    private static let clockNumber = UInt64.max

    /// Starts the clock and the first requests.
    func begin() {
        start = loop.refreshNow()
        told.moment = start
        let end = start + duration
        endTimer = Timer(loop) { [unowned self] in isOver ? finish() : beOver() }
        endTimer?.arm(at: end)
        secondTimer = Timer(loop) { [unowned self] in secondPassed() }
        secondTimer?.arm(after: .seconds(1))
        restTimer = Timer(loop) { [unowned self] in endRests() }
        pace = rate.map { Pace($0, from: start, until: end) }
        for lane in lanes { next(on: lane, at: loop.now) }
    }

    /// Ends the test before its time; a second call does not wait for answers.
    func stop() { isOver ? finish() : beOver() }
}

@available(*, unavailable) extension LoadGenerator: Sendable {}

// What comes next.
extension LoadGenerator {
    /// A lane has nothing to do.
    func next(on lane: Lane, at now: Instant) {
        lane.phase = .idle
        guard mayBegin() else { return }
        guard pace != nil else {
            begun += 1
            return begin(on: lane, countedFrom: now)
        }
        free.append(lane)
        beginDue(at: now)
    }

    /// Where nothing is begun any more, the last answer ends the test.
    private func mayBegin() -> Bool {
        if !isOver, begun < requestsMax { return true }
        if running == 0 { isOver ? finish() : beOver() }
        return false
    }

    /// After a failure.
    func rest(_ lane: Lane) {
        lane.phase = .resting
        guard mayBegin() else { return }
        resting.append((lane, loop.now + Limits.loadRest))
        if resting.count == 1 { restTimer?.arm(after: Limits.loadRest) }
    }

    private func endRests() {
        let now = loop.refreshNow()
        let due = resting.prefix { $0.until <= now }
        resting.removeFirst(due.count)
        for (lane, _) in due { next(on: lane, at: now) }
        if let first = resting.first { restTimer?.arm(at: first.until) }
    }

    private func beginDue(at now: Instant) {
        while begun < requestsMax, let due = pace?.next, let lane = free.last {
            guard due <= now else {
                linux_timer_arm(clock, due.nanoseconds)
                return
            }
            free.removeLast()
            pace?.advance()
            begun += 1
            begin(on: lane, countedFrom: due)
        }
    }

    private func happened(_ number: UInt64, _ readiness: Readiness) {
        guard number == Self.clockNumber else {
            return ready(lanes[Int(number)], readiness)
        }
        var rings: UInt64 = 0
        // Reading makes it quiet; how often it rang is of no interest.
        _ = read(clock, &rings, MemoryLayout<UInt64>.size)
        if !isOver { beginDue(at: loop.refreshNow()) }
    }
}

// The test's own clock.
extension LoadGenerator {
    private func secondPassed() {
        let now = loop.refreshNow()
        for lane in lanes
        where lane.isRunning && now.since(lane.heard) >= Limits.loadPatience {
            fail(lane, lane.reader.whenSilent)
        }
        guard !isOver else { return }
        eachSecond?(
            LoadMoment(
                elapsed: now.since(start), requests: report.requests - told.requests,
                bytes: report.bytes - told.bytes, failures: report.failures.count))
        told = (now, report.requests, report.bytes)
        secondTimer?.arm(after: .seconds(1))
    }

    private func beOver() {
        isOver = true
        let now = loop.refreshNow()
        report.time = now.since(start)
        report.neverBegun = begun < requestsMax ? pace?.overdue(at: now) ?? 0 : 0
        guard running > 0 else { return finish() }
        endTimer?.arm(after: Limits.loadDrainTime)
    }

    private func finish() {
        guard let finished else { return }
        self.finished = nil
        endTimer = nil
        secondTimer = nil
        restTimer = nil
        for lane in lanes {
            if lane.isRunning { report.failures.add(.unfinished) }
            lane.phase = .idle
            lane.hangUp()
        }
        running = 0
        finished(report)
    }
}
