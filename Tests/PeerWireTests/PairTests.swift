// Two machines that talk to each other, over a network that cuts as it likes.

import Bytes
import Digest
import PeerWire
import Testing
import Vocabulary

@Suite struct PairTests {
    /// Anything that a peer may say after what it has.
    private func message(using chance: inout Chance) -> PeerMessage {
        let piece = UInt32.random(in: 0..<99, using: &chance)
        let block = BlockName(
            index: piece, begin: UInt32.random(in: 0..<3, using: &chance) * 16_384, length: 16_384)
        let all: [PeerMessage] = [
            .keepAlive, .choke, .unchoke, .interested, .notInterested, .have(piece),
            .request(block), .cancel(block), .reject(block), .suggest(piece), .allowedFast(piece),
            .port(UInt16(piece) + 1),
            .extended(id: 2, payload: [UInt8](repeating: 0x65, count: Int(piece))),
            .extended(id: 0, payload: Array("d1:pi\(piece)ee".utf8)),
        ]
        return all[Int.random(in: 0..<all.count, using: &chance)]
    }

    private func cut(_ bytes: [UInt8], using chance: inout Chance) -> [[UInt8]] {
        var rest = bytes[...]
        var parts: [[UInt8]] = []
        while !rest.isEmpty {
            let count = Int.random(in: 1...min(40, rest.count), using: &chance)
            parts.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return parts
    }

    @Test(
        "Both hear what the other said, whoever dialled", arguments: 1...32 as ClosedRange<UInt64>)
    func conversation(seed: UInt64) {
        var chance = Chance(seed: seed)
        let said = (0..<2).map { _ in
            [.haveNone] + (0..<60).map { _ in message(using: &chance) }
        }
        let bytes = zip([Feed.ours, Feed.theirs], said).map { handshake, messages in
            messages.reduce(into: Feed.bytes(handshake)) { $1.append(to: &$0) }
        }
        var dialler = PeerStream(dialling: Feed.ours, terms: Feed.terms(), at: .start)
        let heard = Feed.drive(&dialler, cut(bytes[1], using: &chance))
        #expect(heard.messages == said[1] && heard.violation == nil, "seed \(seed)")
        var acceptor = PeerStream(acceptingAt: .start)
        let answer = Feed.drive(&acceptor, cut(bytes[0], using: &chance)) { stream, _ in
            stream.accept(Feed.theirs, terms: Feed.terms(), at: .start)
        }
        #expect(answer.messages == said[0] && answer.violation == nil, "seed \(seed)")
    }

    @Test("Whatever damage is done to a conversation, it ends by name or goes on")
    func damage() throws {
        var chance = Chance(seed: 7)
        let start = try Feed.greeted()
        for _ in 0..<2000 {
            var bytes = Feed.bytes(.haveNone)
            for _ in 0..<20 { message(using: &chance).append(to: &bytes) }
            for _ in 0..<Int.random(in: 1...4, using: &chance) {
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                bytes[place] = UInt8.random(in: 0...255, using: &chance)
            }
            var whole = start
            var sliced = start
            let story = Feed.drive(&whole, [bytes])
            #expect(Feed.drive(&sliced, cut(bytes, using: &chance)) == story)
            #expect((story.violation == nil) == (whole.nextDeadline != nil))
        }
    }
}
