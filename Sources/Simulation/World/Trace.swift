// What happened, in two forms: a hash over everything, so that two runs can be compared, and the
// last lines as text, for a person who looks for the reason.
//
// Law. Text is made only when somebody wants to read it: a thousand seeds are run for one that is
// looked at.

import Vocabulary

/// The world's diary.
package struct Trace {
    /// What kind of thing happened; its number goes into the hash.
    package enum Event: UInt8, Sendable {
        case dial, accept, connect, bytes, inputEnd, close, datagram, completion, wake
        case start, stop, kill, fault, log, ask, answer, record, complaint
    }

    /// How many lines are kept, oldest first out. Zero: none.
    package var linesKept = 0
    private var ring: [String] = []
    private var oldest = 0
    /// FNV-1a over time, event and numbers of everything that happened.
    package private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    package private(set) var count = 0

    mutating func note(
        _ event: Event, at now: Instant, _ first: UInt64, _ second: UInt64,
        _ text: () -> String
    ) {
        count += 1
        for word in [now.nanoseconds, UInt64(event.rawValue), first, second] {
            hash = (hash ^ word) &* 0x100_0000_01b3
            hash ^= hash >> 29
        }
        if linesKept > 0 { keep("\(Self.clock(now)) \(event) \(text())") }
    }

    private mutating func keep(_ line: String) {
        if ring.count < linesKept {
            ring.append(line)
        } else {
            ring[oldest] = line
            oldest = (oldest + 1) % ring.count
        }
    }

    /// The lines that are kept, in order.
    package var lines: [String] { Array(ring[oldest...] + ring[..<oldest]) }

    /// The beginning of what was sent, as far as it is ASCII.
    static func shown(_ bytes: [UInt8]) -> String {
        let head = bytes.prefix(60).map { (32..<127).contains($0) ? $0 : UInt8(ascii: ".") }
        return String(decoding: head, as: UTF8.self)
    }

    /// Seconds with six digits, so that lines stand in columns.
    private static func clock(_ now: Instant) -> String {
        let micros = String(now.nanoseconds / 1000 % 1_000_000)
        let seconds = String(now.nanoseconds / 1_000_000_000)
        return String(repeating: " ", count: max(0, 5 - seconds.count)) + seconds + "."
            + String(repeating: "0", count: 6 - micros.count) + micros
    }
}
