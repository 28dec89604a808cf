// Readiness of a descriptor of our own. The C type is `uv_poll_t`.
//
// Law. A poll is closed before its descriptor is: the kernel gives the number away at once.

import CUV

/// Who is told that a descriptor is ready.
protocol PollTarget: AnyObject {
    /// `status` is below zero where the kernel reports an error on the descriptor; the poll has
    /// stopped then. `events` are `UV_READABLE` and its like.
    func polled(_ status: Int32, _ events: Int32)
}

/// A `uv_poll_t`, for descriptors that live long: listeners, and sets of others (`ReadySet`).
final class PollCell: HandleCell {
    private unowned var target: (any PollTarget)?

    init() { super.init(for: uv_poll_t.self) }

    func open(_ fd: Int32, on loop: Loop, telling target: any PollTarget) -> Int32 {
        self.target = target
        return open(uv_poll_t.self, on: loop) { uv_poll_init($0, $1, fd) }
    }

    /// Waits for `events` from now on; none of them stops the poll.
    func watch(_ events: Int32) -> Int32 {
        let poll = pointer(uv_poll_t.self)
        guard events != 0 else { return uv_poll_stop(poll) }
        return uv_poll_start(poll, events) { handle, status, events in
            PollCell.of(handle).target?.polled(status, events)
        }
    }

    override func close() {
        target = nil
        super.close()
    }
}

/// `UV_READABLE` and its like, as the number that libuv's functions take.
enum PollEvents {
    static let readable = Int32(UV_READABLE.rawValue)
}
