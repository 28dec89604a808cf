// What of a file is sent for a request: all of it, some ranges, or only a word about it
// (RFC 9110, sections 13 to 15).

import HTTPWire
import Vocabulary

/// A response whose body is made of ranges of one file, and of a few bytes between them.
struct ContentAnswer {
    enum Piece: Equatable {
        case bytes([UInt8])
        case file(Range<Int64>)
    }

    var status: Int
    var fields: HTTPFields
    /// Nothing where the head says it all, as for HEAD.
    var pieces: [Piece] = []
    /// Bytes of the body that GET would have.
    var length: Int64
    /// The head up to the fields that change from answer to answer, where it is written already.
    private(set) var written: [UInt8]?

    /// All of a file of `size` bytes, for a plain request.
    init(whole head: HotHeads.Head, size: Int64) {
        status = 200
        fields = HTTPFields()
        written = head.opening
        length = size
        if size > 0 { pieces = [.file(0..<size)] }
    }

    /// - Parameters:
    ///   - fields: those that go with the whole file.
    ///   - size: of the file, in bytes.
    ///   - modified: in nanoseconds since 1970.
    ///   - boundary: what stands between parts where there are several; nobody can guess it.
    init(
        to head: HTTPRequestHead, _ fields: HTTPFields, size: Int64, modified: Int64,
        now: WallTime, boundary: () -> String
    ) {
        self.init(whole: fields, size)
        let date = fields["last-modified"] == nil ? nil : Seconds.floor(nanoseconds: modified)
        let conditions = HTTPConditions(
            head.fields, method: head.method, tag: fields["etag"], modified: date, now: now)
        switch conditions {
        case .notModified: self.init(notModified: fields)
        case .failed: self.init(refusal: 412, fields)
        case .met(let usesRange):
            // Section 14.2: a range is asked for with GET, and of HEAD it means nothing.
            if head.method == "GET", usesRange {
                take(HTTPRanges(head.fields["range"], size: size), size, boundary)
            }
            if head.method == "HEAD" { pieces = [] }
        }
    }

    /// The head, up to the fields that change from answer to answer.
    var opening: [UInt8] {
        written ?? HTTPResponse(status: status, fields: fields).opening(contentLength: length)
    }

    init(whole fields: HTTPFields, _ size: Int64) {
        status = 200
        self.fields = fields
        self.fields.add("accept-ranges", "bytes")
        length = size
        if size > 0 { pieces = [.file(0..<size)] }
    }

    /// Section 15.4.5: what tells versions apart, and nothing that a cache knows already.
    private init(notModified fields: HTTPFields) {
        status = 304
        self.fields = HTTPFields()
        for name in ["etag", "last-modified"] {
            if let value = fields[name] { self.fields.add(name, value) }
        }
        length = 0
    }

    private init(refusal status: Int, _ fields: HTTPFields) {
        self.status = status
        self.fields = HTTPFields()
        if let tag = fields["etag"] { self.fields.add("etag", tag) }
        length = 0
    }

    private mutating func take(_ ranges: HTTPRanges, _ size: Int64, _ boundary: () -> String) {
        switch ranges {
        case .whole: break
        case .unsatisfiable:
            self = ContentAnswer(refusal: 416, fields)
            fields.add("content-range", "bytes */\(size)")
        case .parts(let parts) where parts.count == 1:
            status = 206
            fields.add("content-range", Self.contentRange(parts[0], size))
            length = Int64(parts[0].count)
            pieces = [.file(parts[0])]
        case .parts(let parts): take(parts, size, between: boundary())
        }
    }

    /// Section 14.6: each part has a head of its own, and the whole has their type no more.
    private mutating func take(_ parts: [Range<Int64>], _ size: Int64, between boundary: String) {
        let type = fields["content-type"] ?? "application/octet-stream"
        status = 206
        fields.set("content-type", "multipart/byteranges; boundary=\(boundary)")
        pieces = []
        length = 0
        for (row, part) in parts.enumerated() {
            let head =
                "\(row == 0 ? "" : "\r\n")--\(boundary)\r\nContent-Type: \(type)\r\n"
                + "Content-Range: \(Self.contentRange(part, size))\r\n\r\n"
            append(Array(head.utf8))
            pieces.append(.file(part))
            length += Int64(part.count)
        }
        append(Array("\r\n--\(boundary)--\r\n".utf8))
    }

    private mutating func append(_ bytes: [UInt8]) {
        pieces.append(.bytes(bytes))
        length += Int64(bytes.count)
    }

    private static func contentRange(_ range: Range<Int64>, _ size: Int64) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
    }
}
