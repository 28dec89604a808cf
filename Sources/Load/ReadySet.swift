// Many short-lived sockets under one descriptor of the loop's.
//
// Law. A socket costs one system call to wait for, however short it lives: a poll handle of
// libuv's costs six. So the load test has an epoll of its own, and the loop watches that one.

import CLinux
import Glibc
import Reactor
import Vocabulary

/// What a socket waits for, or is ready for.
struct Readiness: OptionSet {
    let rawValue: UInt32

    static let readable = Readiness(rawValue: UInt32(linux_readable))
    static let writable = Readiness(rawValue: UInt32(linux_writable))
    /// The peer has sent his last byte, and it is here.
    static let inputEnds = Readiness(rawValue: UInt32(linux_input_ends))
}

/// An epoll(7) set on a loop. What is in it is known by a number.
final class ReadySet {
    private let epoll: Int32
    private var watch: DescriptorWatch?
    private let ready: UnsafeMutablePointer<linux_ready>

    /// `told` is called for each that is ready. It may close that one, and add others.
    init(_ loop: Loop, told: @escaping (UInt32, Readiness) -> Void) throws(SystemError) {
        let epoll = linux_epoll_open()
        guard epoll >= 0 else { throw SystemError("waiting for connections") }
        let ready = UnsafeMutablePointer<linux_ready>.allocate(capacity: Int(LINUX_READY))
        self.epoll = epoll
        self.ready = ready
        watch = try DescriptorWatch(epoll, on: loop) { Self.look(epoll, ready, told) }
    }

    deinit {
        watch = nil
        close(epoll)
        ready.deallocate()
    }

    func add(_ fd: Int32, _ wanted: Readiness, as number: UInt32) -> Bool {
        linux_epoll_add(epoll, fd, wanted.rawValue, number) == 0
    }

    func change(_ fd: Int32, _ wanted: Readiness, as number: UInt32) -> Bool {
        linux_epoll_change(epoll, fd, wanted.rawValue, number) == 0
    }

    /// While we answered some, others became ready: looking once more is cheaper than going round
    /// the loop for them.
    private static func look(
        _ epoll: Int32, _ ready: UnsafeMutablePointer<linux_ready>,
        _ told: (UInt32, Readiness) -> Void
    ) {
        for _ in 0..<Limits.loadRoundsPerTurn {
            let count = linux_epoll_ready(epoll, ready)
            guard count > 0 else { return }
            for index in 0..<Int(count) {
                told(ready[index].tag, Readiness(rawValue: ready[index].events))
            }
        }
    }
}
