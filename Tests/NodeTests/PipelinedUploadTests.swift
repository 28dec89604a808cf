// Uploads that come in a row with other requests, all in one read: every one has its answer, in its
// place.

import HTTPWire
import Testing
import Vocabulary

@testable import Node

/// The statuses of the answers, in the order in which they were sent.
func statuses(_ text: String) -> [Int] {
    text.ranges(of: "HTTP/1.1 ").compactMap { Int(text[$0.upperBound...].prefix(3)) }
}

@Suite("An upload among other requests of one read") struct PipelinedUploadTests {
    @Test("is answered in its place") func order() {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say(
            request("GET", "/healthz") + put("/files/x", "abc") + request("GET", "/nowhere"),
            on: id)
        scene.settleUploads()
        #expect(statuses(scene.host.wire(id).text) == [200, 201, 404])
        #expect(!scene.host.wire(id).isPaused && !scene.host.wire(id).isGone)
    }

    @Test("is not lost behind another", arguments: [false, true]) func both(isChunked: Bool) {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say(
            request("GET", "/healthz") + put("/files/x", "one", isChunked: isChunked)
                + put("/files/y", "two", isChunked: isChunked), on: id)
        for _ in 0..<2 { scene.settleUploads() }
        #expect(statuses(scene.host.wire(id).text) == [200, 201, 201])
        #expect(scene.host.files[Shares.own]?[name("x")]?.bytes == bytes("one"))
        #expect(scene.host.files[Shares.own]?[name("y")]?.bytes == bytes("two"))
    }

    @Test("is refused in its place, and those behind it are answered") func refused() {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say(
            request("GET", "/healthz") + put("/files/.x", "abc") + request("GET", "/nowhere"),
            on: id)
        #expect(statuses(scene.host.wire(id).text) == [200, 400, 404])
        #expect(scene.host.incoming.isEmpty && !scene.host.wire(id).isGone)
    }

    @Test("is stored also where its sender has said all that he will say") func halfClose() {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say(request("GET", "/healthz") + put("/files/x", "abc"), on: id)
        scene.node.inputEnded(on: id, at: scene.now)
        scene.settleUploads()
        #expect(statuses(scene.host.wire(id).text) == [200, 201])
        #expect(scene.host.wire(id).isFinished)
    }

    @Test("leaves the connection open to the next, also where its last bytes had to wait")
    func heldAtTheEnd() {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say(put("/files/x", String(repeating: "x", count: Limits.unwrittenBytes + 1)), on: id)
        #expect(scene.host.wire(id).isPaused)
        scene.settleUploads()
        #expect(statuses(scene.host.wire(id).text) == [201])
        #expect(!scene.host.wire(id).isPaused)
    }
}
