// What every answer over HTTP keeps to, whatever it says.

import HTTPWire
import Testing
import Vocabulary

@testable import Node

@Suite("Every answer") struct AnswerTests {
    @Test(
        "says when it was made",
        arguments: [
            request("GET", "/healthz"), request("GET", "/nowhere"), request("HEAD", "/healthz"),
            request("GET", "/files/a.txt"), request("GET", "/files/a.txt", "", "If-None-Match: *"),
            request("GET", "/api/v1/events"), "BROKEN\r\n\r\n",
        ])
    func date(asked: String) {
        let scene = sharing()
        for second in [784_111_777, 784_111_778] {
            scene.host.wallTime = WallTime(seconds: Int64(second))
            let id = scene.accept(.local(pid: 1, uid: 0))
            scene.say(asked, on: id)
            let text = scene.host.wire(id).text
            #expect(text.components(of: "Date: ") == 1)
            #expect(text.contains("Date: Sun, 06 Nov 1994 08:49:\(second % 60) GMT\r\n"))
            #expect(text.components(of: "Distrishare-Node: ") == 1)
        }
    }
}

@Suite("Who waits for a 100") struct GoOnTests {
    private let asking =
        "POST /api/v1/search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + "Content-Length: 13\r\nExpect: 100-continue\r\n\r\n"

    @Test("has it at once") func atOnce() {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say(asking, on: id)
        #expect(scene.host.wire(id).text == "HTTP/1.1 100 Continue\r\n\r\n")
        scene.say(#"{"words":"a"}"#, on: id)
        #expect(statuses(scene.host.wire(id).text) == [100, 200])
    }

    @Test("has it after the answers to what he asked before, however late", arguments: [2, 25])
    func later(seconds: Int) {
        let scene = peer { $0.known = [HostPort("10.0.0.9:9000")].compactMap(\.self) }
        let id = scene.operatorLine()
        if seconds > 2 { scene.host.change(id) { $0.hasUnsent = true } }
        scene.say(request("POST", "/api/v1/search", #"{"words":"a"}"#) + asking, on: id)
        scene.pass(.seconds(seconds))
        scene.host.change(id) { $0.hasUnsent = false }
        if seconds > 2 { scene.node.drained(id, at: scene.now) }
        let text = scene.host.wire(id).text
        #expect(statuses(text) == [200, 100])
        scene.pass(.seconds(5))
        scene.say(#"{"words":"a"}"#, on: id)
        scene.pass(.seconds(3))
        #expect(statuses(scene.host.wire(id).text) == [200, 100, 200])
    }
}

@Suite("An answer to HEAD has no body") struct HeadTests {
    @Test(
        "also where it is refused",
        arguments: [
            (400, "Transfer-Encoding: chunked\r\n\r\n+5\r\n"), (400, "broken\r\n\r\n"),
            (400, "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
            (413, "Content-Length: 1048576\r\n\r\n"),
            (
                413,
                "Transfer-Encoding: chunked\r\n\r\n20000\r\n"
                    + String(repeating: "x", count: 70_000)
            ),
            (417, "Expect: something\r\n\r\n"), (408, "Content-Length: 9\r\n\r\nx"),
        ])
    func refused(status: Int, rest: String) {
        let scene = peer()
        let id = scene.dial("HEAD /healthz HTTP/1.1\r\nHost: a\r\n" + rest)
        scene.pass(.seconds(12))
        let reply = Reply(scene.host.wire(id).text)
        #expect(reply.status == status && reply.has("\r\n\r\n") && reply.body.isEmpty)
        #expect(scene.host.wire(id).isInterrupted)
    }

    @Test("and one to GET behind it has") func behind() {
        let scene = peer()
        let id = scene.dial(
            request("HEAD", "/healthz") + "GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n")
        #expect(statuses(scene.host.wire(id).text) == [200, 417])
        #expect(scene.host.wire(id).text.contains(#""status":417"#))
    }
}
