// How long the loop's turns take. Off unless asked for: it costs three system calls a turn.
//
// Law 1. A turn is what lies between two sleeps. Processor time stands still while a thread sleeps,
//        so what was spent since the last turn's end was spent awake; the wait itself is known to
//        libuv, which counts its idle time, and is taken off the clock's time.
// Law 2. A thread that waits in epoll gives up its processor once. If it did so more often, a call
//        blocked in that turn. (Where a wait ended before it began, and a call blocked in the very
//        same turn, that one is missed.)
// Law 3. Off the processor is not blocked: on a busy machine a thread that could run stands in a
//        queue. The kernel knows for how long, the end of the loop's own wait included; what is
//        left is the call's at least.

import CLinux
import CUV
import Glibc
import Vocabulary

struct TurnMeter {
    private(set) var figures = TurnFigures()
    private var last: Reading
    private let loop: UnsafeMutablePointer<uv_loop_t>

    private let account: ThreadAccount

    /// Nil where this libuv does not count its idle time (before 1.39).
    init?(_ loop: UnsafeMutablePointer<uv_loop_t>) {
        guard uv_measure_idle_time(loop) == 0 else { return nil }
        self.loop = loop
        account = ThreadAccount()
        last = Reading(loop, account)
    }

    /// The loop is about to wait.
    mutating func turnEnded() {
        let now = Reading(loop, account)
        let waited = now.idle &- last.idle
        let switches = now.voluntary - last.voluntary
        figures.add(
            processor: .nanoseconds(now.processor - last.processor),
            wall: .nanoseconds(Int64(now.wall &- last.wall) - Int64(waited)),
            queued: .nanoseconds(now.queued - last.queued),
            blocks: switches > (waited > 0 ? 1 : 0))
        last = now
    }

    /// The loop has slept before it waits (`Moderation`): no part of a turn.
    mutating func rested() { last = Reading(loop, account) }

    /// What the kernel and libuv say of this thread now.
    private struct Reading {
        let wall: UInt64
        let idle: UInt64
        let processor: Int64
        let voluntary: Int
        let queued: Int64

        init(_ loop: UnsafeMutablePointer<uv_loop_t>, _ account: ThreadAccount) {
            var usage = rusage()
            getrusage(__rusage_who_t(truncatingIfNeeded: linux_usage_thread), &usage)
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            voluntary = usage.ru_nvcsw
            queued = account.queued
            processor = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
            wall = uv_hrtime()
            idle = uv_metrics_idle_time(loop)
        }
    }
}

/// What the scheduler writes of this thread: /proc/thread-self/schedstat.
private final class ThreadAccount {
    /// -1 where the kernel keeps no such account.
    private let fd = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)
    private let text = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)

    deinit {
        close(fd)
        text.deallocate()
    }

    /// Nanoseconds in the queue, the second of its three numbers; 0 where there is no account.
    var queued: Int64 {
        let count = pread(fd, text.baseAddress, text.count, 0)
        guard count > 0 else { return 0 }
        let words = text[..<count].split(separator: UInt8(ascii: " "))
        guard words.count > 1 else { return 0 }
        return words[1].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }
}
