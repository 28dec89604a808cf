// Exactly those who lied are named.

import Digest
import Swarm
import Testing
import Vocabulary

@Suite final class BlockTraceTests {
    private let piece = geometry(pieces: 2).piece(1)!
    private var trace = BlockTrace()

    private func fail(senders: [PeerKey], digests: [UInt64]) -> PeerKey? {
        trace.failed(piece, senders: senders, digests: digests)
    }

    private func pass(digests: [UInt64]) -> [PeerKey] { trace.passed(piece, digests: digests) }

    @Test("Who sent another block than the good one is named when the piece passes")
    func named() {
        #expect(fail(senders: [ann, bob, cat], digests: [1, 99, 3]) == nil)
        #expect(trace.isTraced(piece))
        #expect(trace.mentions(bob))
        #expect(pass(digests: [1, 2, 3]) == [bob])
        #expect(!trace.isTraced(piece))
        #expect(!trace.mentions(bob))
        #expect(pass(digests: [1, 2, 3]).isEmpty)
    }

    @Test("Who lied in any attempt is named, and who was right in all is not")
    func attempts() {
        _ = fail(senders: [ann, bob, cat], digests: [1, 99, 3])
        _ = fail(senders: [bob, ann, cat], digests: [1, 2, 98])
        _ = fail(senders: [bob, ann, cat], digests: [1, 2, 98])
        #expect(pass(digests: [1, 2, 3]) == [bob, cat])
    }

    @Test("Who sent all of a bad piece is named at once") func alone() {
        #expect(fail(senders: [bob, bob], digests: [1, 2]) == bob)
        #expect(!trace.isTraced(piece))
    }

    @Test("What is remembered is bounded, and the oldest piece is forgotten first")
    func bounded() {
        let cut = geometry(pieces: 200, blocks: 1024)
        let senders = (0..<1024).map { PeerKey($0) }
        for piece in cut.pieces {
            _ = trace.failed(piece, senders: senders, digests: (0..<1024).map { $0 })
        }
        let traced = cut.pieces.filter { trace.isTraced($0) }
        #expect(traced.count == Limits.tracedBlocks / 1024)
        #expect(traced.first?.number == 100)
        #expect(traced.last?.number == 199)
    }

    @Test("A digest is the same for the same bytes, and another for any other byte or key")
    func digests() {
        let digest = BlockDigest(key: 42)
        var block = (0..<16384).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let good = digest.of(block.span.bytes)
        #expect(digest.of(block.span.bytes) == good)
        #expect(BlockDigest(key: 43).of(block.span.bytes) != good)
        for place in [0, 1, 7, 8, 15, 16, 8191, 16376, 16383] {
            block[place] ^= 1
            #expect(digest.of(block.span.bytes) != good)
            block[place] ^= 1
        }
        block.swapAt(16, 32)
        #expect(digest.of(block.span.bytes) != good)
    }

    @Test("The last block may be of any length", arguments: 1...40) func tails(length: Int) {
        let digest = BlockDigest(key: 42)
        var block = [UInt8](repeating: 7, count: length)
        let good = digest.of(block.span.bytes)
        block[length - 1] ^= 0x80
        #expect(digest.of(block.span.bytes) != good)
    }
}
