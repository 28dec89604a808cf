// Signals as events of the loop: what systemd and people at a terminal say to a daemon.

import CUV
import Glibc

/// The signals that mean something to us.
package enum Signal: Int32, CaseIterable, Sendable {
    case hangUp = 1  // SIGHUP
    case interrupt = 2  // SIGINT
    case terminate = 15  // SIGTERM
}

/// Hears the process's signals as long as it lives. The C type is `uv_signal_t`.
package final class Signals {
    private let cells: [SignalCell]

    /// `received` is called on the loop. SIGPIPE is ignored from now on: a peer that left is
    /// told by the call that wrote to it.
    package init(_ loop: Loop, received: @escaping (Signal) -> Void) {
        signal(SIGPIPE, SIG_IGN)
        cells = Signal.allCases.map { SignalCell($0, on: loop, received) }
    }

    deinit { for cell in cells { cell.close() } }
}

@available(*, unavailable) extension Signals: Sendable {}

private final class SignalCell: HandleCell {
    private let received: (Signal) -> Void

    init(_ signal: Signal, on loop: Loop, _ received: @escaping (Signal) -> Void) {
        self.received = received
        super.init(for: uv_signal_t.self)
        _ = open(uv_signal_t.self, on: loop) { uv_signal_init($0, $1) }
        uv_signal_start(
            pointer(uv_signal_t.self),
            { handle, number in
                guard let signal = Signal(rawValue: number) else { return }
                SignalCell.of(handle).received(signal)
            }, signal.rawValue)
    }
}
