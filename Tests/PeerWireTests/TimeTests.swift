// Who is late, who is silent, and when we must say something ourselves.

import Bytes
import PeerWire
import Testing
import Vocabulary

@Suite struct PeerTimeTests {
    private func after(_ seconds: Int) -> Instant { .start + .seconds(seconds) }

    @Test("A handshake has ten seconds, however busily it dribbles")
    func handshake() throws {
        let handshake = Feed.bytes(Feed.theirs)
        var stream = PeerStream(acceptingAt: .start)
        for second in 0..<9 {
            _ = Feed.drive(&stream, [[handshake[second]]], at: after(second))
            #expect(stream.nextDeadline == after(10))
            #expect(try stream.deadlineReached(at: after(second)) == false)
        }
        #expect(throws: PeerViolation.handshakeLate) {
            try stream.deadlineReached(at: after(10))
        }
        #expect(stream.nextDeadline == nil)
        #expect(throws: PeerViolation.handshakeLate) {
            try stream.deadlineReached(at: after(11))
        }
    }

    @Test("Whoever dialled and waits to be accepted has no more time than others")
    func asked() throws {
        var stream = PeerStream(acceptingAt: .start)
        let story = Feed.drive(&stream, [Array(Feed.bytes(Feed.theirs).prefix(48))])
        #expect(story.events == [.wants(infoHash: Feed.infoHash)])
        #expect(throws: PeerViolation.handshakeLate) {
            try stream.deadlineReached(at: after(10))
        }
    }

    @Test("A peer that says nothing for two minutes is gone; a keep-alive is something")
    func silence() throws {
        var stream = try Feed.greeted()
        stream.sent(at: after(110))
        #expect(stream.nextDeadline == after(120))
        _ = Feed.drive(&stream, [Feed.bytes(.keepAlive)], at: after(119))
        #expect(try stream.deadlineReached(at: after(120)) == false)
        stream.sent(at: after(200))
        #expect(stream.nextDeadline == after(239))
        #expect(throws: PeerViolation.silence) { try stream.deadlineReached(at: after(239)) }
        #expect(throws: PeerViolation.silence) { try stream.deadlineReached(at: after(240)) }
    }

    @Test("After a hundred seconds without a word of ours a keep-alive is due, once")
    func keepAlive() throws {
        var stream = try Feed.greeted()
        #expect(stream.nextDeadline == after(100))
        #expect(try stream.deadlineReached(at: after(99)) == false)
        #expect(try stream.deadlineReached(at: after(100)))
        #expect(try stream.deadlineReached(at: after(100)) == false)
        #expect(stream.nextDeadline == after(120))
    }

    @Test("Bytes of a block that came another way are no silence")
    func payload() throws {
        var stream = try Feed.greeted()
        let range = try #require(Feed.geometry?.block(0, begin: 0, length: 2))
        var head: [UInt8] = []
        PeerMessage.appendPieceHead(range, to: &head)
        _ = Feed.drive(&stream, [head])
        _ = stream.payloadArrived(1, at: after(60))
        stream.sent(at: after(179))
        #expect(stream.nextDeadline == after(180))
    }
}
