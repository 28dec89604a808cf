// The client's half of HTTP: the response to one request, and what the connection is good for then.

import Bytes
import HTTPWire
import Vocabulary

extension Harness {
    static let httpClient = Harness(name: "httpclient") { bytes in
        for method in ["GET", "HEAD"] {
            let whole = Understood(bytes, [0..<bytes.count], method)
            for way in Cuts.ways(of: bytes) {
                expect(Understood(bytes, way, method), equals: whole, "cuts change nothing")
            }
            if let head = whole.head { expectAgain(head, method) }
        }
    }

    /// What a client has read, a server can say.
    private static func expectAgain(_ head: HTTPResponseHead, _ method: String) {
        expect((200..<600).contains(head.status), "an interim response is not told")
        expect(head.fields.count <= Limits.fieldsCount, "fields keep their number")
        expect(head.bodyLength ?? 0 >= 0, "a length is not negative")
        let isCoded = head.fields["transfer-encoding"] != nil
        var bytes: [UInt8] = []
        HTTPResponse(status: head.status, fields: head.fields).appendHead(
            to: &bytes, contentLength: isCoded ? nil : head.bodyLength, close: true)
        guard bytes.count <= Limits.fieldsLength else { return }
        let again = Understood(bytes, [0..<bytes.count], method)
        guard let other = again.head, head.fields.count < Limits.fieldsCount - 1 else {
            return expect(head.fields.count >= Limits.fieldsCount - 1, "a head is a head: \(head)")
        }
        expect(other.status, equals: head.status, "a status stays")
        expect(other.bodyLength, equals: head.bodyLength, "a length stays")
        expect(!other.keepAlive, "who closes says so")
        expect(
            listed(other.fields, without: "content-length"),
            equals: listed(head.fields, without: "content-length") + ["connection: close"],
            "fields stay")
    }
}

/// What a client made of a connection that ended.
private struct Understood: Equatable {
    var head: HTTPResponseHead?
    var body: [UInt8] = []
    var story: [String] = []
    var violation: HTTPViolation?
    var mayBeReused: Bool

    init(_ bytes: [UInt8], _ ranges: [Range<Int>], _ method: String) {
        var client = HTTPClient(method: method)
        mayBeReused = false
        bytes.withSpan { span in
            for range in ranges where violation == nil {
                do throws(HTTPViolation) {
                    try client.receive(span.extracting(range))
                } catch {
                    violation = error
                }
                while let event = client.nextEvent() { take(event, of: bytes[range]) }
            }
        }
        mayBeReused = client.mayBeReused
        expect(!mayBeReused || story.last == "end", "only what is whole may be used again")
        do {
            try client.connectionClosed()
        } catch {
            expect(violation == nil || violation == error, "a violation stays what it is")
            violation = error
        }
        while let event = client.nextEvent() { take(event, of: []) }
        expect(!client.mayBeReused, "what was closed is not used again")
        expect((story.last == "end") || violation != nil, "what is not whole is a violation")
        guard let violation else { return }
        do {
            try [0x20].withSpan { span throws(HTTPViolation) in try client.receive(span) }
            expect(false, "who was refused stays refused")
        } catch {
            expect(error, equals: violation, "who was refused stays refused")
        }
    }

    private mutating func take(_ event: HTTPClientEvent, of part: ArraySlice<UInt8>) {
        expect(story.last != "end", "nothing comes after the end")
        switch event {
        case .response(let head):
            expect(self.head == nil, "one request has one response")
            self.head = head
            story.append("\(head.status) \(head.minor) \(head.keepAlive)")
            story += Harness.listed(head.fields, without: "")
        case .body(let range):
            expect(!range.isEmpty && range.upperBound <= part.count, "a body lies in its read")
            body += part[(part.startIndex + range.lowerBound)..<part.startIndex + range.upperBound]
        case .responseEnded:
            if let length = head?.bodyLength {
                expect(Int64(body.count), equals: length, "a body is as long as was said")
            }
            story.append("end")
        }
    }

    static func == (left: Understood, right: Understood) -> Bool {
        left.story == right.story && left.body == right.body && left.violation == right.violation
            && left.mayBeReused == right.mayBeReused
    }
}
