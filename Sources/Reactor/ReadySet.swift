// Many sockets under one descriptor of the loop's.
//
// A poll handle of libuv's costs six system calls from first to last, and a loop in which a
// thousand of them are ready looks 48 times before it ends its turn. So connections wait in an
// epoll(7) set of their own, and the loop watches that one.
//
// Law 1. A socket costs one call to wait for, however short it lives.
// Law 2. A turn that has no time left stops looking. Who was named goes behind all others in the
//        kernel's list, so the next turn goes on with those who were not.

import CLinux
import Glibc
import Vocabulary

/// What a socket waits for, or is ready for.
package struct Readiness: OptionSet {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = Readiness(rawValue: UInt32(linux_readable))
    package static let writable = Readiness(rawValue: UInt32(linux_writable))
    /// The peer has sent his last byte, and it is here.
    package static let inputEnds = Readiness(rawValue: UInt32(linux_input_ends))
    /// Told without being asked for: the socket has an error.
    package static let failed = Readiness(rawValue: UInt32(linux_failed))
    /// Told without being asked for: neither side will say more.
    package static let hungUp = Readiness(rawValue: UInt32(linux_hung_up))
}

/// An epoll(7) set on a loop. What is in it is known by a number, which is never another's: a
/// socket may be named that was closed a moment ago.
package final class ReadySet {
    /// How it looks.
    package enum Habit {
        /// Once around, until the first is named again or the turn has no time left.
        case sweeps
        /// Until nobody is: while some were answered others became ready, and looking once more is
        /// cheaper than going round the loop for them.
        case persists
    }

    private let epoll: Int32
    private var watch: DescriptorWatch?
    private let ready: UnsafeMutablePointer<linux_ready>

    /// `told` is called for each that is ready. It may close that one, and add others. False: that
    /// one had his turn already, so a sweep is around.
    package init(
        _ loop: Loop, _ habit: Habit, told: @escaping (UInt64, Readiness) -> Bool
    ) throws(SystemError) {
        let epoll = linux_epoll_open()
        guard epoll >= 0 else { throw SystemError("waiting for connections") }
        let ready = UnsafeMutablePointer<linux_ready>.allocate(capacity: Int(LINUX_READY))
        self.epoll = epoll
        self.ready = ready
        watch = try DescriptorWatch(epoll, on: loop) { [unowned loop] in
            switch habit {
            case .sweeps: Self.sweep(epoll, ready, loop, told)
            case .persists: Self.persist(epoll, ready, told)
            }
        }
    }

    deinit {
        watch = nil
        close(epoll)
        ready.deallocate()
    }

    package func add(_ fd: Int32, _ wanted: Readiness, as number: UInt64) -> Bool {
        linux_epoll_add(epoll, fd, wanted.rawValue, number) == 0
    }

    package func change(_ fd: Int32, _ wanted: Readiness, as number: UInt64) -> Bool {
        linux_epoll_change(epoll, fd, wanted.rawValue, number) == 0
    }

    /// Not needed before a close.
    package func remove(_ fd: Int32) -> Bool { linux_epoll_remove(epoll, fd) == 0 }

    /// A few at a time, so that those who were named and not served are few: each may be sent a
    /// mebibyte.
    private static func sweep(
        _ epoll: Int32, _ ready: UnsafeMutablePointer<linux_ready>, _ loop: Loop,
        _ told: (UInt64, Readiness) -> Bool
    ) {
        while true {
            let count = look(epoll, ready, at: Limits.readyAtOnce)
            for index in 0..<count
            where !told(ready[index].tag, Readiness(rawValue: ready[index].events)) { return }
            if count < Limits.readyAtOnce || !loop.hasTime { return }
        }
    }

    private static func persist(
        _ epoll: Int32, _ ready: UnsafeMutablePointer<linux_ready>,
        _ told: (UInt64, Readiness) -> Bool
    ) {
        for _ in 0..<Limits.loadRoundsPerTurn {
            let count = look(epoll, ready, at: Int(LINUX_READY))
            if count == 0 { return }
            for index in 0..<count {
                _ = told(ready[index].tag, Readiness(rawValue: ready[index].events))
            }
        }
    }

    /// How many there are.
    private static func look(
        _ epoll: Int32, _ ready: UnsafeMutablePointer<linux_ready>, at most: Int
    ) -> Int {
        max(0, Int(linux_epoll_ready(epoll, ready, Int32(most))))
    }
}

@available(*, unavailable) extension ReadySet: Sendable {}
