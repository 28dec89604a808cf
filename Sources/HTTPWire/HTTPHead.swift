// The head of a message: a start line, fields, an empty line (RFC 9112, section 2.1).
//
// Law: what has come is understood at once, line by line; nothing is looked at twice.

import Bytes
import Vocabulary

/// The first line of a head: a request's, or a status.
protocol HTTPStartLine {
    static var isRequest: Bool { get }
    init(line: RawSpan) throws(HTTPViolation)
}

/// Reads one head.
struct HTTPHead<Start: HTTPStartLine> {
    private var lines = HTTPLines()
    private(set) var start: Start?
    private var fields = HTTPFieldLines()
    private var emptyLineSeen = false

    /// Whether nothing of a head has come.
    var isUntouched: Bool { start == nil && lines.isEmpty && !emptyLineSeen }

    /// Takes bytes from `place` on; start line and fields when the empty line has come.
    mutating func take(
        _ bytes: RawSpan, at place: inout Int
    ) throws(HTTPViolation) -> (Start, HTTPFields)? {
        while let line = try nextLine(bytes, at: &place) {
            let isEnd: Bool
            switch line {
            case .inRead(let range): isEnd = try take(line: bytes.extracting(range))
            case .kept:
                let kept = lines.takeKept()
                isEnd = try kept.withSpan { line throws(HTTPViolation) in try take(line: line) }
            }
            if isEnd, let start { return (start, fields.fields) }
        }
        return nil
    }

    private mutating func nextLine(
        _ bytes: RawSpan, at place: inout Int
    ) throws(HTTPViolation) -> HTTPLines.Line? {
        guard place < bytes.byteCount else { return nil }
        if start != nil {
            return try lines.next(in: bytes, at: &place, limit: fields.room, else: .fieldsTooLong)
        }
        return try lines.next(
            in: bytes, at: &place, limit: Limits.requestLineLength, else: .requestLineTooLong)
    }

    private mutating func take(line: RawSpan) throws(HTTPViolation) -> Bool {
        guard start == nil else { return try fields.take(line: line) }
        // RFC 9112, section 2.2: an empty line before a request is forgiven. One is enough.
        if line.byteCount == 0, Start.isRequest, !emptyLineSeen {
            emptyLineSeen = true
        } else {
            start = try Start(line: line)
        }
        return false
    }
}

/// The lines of a field section, up to the empty one; trailers are such a section too.
struct HTTPFieldLines {
    private(set) var fields = HTTPFields()
    /// Bytes that may still come.
    private(set) var room = Limits.fieldsLength

    /// Takes a line without its end; true for the empty one.
    mutating func take(line: RawSpan) throws(HTTPViolation) -> Bool {
        room -= line.byteCount + 2
        if line.byteCount == 0 { return true }
        guard fields.count < Limits.fieldsCount else { throw .fieldsTooLong }
        // A blank before the colon, or at the start (obs-fold), is in no token: both are refused,
        // for others see another name there (RFC 9112, sections 5.1 and 5.2).
        guard let colon = line.firstOffset(of: UInt8(ascii: ":")),
            let name = HTTPGrammar.loweredToken(line.extracting(0..<colon)),
            let value = HTTPGrammar.value(line.extracting(colon + 1..<line.byteCount))
        else { throw .malformed }
        fields.add(lowered: name, value)
        return false
    }
}
