// Finds a body's bytes in what was read. It gives places, never bytes: nobody copies.
//
// Law: chunks are checked byte by byte and to the letter (RFC 9112, section 7.1); what is
// forgiven here is where two readers disagree.

import Bytes
import Vocabulary

struct HTTPBody {
    private enum State {
        case length(left: Int64)
        case chunkSize(Int64, digits: Int)
        case chunkExtension(Int64, length: Int)
        case chunkSizeEnd(Int64)
        case chunk(left: Int64)
        case chunkEnd
        case chunkEndLine
        case trailers(HTTPLines, HTTPFieldLines)
        case untilClose
        case ended
    }

    private var state: State

    init(_ framing: HTTPFraming) {
        state =
            switch framing {
            case .none, .length(0): .ended
            case .length(let length): .length(left: length)
            case .chunked: .chunkSize(0, digits: 0)
            case .untilClose: .untilClose
            }
    }

    var isEnded: Bool {
        if case .ended = state { true } else { false }
    }

    /// Whether a close is the end that was meant.
    var endsWithConnection: Bool {
        if case .untilClose = state { true } else { false }
    }

    /// Passes framing from `place` on; the next bytes of the body, or nil when there are no more
    /// in this read or in this body (`isEnded`).
    mutating func next(_ bytes: RawSpan, at place: inout Int) throws(HTTPViolation) -> Range<Int>? {
        while place < bytes.byteCount {
            switch state {
            case .ended: return nil
            case .untilClose:
                return Self.pass(Int64(bytes.byteCount), &place, bytes.byteCount)
            case .length(let left):
                let range = Self.pass(left, &place, bytes.byteCount)
                let rest = left - Int64(range.count)
                state = rest == 0 ? .ended : .length(left: rest)
                return range
            case .chunk(let left):
                let range = Self.pass(left, &place, bytes.byteCount)
                let rest = left - Int64(range.count)
                state = rest == 0 ? .chunkEnd : .chunk(left: rest)
                return range
            case .trailers(var lines, var fields):
                // Emptied meanwhile, so that what has come is moved and not copied.
                state = .ended
                let isEnd = try Self.trailer(&lines, &fields, bytes, at: &place)
                if isEnd {
                    try Self.checkTrailers(fields.fields)
                } else {
                    state = .trailers(lines, fields)
                }
            case .chunkSize, .chunkExtension, .chunkSizeEnd, .chunkEnd, .chunkEndLine:
                try chunkFraming(bytes[place])
                place += 1
            }
        }
        return nil
    }

    private static func pass(_ left: Int64, _ place: inout Int, _ end: Int) -> Range<Int> {
        let start = place
        place += Int(min(left, Int64(end - start)))
        return start..<place
    }

    private mutating func chunkFraming(_ byte: UInt8) throws(HTTPViolation) {
        switch (state, byte) {
        case (.chunkSize(let size, let digits), _):
            state = try Self.chunkSize(size, digits, byte)
        case (.chunkExtension(let size, _), UInt8(ascii: "\r")): state = .chunkSizeEnd(size)
        case (.chunkExtension(let size, let length), _):
            guard HTTPGrammar.isValue(byte), length < Limits.chunkExtensionLength else {
                throw .badFraming
            }
            state = .chunkExtension(size, length: length + 1)
        case (.chunkSizeEnd(0), UInt8(ascii: "\n")):
            state = .trailers(HTTPLines(), HTTPFieldLines())
        case (.chunkSizeEnd(let size), UInt8(ascii: "\n")): state = .chunk(left: size)
        case (.chunkEnd, UInt8(ascii: "\r")): state = .chunkEndLine
        case (.chunkEndLine, UInt8(ascii: "\n")): state = .chunkSize(0, digits: 0)
        default: throw .badFraming
        }
    }

    /// Fifteen digits are 2^60 bytes: a size cannot overflow.
    private static func chunkSize(
        _ size: Int64, _ digits: Int, _ byte: UInt8
    ) throws(HTTPViolation) -> State {
        if let digit = Hex.value(of: byte), digits < 15 {
            return .chunkSize(size << 4 | Int64(digit), digits: digits + 1)
        }
        guard digits > 0 else { throw .badFraming }
        switch byte {
        case UInt8(ascii: "\r"): return .chunkSizeEnd(size)
        case UInt8(ascii: ";"): return .chunkExtension(size, length: 0)
        default: throw .badFraming
        }
    }

    /// Who states a framing there (RFC 9110, section 6.5.1: MUST NOT) hopes for a reader that
    /// believes it.
    private static func checkTrailers(_ fields: HTTPFields) throws(HTTPViolation) {
        guard fields.count(of: "content-length") == 0,
            fields.count(of: "transfer-encoding") == 0
        else { throw .badFraming }
    }

    /// Trailers are bounded, checked and dropped: no one may add a field after the fact.
    private static func trailer(
        _ lines: inout HTTPLines, _ fields: inout HTTPFieldLines, _ bytes: RawSpan,
        at place: inout Int
    ) throws(HTTPViolation) -> Bool {
        let line = try lines.next(in: bytes, at: &place, limit: fields.room, else: .fieldsTooLong)
        switch line {
        case nil: return false
        case .inRead(let range): return try fields.take(line: bytes.extracting(range))
        case .kept:
            let kept = lines.takeKept()
            return try kept.withSpan { line throws(HTTPViolation) in try fields.take(line: line) }
        }
    }
}
