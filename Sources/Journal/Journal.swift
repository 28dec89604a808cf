// The log: one line a message, whole or not at all, and never a line that somebody else wrote.
// What is in a message may come from strangers, so it is escaped here and nowhere else.

import Bytes
import Glibc
import Vocabulary

/// Writes what happened to standard error, or keeps it for a test.
package final class Journal {
    /// Where lines go.
    package enum Sink: Equatable, Sendable {
        case descriptor(Int32)
        /// Kept in `lines`.
        case memory
    }

    /// How lines are shaped.
    package enum Shape: Equatable, Sendable {
        /// Time, level, place and message, for a terminal or a file.
        case plain
        /// The priority prefix of sd-daemon(3); systemd's journal has a clock of its own.
        case prioritized
        /// One JSON object a line.
        case json
    }

    /// What graver levels than this say is said; may change while running.
    package var level: LogLevel
    package let shape: Shape
    private let sink: Sink
    private let clock: () -> timespec
    /// Lines that nobody took: the reader was slow or gone. The daemon does not wait for it.
    package private(set) var linesLost = 0
    /// What the memory sink keeps, without line ends.
    package private(set) var lines: [String] = []

    /// A journal to standard error, in the shape that its reader wants.
    package convenience init(level: LogLevel, format: LogFormat) {
        let shape: Shape =
            switch format {
            case .json: .json
            case .text: Self.isRead(bySystemd: getenv("JOURNAL_STREAM")) ? .prioritized : .plain
            }
        self.init(level: level, shape: shape, sink: .descriptor(STDERR_FILENO))
    }

    package init(
        level: LogLevel, shape: Shape, sink: Sink, clock: @escaping () -> timespec = wallClock
    ) {
        self.level = level
        self.shape = shape
        self.sink = sink
        self.clock = clock
    }

    /// Says `message` where `level` is said at all; else it is not even made. `place` is the part
    /// of the program that speaks, `fields` are what a machine may look for.
    package func log(
        _ level: LogLevel, _ place: StaticString, _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> [(name: StaticString, value: String)] = []
    ) {
        guard level <= self.level else { return }
        let line = Line(
            level: level, place: "\(place)", message: message(),
            fields: fields().map { ("\($0.name)", $0.value) })
        put(line.text(in: shape, at: clock()))
    }

    private func put(_ line: String) {
        switch sink {
        case .memory: lines.append(line)
        case .descriptor(let descriptor): put(Array((line + "\n").utf8), to: descriptor)
        }
    }

    /// One write(2) a line: on a pipe it is whole up to PIPE_BUF, and a reader that is gone (EPIPE)
    /// or behind (EAGAIN) loses it. A line that was cut is ended, so that the next stands alone.
    private func put(_ bytes: [UInt8], to descriptor: Int32) {
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written < bytes.count else { return }
        linesLost += 1
        if written > 0 {
            _ = bytes.suffix(1).withUnsafeBytes { write(descriptor, $0.baseAddress, 1) }
        }
    }

    /// JOURNAL_STREAM is "device:inode" of what systemd gave us (systemd.exec(5)). Where standard
    /// error was redirected since then, somebody else reads it.
    static func isRead(bySystemd stream: UnsafePointer<CChar>?) -> Bool {
        var status = stat()
        guard let stream, fstat(STDERR_FILENO, &status) == 0 else { return false }
        return String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
    }
}

@available(*, unavailable)
extension Journal: Sendable {}

/// The host's clock, for people.
package func wallClock() -> timespec {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return time
}
