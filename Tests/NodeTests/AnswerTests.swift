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
