// The loop: one thread waits here for the kernel, and everything else is called from here.
//
// Law 1. What belongs to a loop stays on its thread; nothing of it is Sendable.
// Law 2. Operations never call back. What they have to report is said at the end of the turn,
//        before the loop waits again, so nobody is called in the middle of his own sentence.

import CUV
import Glibc
import Vocabulary

/// An event loop. The C type is `uv_loop_t`. Everything that is open on it keeps it alive.
package final class Loop {
    /// Called at the end of every turn, before the loop waits: the place of the owner's pump.
    package var turnEnded: (() -> Void)?
    /// Turns since the start, modulo 2^32; what a connection may send is counted by turn.
    package private(set) var turn: UInt32 = 1
    /// Every read on this loop lands here; whoever wants to keep bytes copies them.
    let readBuffer: UnsafeMutableRawBufferPointer
    let handle: UnsafeMutablePointer<uv_loop_t>

    /// Nanoseconds; a test makes it shorter.
    var turnTime = UInt64(Limits.turnTime.nanoseconds)

    private let prepare: UnsafeMutablePointer<uv_prepare_t>
    private let idle: UnsafeMutablePointer<uv_idle_t>
    private var late: [() -> Void] = []
    private var beforeWaiting: [() -> Void] = []
    private var nowOfTurn: UInt64 = 0
    /// In `runOnce`, a report counts as something that happened, and a timer that rang before the
    /// wait.
    private var isStepping = false
    private var hasRung = false
    private var meter: TurnMeter?
    /// What was read since the last turn ended, counted by whoever reads. It is how busy the loop
    /// is: one that reads very often may rest (`Moderation`).
    package var reads = 0
    private var moderation = Moderation()

    package init() {
        handle = .allocate(capacity: 1)
        prepare = .allocate(capacity: 1)
        idle = .allocate(capacity: 1)
        readBuffer = .allocate(byteCount: Limits.readBuffer, alignment: 64)
        let status = uv_loop_init(handle)
        precondition(status == 0, "a process without a loop can do nothing: \(uvText(status))")
        handle.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        uv_prepare_init(handle, prepare)
        uv_idle_init(handle, idle)
        uv_prepare_start(prepare) { Loop.of($0!.pointee.loop).endTurn() }
    }

    /// Runs until `stop()`.
    package func run() {
        uv_run(handle, UV_RUN_DEFAULT)
    }

    /// One turn: waits until something happened, and does it. For tests, and for whoever owns time.
    package func runOnce() {
        isStepping = true
        uv_run(handle, UV_RUN_ONCE)
        endTurn()
        isStepping = false
    }

    /// What turns took since `meterTurns`; nil where nobody asked, or this libuv cannot tell.
    package var turnFigures: TurnFigures? { meter?.figures }

    /// Measures every turn from now on.
    package func meterTurns() { meter = TurnMeter(handle) }

    /// Lets `run()` return at the end of this turn.
    package func stop() { uv_stop(handle) }

    /// The moment at which this turn began to look at its clock: the same all through the turn,
    /// but a timer that rings moves it on.
    package var now: Instant {
        if nowOfTurn == 0 { nowOfTurn = uv_hrtime() }
        return Instant(nanoseconds: nowOfTurn)
    }

    /// Looks at the clock anew, after work that took long.
    package func refreshNow() -> Instant {
        nowOfTurn = uv_hrtime()
        return now
    }

    /// For the reactor's own: a timer rings now.
    func rings() {
        hasRung = true
        _ = refreshNow()
    }

    /// Does `work` at the end of this turn. Whatever an operation has to report, it reports so.
    package func soon(_ work: @escaping () -> Void) { late.append(work) }

    /// For the reactor's own: what is done last before the loop waits, after every report.
    func beforeEveryWait(_ work: @escaping () -> Void) { beforeWaiting.append(work) }

    /// Whether this turn may go on with what can wait. libuv looks at its clock, of milliseconds,
    /// when the loop wakes.
    var hasTime: Bool {
        let woke = uv_now(handle) &* 1_000_000
        return uv_hrtime() &- woke < turnTime
    }

    static func of(_ handle: UnsafeMutablePointer<uv_loop_t>) -> Loop {
        Unmanaged<Loop>.fromOpaque(handle.pointee.data).takeUnretainedValue()
    }

    // Reports make the owner decide, and decisions make reports. A few rounds of that in one
    // turn, then the sockets get to speak again: the idle handle keeps the loop from waiting.
    private func endTurn() {
        var rounds = Limits.reportRoundsPerTurn
        repeat {
            let reports = late
            if !reports.isEmpty {
                late.removeAll()
                for report in reports { report() }
                rounds -= 1
            }
            turnEnded?()
        } while rounds > 0 && !late.isEmpty
        for work in beforeWaiting { work() }
        let hasReported = rounds < Limits.reportRoundsPerTurn
        let waits = late.isEmpty && !(isStepping && (hasReported || hasRung))
        if waits {
            uv_idle_stop(idle)
        } else {
            uv_idle_start(idle) { _ in }
        }
        moderation.turnEnded(at: now, served: reads)
        reads = 0
        turn &+= 1
        hasRung = false
        nowOfTurn = 0
        meter?.turnEnded()
        if waits, moderation.rests { rest() }
    }

    /// Sleeps for a moment where nobody is ready, whoever becomes it.
    private func rest() {
        var everything = pollfd(fd: uv_backend_fd(handle), events: Int16(POLLIN), revents: 0)
        guard poll(&everything, 1, 0) == 0 else { return }
        var moment = timespec(tv_sec: 0, tv_nsec: Int(Limits.moderationRest.nanoseconds))
        nanosleep(&moment, nil)
        moderation.rested()
        meter?.rested()
    }

    // Nothing is open any more but what libuv has still to confirm. Its last callbacks come here.
    deinit {
        for own in [UnsafeMutableRawPointer(prepare), UnsafeMutableRawPointer(idle)] {
            uv_close(own.assumingMemoryBound(to: uv_handle_t.self), nil)
        }
        uv_run(handle, UV_RUN_DEFAULT)
        let status = uv_loop_close(handle)
        precondition(status == 0, "a handle outlived its loop: \(uvText(status))")
        handle.deallocate()
        prepare.deallocate()
        idle.deallocate()
        readBuffer.deallocate()
    }
}

@available(*, unavailable) extension Loop: Sendable {}

/// libuv's words for one of its status numbers, which are negative error numbers.
func uvText(_ status: Int32) -> String { String(cString: uv_strerror(status)) }
