// A head that is looked at in its place, held against the machine that reads all heads.

import Bytes
import HTTPWire
import Testing

private func plain(_ text: String, from start: Int = 0) -> PlainHead? {
    Array(text.utf8).withSpan { PlainHead($0, from: start) }
}

/// What the machine makes of it; nil where it refuses, or waits for more.
private func read(_ text: String) -> HTTPRequestHead? {
    var machine = HTTPServer()
    let bytes = Array(text.utf8)
    guard
        (try? bytes.withSpan { bytes throws(HTTPViolation) in try machine.receive(bytes) }) != nil,
        case .request(let head) = machine.nextEvent(), case .requestEnded = machine.nextEvent()
    else { return nil }
    return head
}

@Suite("A plain head") struct PlainHeadTests {
    private static let line = "GET /announce?a=b&c=%ff HTTP/1.1\r\n"
    private static let whole = line + "Host: t:80\r\nUser-Agent: x/1 (y)\r\n\r\n"

    @Test("says where its parts are, and where it ends") func parts() throws {
        let text = "xx" + Self.whole + "GET"
        let head = try #require(plain(text, from: 2))
        let bytes = Array(text.utf8)
        #expect(String(decoding: bytes[head.path], as: UTF8.self) == "/announce")
        #expect(String(decoding: bytes[head.query], as: UTF8.self) == "a=b&c=%ff")
        #expect(head.end == text.utf8.count - 3 && head.minor == 1 && head.keepAlive)
    }

    @Test("is none before its last byte") func cut() {
        for length in 0..<Self.whole.utf8.count {
            #expect(plain(String(decoding: Self.whole.utf8.prefix(length), as: UTF8.self)) == nil)
        }
    }

    @Test(
        "means what the machine makes of it",
        arguments: [
            "Host: t\r\n", "host:t\r\nConnection: close\r\n",
            "Host: t\r\nconnection: Keep-Alive\r\n",
            "HOST:\t t \r\nX-A: \u{e9}\r\n", "Host:\r\n", "Host: [::1]:80\r\nCookie: a\r\n",
        ])
    func same(_ fields: String) throws {
        for version in ["1.0", "1.1"] {
            let text = "GET /a?b HTTP/\(version)\r\n\(fields)\r\n"
            let (quick, slow) = (try #require(plain(text)), try #require(read(text)))
            #expect(quick.keepAlive == slow.keepAlive && quick.minor == slow.minor)
            #expect(slow.target == "/a?b" && !slow.hasBody)
        }
    }

    @Test(
        "what is not plain is left to the machine",
        arguments: [
            "", "Host: a\r\nHost: b\r\n", "Host : a\r\n", "Host: a b\r\n", "Host: a\r\n folded\r\n",
            "Host: a\nX: b\r\n", "Host: a\r\nContent-Length: 0\r\n",
            "Host: a\r\nTransfer-Encoding: chunked\r\n", "Host: a\r\nExpect: 100-continue\r\n",
            "Host: a\r\nConnection: close, upgrade\r\n", "Host: a\r\nX: \u{1}\r\n",
            "Host: a\r\n: x\r\n", "Host: a\r\nX\r\n", "Host: a\r\nUpgrade: h2c\r\n",
            "Host: a\r\nConnection: close\r\nConnection: keep-alive\r\n",
        ])
    func odd(_ fields: String) {
        #expect(plain("GET /a?b HTTP/1.1\r\n\(fields)\r\n") == nil)
    }

    @Test(
        "nor is any line but the plainest",
        arguments: [
            "POST /a?b HTTP/1.1", "GET a?b HTTP/1.1", "GET /a HTTP/1.1", "GET /a?b  HTTP/1.1",
            "GET /a?b HTTP/1.2", "GET /a?b HTTP/2.0", "GET /a?b#c HTTP/1.1",
            "GET /a?\u{e9} HTTP/1.1",
            "GET /a?b HTTP/1.1 ", "get /a?b HTTP/1.1", "GET /a?b",
        ])
    func line(_ line: String) {
        #expect(plain("\(line)\r\nHost: a\r\n\r\n") == nil)
    }
}
