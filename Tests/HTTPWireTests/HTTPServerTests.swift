// The server's half: what is sound is understood however it is sliced.

import Bytes
import HTTPWire
import Testing
import Vocabulary

struct HTTPServerTests {
    static let vectors: [(text: String, story: Story)] = [
        ("GET /a HTTP/1.1\r\nHost: x\r\n\r\n", Story("GET /a", "end")),
        ("\r\nGET /a HTTP/1.0\r\n\r\n", Story("GET /a", "end")),
        (
            "POST /b HTTP/1.1\r\nhost:x\r\nContent-Length: 5\r\n\r\nhello",
            Story("POST /b", "body hello", "end")
        ),
        (
            "PUT /c HTTP/1.1\r\nHOST: x\r\ncontent-length: 0\r\n\r\n", Story("PUT /c", "end")
        ),
        (
            "POST /d HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "5\r\nhello\r\n00A;x=\"y z\"\r\n, stranger\r\n0\r\nTrailer: dropped\r\n\r\n",
            Story("POST /d", "body hello, stranger", "end")
        ),
        (
            "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\n"
                + "Content-Length: 2\r\n\r\nhiGET /3 HTTP/1.1\r\nHost: x\r\n\r\n",
            Story("GET /1", "end", "POST /2", "body hi", "end", "GET /3", "end")
        ),
        (
            "GET http://files.lan:9000/a?b HTTP/1.1\r\nHost: other\r\n\r\n",
            Story("GET /a?b", "end")
        ),
        ("GET HTTP://x?q HTTP/1.1\r\nHost: x\r\n\r\n", Story("GET /?q", "end")),
        ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", Story("OPTIONS *", "end")),
    ]

    @Test("Requests are the same requests however the network slices them", arguments: vectors)
    func slicing(vector: (text: String, story: Story)) {
        for parts in Feed.slices(vector.text) { #expect(Feed.server(parts) == vector.story) }
    }

    @Test("What follows a request belongs to the next one", arguments: vectors)
    func trailing(vector: (text: String, story: Story)) {
        let next = Feed.server(vector.text + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(next.events == vector.story.events + ["GET /next", "end"])
        let cut = Feed.server(vector.text + "GET /ne")
        #expect(cut == vector.story)
    }

    @Test("Requests before a violation are still told, and nothing after it")
    func goodThenBad() {
        let good = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
        #expect(
            Feed.server(good + "oops\r\n" + good) == Story("GET /1", "end", violation: .malformed))
    }

    @Test("A machine is idle between requests only")
    func idle() throws {
        var server = HTTPServer()
        func feed(_ text: String) throws {
            try Array(text.utf8).withSpan { span throws(HTTPViolation) in try server.receive(span) }
            while server.nextEvent() != nil {}
        }
        #expect(server.isIdle)
        try feed("G")
        #expect(!server.isIdle)
        try feed("ET / HTTP/1.1\r\nHost: x\r\n")
        #expect(!server.isIdle)
        try feed("\r\n")
        #expect(server.isIdle)
        try feed("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na")
        #expect(!server.isIdle)
        try feed("b")
        #expect(server.isIdle)
    }

    @Test("A head tells what the node must know")
    func heads() throws {
        let head = try #require(
            Feed.head(
                "PUT /files/a%20b/%C3%A9?q=x+y%26z&flag&q=2 HTTP/1.1\r\nHost: x:1\r\nAccept: a\r\n"
                    + "ACCEPT:\tb \r\nExpect: 100-Continue\r\nContent-Length: 12\r\n\r\n"))
        #expect(head.path == "/files/a b/é")
        #expect(head.query("q") == "x y&z")
        #expect(head.query("flag") == "")
        #expect(head.query("none") == nil)
        #expect(head.fields["Accept"] == "a, b")
        #expect(head.fields["nothing"] == nil)
        #expect(head.contentLength == 12)
        #expect(head.expectsContinue && head.hasBody && head.keepAlive && !head.isChunked)
    }

    @Test("A connection stays as its version and its Connection field say")
    func keepAlive() {
        let host = "\r\nHost: x\r\n"
        #expect(Feed.head("GET / HTTP/1.1\(host)\r\n")?.keepAlive == true)
        #expect(Feed.head("GET / HTTP/1.1\(host)Connection: TE, Close\r\n\r\n")?.keepAlive == false)
        #expect(Feed.head("GET / HTTP/1.0\r\n\r\n")?.keepAlive == false)
        #expect(Feed.head("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")?.keepAlive == true)
        #expect(Feed.head("GET / HTTP/1.9\(host)\r\n")?.minor == 1)
    }

    @Test("The authority of an absolute-form counts for more than the Host field")
    func absoluteForm() {
        let head = Feed.head("GET http://files.lan:9000/a HTTP/1.1\r\nHost: other\r\n\r\n")
        #expect(head?.fields["host"] == "files.lan:9000")
    }

    @Test("Broken coding has no path, and a mark after ? or & hides no parameter")
    func coding() {
        #expect(Feed.head("GET /%zz HTTP/1.0\r\n\r\n")?.path == nil)
        #expect(Feed.head("GET /%4 HTTP/1.0\r\n\r\n")?.path == nil)
        #expect(Feed.head("GET /%ff HTTP/1.0\r\n\r\n")?.path == nil)
        let head = Feed.head("GET /é?\u{301}a=1&\u{301}b=2&c=\u{301}3 HTTP/1.0\r\n\r\n")
        #expect(head?.path == "/é")
        #expect(head?.query("\u{301}a") == "1")
        #expect(head?.query("c") == "\u{301}3")
    }

    @Test("Values that are not UTF-8 are read as Latin-1")
    func latin() {
        let bytes = Array("GET / HTTP/1.0\r\nX: caf".utf8) + [0xe9] + Array("\r\n\r\n".utf8)
        var server = HTTPServer()
        try? bytes.withSpan { span throws(HTTPViolation) in try server.receive(span) }
        guard case .request(let head) = server.nextEvent() else {
            Issue.record("no request")
            return
        }
        #expect(head.fields["x"] == "café")
    }

    @Test("Twenty thousand damaged streams find no trap, and slicing changes nothing")
    func fuzz() {
        var chance = Chance(seed: 9112)
        for _ in 0..<20_000 {
            var bytes = Array(Self.vectors.randomElement(using: &chance)!.text.utf8)
            bytes.damage(using: &chance)
            let place = Int.random(in: 0...bytes.count, using: &chance)
            let parts = [Array(bytes[..<place]), Array(bytes[place...])]
            #expect(Feed.server(parts) == Feed.server([bytes]))
        }
    }
}
