// The client's half, and what both halves write.

import Bytes
import HTTPWire
import Testing
import Vocabulary

struct HTTPClientTests {
    static let vectors: [(text: String, story: Story)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", Story("200 5", "body hello", "end")),
        ("HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n", Story("404 0", "end")),
        ("HTTP/1.1 204\r\n\r\n", Story("204 0", "end")),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", Story("304 0", "end")),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            Story("201 ?", "body hi", "end")
        ),
        ("HTTP/1.0 200 OK\r\n\r\nuntil the close", Story("200 ?", "body until the close", "end")),
        ("HTTP/1.0 200 OK\r\n\r\n", Story("200 ?", "end")),
    ]

    @Test("A response is the same response however the network slices it", arguments: vectors)
    func slicing(vector: (text: String, story: Story)) {
        for parts in Feed.slices(vector.text) { #expect(Feed.client(parts) == vector.story) }
    }

    @Test("What was promised and did not come is cut, never whole")
    func cut() {
        for (text, story) in Self.vectors.prefix(5) {
            for length in 0..<text.utf8.count {
                let told = Feed.client([Array(text.utf8.prefix(length))])
                #expect(told.violation == .cut)
                #expect(story.events.starts(with: told.events.prefix(1)))
            }
        }
    }

    @Test("The answer to HEAD has no body, whatever length it states")
    func head() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        #expect(Feed.client(text, method: "HEAD") == Story("200 0", "end"))
    }

    @Test("A connection is used again only after a whole answer that nothing follows")
    func reuse() throws {
        func mayBeReused(_ text: String) throws -> Bool {
            var client = HTTPClient(method: "GET")
            try Array(text.utf8).withSpan { span throws(HTTPViolation) in try client.receive(span) }
            return client.mayBeReused
        }
        let whole = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"
        #expect(try mayBeReused(whole))
        #expect(try !mayBeReused(whole + "b"))
        #expect(try !mayBeReused(String(whole.dropLast())))
        #expect(
            try !mayBeReused("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
        #expect(try !mayBeReused("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"))
    }

    @Test(
        "A broken response is refused",
        arguments: [
            "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n",
            "HTTP/1.1 700 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1\r\n\r\n",
            "ICY 200 OK\r\n\r\n", "\r\nHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 101 Switch\r\n\r\n",
            "HTTP/1.1 200 O\0K\r\n\r\n", "HTTP/1.1 200 OK\n\r\n", "FOUND\r\n",
        ])
    func broken(text: String) {
        #expect(Feed.client(text) == Story(violation: .malformed))
    }

    @Test("Framing is as strict for answers, and interim responses are few")
    func framing() {
        let start = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"
        #expect(Feed.client(start + "Content-Length: 2\r\n\r\n").violation == .badFraming)
        #expect(Feed.client(start + "Transfer-Encoding: chunked\r\n\r\n").violation == .badFraming)
        let early = "HTTP/1.1 100 Go\r\nTransfer-Encoding: inue\r\n\r\n"
        #expect(Feed.client(early + start + "\r\n1").violation == .badFraming)
        let interim = String(
            repeating: "HTTP/1.1 100 Go\r\n\r\n", count: Limits.interimResponses + 1)
        #expect(Feed.client(interim).violation == .malformed)
    }

    @Test("Twenty thousand damaged responses find no trap, and slicing changes nothing")
    func fuzz() {
        var chance = Chance(seed: 9110)
        for _ in 0..<20_000 {
            var bytes = Array(Self.vectors.randomElement(using: &chance)!.text.utf8)
            bytes.damage(using: &chance)
            let place = Int.random(in: 0...bytes.count, using: &chance)
            let parts = [Array(bytes[..<place]), Array(bytes[place...])]
            #expect(Feed.client(parts) == Feed.client([bytes]))
        }
    }
}

struct HTTPWritingTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func response(_ status: Int, body: String = "") -> HTTPResponse {
        var fields = HTTPFields()
        fields.add("ETag", "\"1\"")
        return HTTPResponse(status: status, fields: fields, body: Array(body.utf8))
    }

    @Test("A response states its length, and whether the connection ends")
    func responses() {
        var bytes: [UInt8] = []
        response(200, body: "hi").append(to: &bytes, close: false)
        #expect(text(bytes) == "HTTP/1.1 200 OK\r\nEtag: \"1\"\r\nContent-Length: 2\r\n\r\nhi")
        bytes = []
        response(404).append(to: &bytes, close: true)
        #expect(
            text(bytes)
                == "HTTP/1.1 404 Not Found\r\nEtag: \"1\"\r\nContent-Length: 0\r\n"
                + "Connection: close\r\n\r\n"
        )
        bytes = []
        response(200, body: "hi").append(to: &bytes, close: false, minor: 0, omittingBody: true)
        #expect(
            text(bytes)
                == "HTTP/1.1 200 OK\r\nEtag: \"1\"\r\nContent-Length: 2\r\n"
                + "Connection: keep-alive\r\n\r\n"
        )
    }

    @Test("204 and 304 have neither body nor length", arguments: [204, 304])
    func bodiless(status: Int) {
        var bytes: [UInt8] = []
        response(status, body: "no").append(to: &bytes, close: false)
        #expect(text(bytes).hasSuffix("\r\nEtag: \"1\"\r\n\r\n"))
    }

    @Test("A value never begins another field")
    func injection() {
        var response = response(200)
        response.fields.add("Content-Disposition", "x\r\nSet-Cookie: a=b\0")
        var bytes: [UInt8] = []
        response.append(to: &bytes, close: false)
        #expect(text(bytes).contains("Content-Disposition: x  Set-Cookie: a=b \r\n"))
    }

    @Test("What one half writes the other reads, in both directions")
    func pair() throws {
        var head = HTTPRequestHead(
            method: "POST", target: PercentCoding.encodePath("/a b/é?") + "?q=1")
        head.fields.add("Host", "x:1")
        #expect(
            Feed.server([HTTPRequestWriter.encode(head, body: Array("hi".utf8))])
                == Story("POST /a%20b/%C3%A9%3F?q=1", "body hi", "end"))
        head.method = "GET"
        let get = HTTPRequestWriter.encode(head)
        #expect(!text(get).contains("Content-Length"))
        #expect(Feed.head(text(get))?.path == "/a b/é?")
        var bytes: [UInt8] = []
        response(206, body: "part").append(to: &bytes, close: false)
        #expect(Feed.client([bytes]) == Story("206 4", "body part", "end"))
        bytes = []
        response(200).appendHead(to: &bytes, contentLength: nil, close: true)
        #expect(Feed.client([bytes]) == Story("200 ?", "end"))
    }

    @Test("Percent-coding comes back as it went, and refuses what is broken")
    func percent() {
        for text in ["", "a/b c", "é😀", "100%", "a+b&c=d", "\0\u{7f}"] {
            #expect(PercentCoding.decode(PercentCoding.encodePath(text)) == text)
            #expect(
                PercentCoding.decode(PercentCoding.encodeQuery(text), plusIsSpace: true) == text)
        }
        #expect(PercentCoding.encodePath("/a b") == "/a%20b")
        #expect(PercentCoding.encodeQuery("/a b") == "%2Fa%20b")
        #expect(PercentCoding.encode([0xe9, 0x2f, 0x61]) == "%E9%2Fa", "bytes that are no text")
        for bad in ["%", "%a", "%g0", "%ff"] { #expect(PercentCoding.decode(bad) == nil) }
    }
}
