// A connection's share of a turn: nobody is kept waiting by him who asks a thousand things at once.

import HTTPWire
import Testing
import Vocabulary

@testable import Node

private let documentsPerTurn = Limits.turnShare / Limits.documentShare

extension Scene {
    /// How many answers went out on a connection.
    fileprivate func answers(_ id: ConnectionID) -> Int {
        host.wire(id).text.components(of: "HTTP/1.1 200")
    }
}

@Suite("A thousand requests in one read") struct TurnTests {
    private let thousand = String(repeating: request("GET", "/healthz"), count: 1000)

    @Test("are answered over many turns, and others between them") func turns() {
        let scene = peer()
        let id = scene.dial(thousand)
        #expect(scene.answers(id) == documentsPerTurn)
        #expect(scene.host.wire(id).isPaused, "what waits is enough")
        #expect(scene.answers(scene.dial(request("GET", "/healthz"))) == 1)
        #expect(scene.node.nextDeadline.map { $0 <= scene.now } == true)
        scene.node.deadlineReached(at: scene.now)
        #expect(scene.answers(id) == 2 * documentsPerTurn)
        scene.pass(.zero)
        #expect(scene.answers(id) == 1000 && !scene.host.wire(id).isPaused)
        #expect(scene.node.nextDeadline.map { $0 > scene.now } == true, "then all is quiet")
    }

    @Test("are fewer turns where they are for files, which cost less") func files() {
        let scene = sharing()
        let secret = "Authorization: Bearer swordfish"
        let id = scene.dial(
            String(repeating: request("GET", "/files/a.txt", "", secret), count: 100))
        #expect(scene.answers(id) == Limits.turnShare)
        scene.pass(.zero)
        #expect(scene.answers(id) == 100)
    }

    @Test("are all answered, also where that is all that he says") func halfClose() {
        let scene = peer()
        let id = scene.dial(thousand)
        scene.node.inputEnded(on: id, at: scene.now)
        scene.pass(.zero)
        #expect(scene.answers(id) == 1000 && scene.host.wire(id).isFinished)
    }

    @Test("and a stop: one more is answered, and told that it is the last") func stop() {
        let scene = peer()
        let id = scene.dial(thousand)
        scene.node.stop(at: scene.now)
        #expect(!scene.host.wire(id).isGone)
        scene.pass(.zero)
        #expect(scene.answers(id) == documentsPerTurn + 1)
        #expect(scene.host.wire(id).text.components(of: "Connection: close") == 1)
        #expect(scene.host.wire(id).isFinished)
    }

    @Test("of somebody who has gone are forgotten") func gone() {
        let scene = peer()
        let id = scene.dial(thousand)
        scene.node.closed(id, .reset, at: scene.now)
        scene.pass(.zero)
        #expect(scene.answers(id) == documentsPerTurn)
    }

    @Test("and a file behind them: it has its turn") func uploadBehind() {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say(thousand + put("/files/x", "abc"), on: id)
        scene.pass(.zero)
        scene.settleUploads()
        #expect(statuses(scene.host.wire(id).text).last == 201)
        #expect(!scene.host.wire(id).isPaused)
    }
}

@Suite("A reader who takes nothing") struct UnreadTests {
    @Test("is given a few large documents, and the rest as he reads") func documents() {
        let scene = peer()
        let id = scene.accept()
        scene.host.change(id) { $0.hasUnsent = true }
        let ask = request("GET", "/api/v1/openapi.json")
        scene.say(String(repeating: ask, count: 40), on: id)
        scene.pass(.zero)
        let one = scene.host.wire(scene.dial(ask)).sent.count
        #expect(scene.host.wire(id).sent.count < Limits.unsentDocuments + one)
        for _ in 0..<40 where scene.answers(id) < 40 {
            #expect(!scene.host.wire(id).isGone)
            scene.node.drained(id, at: scene.now)
            scene.pass(.zero)
        }
        #expect(scene.answers(id) == 40 && !scene.host.wire(id).isGone)
    }
}
