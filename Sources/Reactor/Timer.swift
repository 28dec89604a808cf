// A clock that rings once.

import CUV
import Vocabulary

/// A one-shot timer. The C type is `uv_timer_t`.
/// Ends its libuv handle when it goes out of scope; the memory follows in the close callback.
package struct Timer: ~Copyable {
    private let cell: TimerCell

    /// `fired` is called on the loop, never before the moment that was set.
    package init(_ loop: Loop, fired: @escaping () -> Void) {
        cell = TimerCell(fired)
        _ = cell.open(uv_timer_t.self, on: loop) { uv_timer_init($0, $1) }
    }

    /// Rings after `delay`, counted from the loop's `now`, and not when it was set for before.
    package func arm(after delay: Duration) {
        guard let loop = cell.loop else { return }
        arm(at: loop.now + delay)
    }

    /// Rings at `moment`, or in the next millisecond where that is past: libuv 1.44 rings in the
    /// same pass what is armed for none, and who arms himself again there would ring for ever.
    package func arm(at moment: Instant) {
        guard let loop = cell.loop else { return }
        // libuv counts whole milliseconds from its own look at the clock: round up to the next.
        let due = moment.nanoseconds / 1_000_000 &+ 1
        let base = uv_now(loop.handle)
        uv_timer_start(
            cell.pointer(uv_timer_t.self), { TimerCell.of($0).ring() },
            due > base ? due - base : 1, 0)
    }

    /// It does not ring until it is armed again.
    package func disarm() { uv_timer_stop(cell.pointer(uv_timer_t.self)) }

    deinit { cell.close() }
}

private final class TimerCell: HandleCell {
    private let fired: () -> Void

    init(_ fired: @escaping () -> Void) {
        self.fired = fired
        super.init(for: uv_timer_t.self)
    }

    /// Who waited for a moment finds that the loop's `now` has reached it, however long ago this
    /// turn first looked at the clock.
    func ring() {
        loop?.rings()
        fired()
    }
}
