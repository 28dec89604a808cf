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

/// A `uv_poll_t`. Opening one costs libuv 1.44 three system calls and closing it another, so they
/// are made for descriptors that live long enough to wait.
final class PollCell: HandleCell {
    private unowned var target: (any PollTarget)?
    /// Where the cell goes when libuv is done with it.
    private let pool: PollPool?

    init(for pool: PollPool? = nil) {
        self.pool = pool
        super.init(for: uv_poll_t.self)
    }

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

    override func wasClosed() { pool?.give(self) }
}

/// Poll handles that wait for their next descriptor. 10,000 connections that come and go need not
/// go to the allocator each time.
final class PollPool {
    private var free: [PollCell] = []

    func take() -> PollCell { free.popLast() ?? PollCell(for: self) }

    func give(_ cell: PollCell) { free.append(cell) }
}

/// `UV_READABLE` and its like, as the number that libuv's functions take.
enum PollEvents {
    static let readable = Int32(UV_READABLE.rawValue)
    static let writable = Int32(UV_WRITABLE.rawValue)
    /// The other side half-closed (EPOLLRDHUP). Level-triggered: asked for until it was seen.
    static let disconnect = Int32(UV_DISCONNECT.rawValue)
}
