// Requests that two readers would understand in two ways. Each has a name, and each is refused.

import HTTPWire
import Testing
import Vocabulary

struct SmugglingTests {
    struct Trick: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        var violation = HTTPViolation.badFraming
        var testDescription: String { name }
    }

    private static func post(_ fields: String..., body: String = "") -> String {
        "POST / HTTP/1.1\r\nHost: x\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n" + body
    }

    private static let chunked = "Transfer-Encoding: chunked"

    static let framing: [Trick] = [
        Trick(name: "CL.CL", text: post("Content-Length: 1", "Content-Length: 2")),
        Trick(name: "CL.CL that agree", text: post("Content-Length: 1", "Content-Length: 1")),
        Trick(name: "CL list", text: post("Content-Length: 1, 2")),
        Trick(name: "CL.TE", text: post("Content-Length: 4", chunked)),
        Trick(name: "TE.CL", text: post(chunked, "Content-Length: 4")),
        Trick(name: "TE in 1.0", text: "POST / HTTP/1.0\r\n\(chunked)\r\n\r\n"),
        Trick(name: "TE identity", text: post("Transfer-Encoding: identity")),
        Trick(name: "TE chunked twice", text: post(chunked, chunked)),
        Trick(name: "TE chunked, gzip", text: post("Transfer-Encoding: chunked, gzip")),
        Trick(name: "TE with an empty member", text: post("Transfer-Encoding: , chunked")),
        Trick(name: "TE empty", text: post("Transfer-Encoding:")),
        Trick(name: "TE quoted", text: post("Transfer-Encoding: \"chunked\"")),
        Trick(name: "TE with the Kelvin sign", text: post("Transfer-Encoding: chun\u{212A}ed")),
        Trick(name: "CL +1", text: post("Content-Length: +1")),
        Trick(name: "CL -1", text: post("Content-Length: -1")),
        Trick(name: "CL 0x1", text: post("Content-Length: 0x1")),
        Trick(name: "CL empty", text: post("Content-Length: ")),
        Trick(name: "CL 1 1", text: post("Content-Length: 1 1")),
        Trick(name: "CL in other digits", text: post("Content-Length: １")),
        Trick(name: "CL overflow", text: post("Content-Length: 9223372036854775808")),
        Trick(name: "CL of too many zeros", text: post("Content-Length: 00000000000000000001")),
        Trick(name: "chunk size empty", text: post(chunked, body: "\r\n")),
        Trick(name: "chunk size signed", text: post(chunked, body: "+1\r\n")),
        Trick(name: "chunk size 0x", text: post(chunked, body: "0x1\r\n")),
        Trick(name: "chunk size and blank", text: post(chunked, body: "1 \r\na\r\n")),
        Trick(name: "chunk size overflow", text: post(chunked, body: "10000000000000001\r\n")),
        Trick(name: "chunk size, bare LF", text: post(chunked, body: "1\na\r\n0\r\n\r\n")),
        Trick(name: "chunk extension, bare LF", text: post(chunked, body: "1;a\nb\r\na\r\n")),
        Trick(name: "chunk extension, bare CR", text: post(chunked, body: "1;a\rb\r\na\r\n")),
        Trick(name: "chunk data too long", text: post(chunked, body: "1\r\nab\r\n0\r\n\r\n")),
        Trick(name: "chunk end, bare LF", text: post(chunked, body: "1\r\na\n0\r\n\r\n")),
        Trick(name: "chunk end, other bytes", text: post(chunked, body: "1\r\naxx0\r\n\r\n")),
        Trick(name: "CL in a trailer", text: post(chunked, body: "0\r\nContent-Length: 1\r\n\r\n")),
        Trick(name: "TE in a trailer", text: post(chunked, body: "0\r\n\(chunked)\r\n\r\n")),
    ]

    private static func get(_ lines: String...) -> String {
        lines.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    static let grammar: [Trick] = [
        ("bare LF after the request line", "GET / HTTP/1.1\nHost: x\r\n\r\n"),
        ("bare LF after a field", "GET / HTTP/1.1\r\nHost: x\n\r\n"),
        ("bare LF at the end", "GET / HTTP/1.1\r\nHost: x\r\n\n"),
        ("bare CR in a value", get("GET / HTTP/1.1", "Host: x", "A: b\rC: d")),
        ("bare CR in a target", get("GET /\r HTTP/1.1", "Host: x")),
        ("two CRs", get("GET / HTTP/1.1", "Host: x\r")),
        ("obs-fold", get("GET / HTTP/1.1", "Host: x", "A: b", " c: d")),
        ("obs-fold before any field", get("GET / HTTP/1.1", " Host: x")),
        ("space before the colon", get("GET / HTTP/1.1", "Host : x")),
        ("tab before the colon", get("GET / HTTP/1.1", "Host\t: x")),
        ("no colon", get("GET / HTTP/1.1", "Host: x", "Content-Length")),
        ("no name", get("GET / HTTP/1.1", "Host: x", ": v")),
        ("NUL in a value", get("GET / HTTP/1.1", "Host: x", "A: b\0c")),
        ("NUL in a name", get("GET / HTTP/1.1", "Host: x", "A\0: b")),
        ("control in a value", get("GET / HTTP/1.1", "Host: x", "A: \u{1b}[2J")),
        ("DEL in a value", get("GET / HTTP/1.1", "Host: x", "A: \u{7f}")),
        ("no Host", get("GET / HTTP/1.1")),
        ("two Hosts", get("GET / HTTP/1.1", "Host: x", "Host: x")),
        ("two Hosts in 1.0", get("GET / HTTP/1.0", "Host: x", "Host: y")),
        ("a list of Hosts", get("GET / HTTP/1.1", "Host: x, y")),
        ("a user in Host", get("GET / HTTP/1.1", "Host: x@y")),
        ("a path in Host", get("GET / HTTP/1.1", "Host: x/y")),
        ("absolute-form with a user", get("GET http://a@b/ HTTP/1.1", "Host: x")),
        ("absolute-form without a host", get("GET http:///a HTTP/1.1", "Host: x")),
        ("another scheme", get("GET file:///a HTTP/1.1", "Host: x")),
        ("no target", get("GET  HTTP/1.1", "Host: x")),
        ("two spaces", get("GET  / HTTP/1.1", "Host: x")),
        ("a space in the target", get("GET /a b HTTP/1.1", "Host: x")),
        ("a fragment", get("GET /a#b HTTP/1.1", "Host: x")),
        ("a tab for a space", get("GET\t/ HTTP/1.1", "Host: x")),
        ("a relative target", get("GET a HTTP/1.1", "Host: x")),
        ("* with GET", get("GET * HTTP/1.1", "Host: x")),
        ("no version (HTTP/0.9)", "GET /\r\n\r\n"),
        ("a long version", get("GET / HTTP/1.10", "Host: x")),
        ("lower-case version", get("GET / http/1.1", "Host: x")),
        ("a method that is no token", get("G(T / HTTP/1.1", "Host: x")),
        ("two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("trailer without a colon", post(chunked, body: "0\r\nx\r\n\r\n")),
        ("trailer with a bare LF", post(chunked, body: "0\r\nx: y\n\r\n")),
    ].map { Trick(name: $0.0, text: $0.1, violation: .malformed) }

    @Test("A body that could end in two places is refused", arguments: framing)
    func bodies(trick: Trick) { expectRefusal(trick) }

    @Test("Grammar that others might read otherwise is refused", arguments: grammar)
    func lines(trick: Trick) { expectRefusal(trick) }

    @Test("Statuses tell clients what was wrong")
    func statuses() {
        let host = "Host: x\r\n\r\n"
        let wrong: [(String, HTTPViolation, Int)] = [
            ("GET / HTTP/2.0\r\n" + host, .versionNotSupported, 505),
            ("CONNECT x:1 HTTP/1.1\r\n" + host, .notImplemented, 501),
            (Self.post("Transfer-Encoding: gzip, chunked"), .notImplemented, 501),
            ("GET / HTTP/1.1\r\n\r\n", .malformed, 400),
            (Self.post("Content-Length: x"), .badFraming, 400),
        ]
        for (text, violation, status) in wrong {
            expectRefusal(Trick(name: text, text: text, violation: violation))
            #expect(violation.status == status)
        }
    }

    @Test("Line and fields have limits, whether they ever end or not")
    func limits() {
        let long = String(repeating: "a", count: Limits.requestLineLength)
        for end in ["", " HTTP/1.1\r\n"] {
            #expect(Feed.server("GET /" + long + end).violation == .requestLineTooLong)
        }
        let start = "GET / HTTP/1.1\r\nHost: x\r\n"
        let value = "A: " + String(repeating: "b", count: Limits.fieldsLength)
        #expect(Feed.server(start + value).violation == .fieldsTooLong)
        #expect(Feed.server(start + value + "\r\n\r\n").violation == .fieldsTooLong)
        let many = String(repeating: "a:b\r\n", count: Limits.fieldsCount)
        #expect(Feed.server(start + many).violation == .fieldsTooLong)
        let extensions = "1;" + String(repeating: "x", count: Limits.chunkExtensionLength + 1)
        #expect(Feed.server(Self.post(Self.chunked, body: extensions)).violation == .badFraming)
        let trailers = Self.post(Self.chunked, body: "0\r\n" + many + "a:b\r\n")
        #expect(Feed.server(trailers).violation == .fieldsTooLong)
        #expect(HTTPViolation.requestLineTooLong.status == 414)
        #expect(HTTPViolation.fieldsTooLong.status == 431)
    }

    @Test("A request line of 64 KiB less its end is taken")
    func longLine() {
        let frame = "GET / HTTP/1.1\r\n".utf8.count
        let path = "/" + String(repeating: "a", count: Limits.requestLineLength - frame)
        let text = "GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n"
        #expect(Feed.server(text) == Story("GET \(path)", "end"))
        #expect(Feed.server(Array(text.utf8).map { [$0] }) == Story("GET \(path)", "end"))
    }

    private func expectRefusal(_ trick: Trick) {
        #expect(Feed.server(trick.text).violation == trick.violation)
        #expect(Feed.server(Array(trick.text.utf8).map { [$0] }).violation == trick.violation)
    }
}
