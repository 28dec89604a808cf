// Heads that are known by their bytes: answered as if they were read, and never taken for others.

import Bytes
import HTTPWire
import Testing
import Vocabulary

@testable import Node

@Suite("A head that came before") struct KnownHeadsTests {
    private func read(_ text: String) throws -> Request {
        var machine = HTTPServer()
        try Array(text.utf8).withSpan { try machine.receive($0) }
        guard case .request(let head)? = machine.nextEvent() else { throw HTTPViolation.malformed }
        return Request(head: head, body: [])
    }

    /// Learns a head as often as it is given, and finds it, or not, in `bytes`.
    private func find(
        in bytes: String, after learnt: [String], at place: Int = 0
    ) throws -> KnownHead? {
        var heads = KnownHeads()
        for text in learnt {
            let request = try read(text)
            Array(text.utf8).withSpan { heads.learn(request, from: $0, 0..<$0.byteCount) }
        }
        return Array(bytes.utf8).withSpan { bytes in
            guard let end = KnownHeads.end(of: bytes, from: place) else { return nil }
            return heads.head(in: bytes, place..<end)
        }
    }

    private let plain = "GET /files/a HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n"

    @Test("is known from the second time on") func second() throws {
        #expect(try find(in: plain, after: [plain]) == nil)
        let known = try #require(try find(in: plain, after: [plain, plain]))
        #expect(known.request.head.target == "/files/a")
        #expect(known.length == plain.utf8.count)
    }

    @Test("is found between others, and not before it is whole") func between() throws {
        let learnt = [plain, plain]
        #expect(try find(in: "xyz" + plain + "GET /", after: learnt, at: 3) != nil)
        #expect(try find(in: String(plain.dropLast()), after: learnt) == nil)
        #expect(try find(in: "", after: learnt) == nil)
    }

    @Test(
        "is not one that differs in a byte",
        arguments: [
            "GET /files/b HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n",
            "HEAD /files/a HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n",
            "GET /files/a HTTP/1.0\r\nHost: 10.0.0.1\r\n\r\n",
            "GET /files/a HTTP/1.1\r\nHost: 10.0.0.2\r\n\r\n",
            "GET /files/a HTTP/1.1\r\nHost: 10.0.0.1\r\nRange: bytes=0-1\r\n\r\n",
        ])
    func differs(_ other: String) throws {
        #expect(try find(in: other, after: [plain, plain]) == nil)
    }

    @Test(
        "is not kept where it has a secret, a body, or a word that counts once",
        arguments: [
            "GET /files/a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n\r\n",
            "GET /files/a HTTP/1.1\r\nHost: a\r\nCookie: x=y\r\n\r\n",
            "GET /files/a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
            "GET /files/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n",
            "DELETE /api/v1/downloads/1 HTTP/1.1\r\nHost: a\r\n\r\n",
        ])
    func unkept(_ head: String) throws {
        #expect(try find(in: head, after: [head, head, head]) == nil)
    }

    @Test("is not looked for beyond its longest") func tooLong() throws {
        let long = "GET /files/" + String(repeating: "a", count: Limits.knownHeadLength)
        let head = long + " HTTP/1.1\r\nHost: a\r\n\r\n"
        Array(head.utf8).withSpan { #expect(KnownHeads.end(of: $0, from: 0) == nil) }
    }

    // MARK: In a node

    @Test("gets the answers that it got before, on every connection") func answers() {
        let scene = peer()
        let first = Reply(scene.host.wire(scene.dial(request("GET", "/healthz"))).text)
        for _ in 0..<3 {
            let id = scene.dial(request("GET", "/healthz") + request("GET", "/healthz"))
            scene.say(request("GET", "/healthz"), on: id)
            let said = scene.host.wire(id).text
            #expect(said.components(of: "HTTP/1.1 200") == 3)
            #expect(said.components(of: first.body) == 3)
        }
    }

    @Test("and others behind it are read") func strangers() {
        let scene = peer()
        let known = request("GET", "/healthz")
        for _ in 0..<2 { _ = scene.dial(known) }
        let id = scene.dial(known + "GET /nothing HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n" + known)
        #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 200") == 2)
        #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 404") == 1)
        let broken = scene.dial(known + "GET /\u{1} HTTP/1.1\r\n\r\n" + known)
        #expect(scene.host.wire(broken).text.components(of: "HTTP/1.1 200") == 1)
        #expect(scene.host.wire(broken).text.components(of: "HTTP/1.1 400") == 1)
    }

    @Test("is another in the middle of one, however the network slices it") func sliced() {
        let scene = peer()
        let known = request("GET", "/healthz")
        for _ in 0..<2 { _ = scene.dial(known) }
        let id = scene.dial("GET /nothing HTTP/1.1\r\n")
        // Here it is a line of fields, and a broken one.
        scene.say(known, on: id)
        #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 400") == 1)
        let bytewise = scene.accept()
        for byte in (known + known).utf8 { scene.say([byte], on: bytewise) }
        #expect(scene.host.wire(bytewise).text.components(of: "HTTP/1.1 200") == 2)
    }

    @Test("is not learnt for a request that waits before it") func waiting() {
        let scene = peer()
        let refused = "GET /nothing HTTP/1.1\r\nHost: 10.0.0.1\r\nExpect: tea\r\n\r\n"
        for _ in 0..<3 {
            // The search is being answered, the health waits, and then what is refused comes.
            let search = request("POST", "/api/v1/search", #"{"q":"film"}"#)
            let id = scene.accept(.local(pid: 1, uid: 0))
            scene.say(search, on: id)
            scene.say(request("GET", "/healthz"), on: id)
            scene.say(refused, on: id)
            scene.pass(.seconds(3))
            #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 417") == 1)
        }
        #expect(Reply(scene.host.wire(scene.dial(refused)).text).status == 417)
    }
}
