// Ctrl-C as something that is asked for, not something that happens: commands that have to tidy up
// hold the signals back and look for them where they wait.

import CLinux
import Glibc
import Vocabulary

enum Signals {
    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGHUP)
        return set
    }

    static func hold() {
        var held = set
        sigprocmask(SIG_BLOCK, &held, nil)
    }

    /// Waits, and throws `Interrupted` as soon as a held signal comes.
    static func wait(_ duration: Duration) throws {
        var held = set
        let nanoseconds = Int(duration.nanoseconds)
        var time = timespec(
            tv_sec: nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
        if sigtimedwait(&held, nil, &time) > 0 { throw Interrupted() }
    }

    /// Throws `Interrupted` where a held signal has come.
    static func check() throws { try wait(.zero) }
}

enum Clock {
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(
            nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }
}
