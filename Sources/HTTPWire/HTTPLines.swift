// Lines that end with CR LF, out of reads that end anywhere.
//
// Law 1. Each byte is looked at for an end once: who drips costs no more than who pours.
// Law 2. A line that lies within one read is not copied.

import Bytes

struct HTTPLines {
    enum Line {
        /// The line, without its end, lies there in the bytes that were given.
        case inRead(Range<Int>)
        /// The line began in an earlier read: `takeKept` has it.
        case kept
    }

    private var partial: [UInt8] = []

    /// Whether no beginning of a line waits for its rest.
    var isEmpty: Bool { partial.isEmpty }

    /// The next line that is whole, from `place` on, which moves behind it. Nil when the bytes
    /// are used up. Longer than `limit` with its end, finished or not, throws `violation`.
    mutating func next(
        in bytes: RawSpan, at place: inout Int, limit: Int, else violation: HTTPViolation
    ) throws(HTTPViolation) -> Line? {
        let start = place
        guard let end = bytes.firstOffset(of: UInt8(ascii: "\n"), from: start) else {
            guard partial.count + bytes.byteCount - start <= limit else { throw violation }
            partial.append(contentsOf: bytes.extracting(start..<bytes.byteCount))
            place = bytes.byteCount
            return nil
        }
        guard partial.count + end + 1 - start <= limit else { throw violation }
        place = end + 1
        if partial.isEmpty {
            // RFC 9112, section 2.2 lets us take a bare LF for an end; others may not.
            guard end > start, bytes[end - 1] == UInt8(ascii: "\r") else { throw .malformed }
            return .inRead(start..<end - 1)
        }
        partial.append(contentsOf: bytes.extracting(start..<end))
        guard partial.last == UInt8(ascii: "\r") else { throw .malformed }
        partial.removeLast()
        return .kept
    }

    mutating func takeKept() -> [UInt8] {
        defer { partial = [] }
        return partial
    }
}
