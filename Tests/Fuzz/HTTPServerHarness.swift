// The server's half of HTTP: requests, one after the other, however they come.

import Bytes
import HTTPWire
import Vocabulary

extension Harness {
    static let httpServer = Harness(name: "httpserver") { bytes in
        let whole = Heard(bytes, [0..<bytes.count])
        for way in Cuts.ways(of: bytes) {
            expect(Heard(bytes, way), equals: whole, "cuts change nothing")
        }
        for head in whole.heads { expectLimits(of: head) }
        expectPlain(bytes, whole.heads.first)
        for head in whole.heads.prefix(4) { expectAgain(head) }
    }

    /// What is looked at in its place, the machine has read too, and it means the same.
    private static func expectPlain(_ bytes: [UInt8], _ first: HTTPRequestHead?) {
        guard let plain = bytes.withSpan({ PlainHead($0, from: 0) }) else { return }
        guard let first else { return expect(false, "what is plain is a request") }
        let target = bytes[plain.path.lowerBound..<plain.query.upperBound]
        expect(Array(first.target.utf8), equals: Array(target), "for the same target")
        expect(first.method == "GET" && !first.hasBody, "a plain one has no body")
        expect(first.minor == plain.minor && first.keepAlive == plain.keepAlive, "and stays")
    }

    private static func expectLimits(of head: HTTPRequestHead) {
        let fields = head.fields.all
        expect(fields.count <= Limits.fieldsCount + 1, "fields keep their number")
        expect(head.target.utf8.count <= Limits.requestLineLength, "a target keeps its limit")
        let hosts = fields.count { $0.name == "host" }
        expect(hosts == 1 || head.minor == 0 && hosts == 0, "a request is for one host")
        let lengths = fields.count { $0.name == "content-length" }
        let codings = fields.count { $0.name == "transfer-encoding" }
        expect(lengths + codings <= 1, "a body ends in one place")
        expect(!head.isChunked || head.contentLength == nil, "a body has one framing")
        expect(head.contentLength ?? 0 >= 0, "a length is not negative")
        for (name, value) in fields {
            expect(
                !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f },
                "a name is a token: \(name)")
            expect(
                value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 },
                "a value holds no control characters")
        }
        _ = (head.path, head.query("q"), head.expectsContinue, head.keepAlive)
    }

    /// What a server has read, a client can say.
    private static func expectAgain(_ head: HTTPRequestHead) {
        let bytes = HTTPRequestWriter.encodeHead(head, contentLength: head.contentLength)
        // What was Latin-1 is longer in UTF-8, and so may a field with its blank be.
        guard bytes.count <= Limits.fieldsLength else { return }
        let again = Heard(bytes, [0..<bytes.count])
        expect(again.violation, equals: nil, "what is read can be written: \(head)")
        guard let other = again.heads.first else { return expect(false, "a head is a head") }
        expect(other.method + " " + other.target, equals: head.method + " " + head.target, "again")
        expect(
            [other.minor, other.keepAlive ? 1 : 0, other.isChunked ? 1 : 0],
            equals: [head.minor, head.keepAlive ? 1 : 0, head.isChunked ? 1 : 0], "again")
        expect(other.contentLength, equals: head.contentLength, "a length stays")
        expect(
            listed(other.fields, without: "content-length"),
            equals: listed(head.fields, without: "content-length"), "fields stay")
    }

    static func listed(_ fields: HTTPFields, without name: String) -> [String] {
        fields.all.filter { $0.name != name }.map { "\($0.name): \($0.value)" }
    }
}

/// What a server made of a stream.
private struct Heard: Equatable {
    var heads: [HTTPRequestHead] = []
    /// Heads in words, and bodies as one, however they were cut.
    var story: [String] = []
    var violation: HTTPViolation?
    var isIdle = false
    private var body: [UInt8] = []

    init(_ bytes: [UInt8], _ ranges: [Range<Int>]) {
        var server = HTTPServer()
        bytes.withSpan { span in
            for range in ranges where violation == nil {
                do throws(HTTPViolation) {
                    try server.receive(span.extracting(range))
                } catch {
                    violation = error
                }
                while let event = server.nextEvent() { take(event, of: bytes[range]) }
            }
        }
        endBody()
        isIdle = server.isIdle
        guard let violation else { return }
        do {
            try Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8).withSpan {
                span throws(HTTPViolation) in try server.receive(span)
            }
            expect(false, "who was refused stays refused")
        } catch {
            expect(error, equals: violation, "who was refused stays refused")
        }
        expect(server.nextEvent() == nil && !server.isIdle, "nothing comes after a violation")
    }

    private mutating func take(_ event: HTTPServerEvent, of part: ArraySlice<UInt8>) {
        switch event {
        case .request(let head):
            endBody()
            heads.append(head)
            story.append("\(head.method) \(head.target) \(head.minor) \(head.keepAlive)")
            story += Harness.listed(head.fields, without: "")
        case .body(let range):
            expect(!range.isEmpty && range.upperBound <= part.count, "a body lies in its read")
            body += part[(part.startIndex + range.lowerBound)..<part.startIndex + range.upperBound]
        case .requestEnded:
            if let length = heads.last?.contentLength {
                expect(Int64(body.count), equals: length, "a body is as long as was said")
            }
            endBody()
            story.append("end")
        }
    }

    private mutating func endBody() {
        if !body.isEmpty { story.append("body " + Hex.encode(body)) }
        body = []
    }

    static func == (left: Heard, right: Heard) -> Bool {
        left.story == right.story && left.violation == right.violation
            && left.isIdle == right.isIdle
    }
}
