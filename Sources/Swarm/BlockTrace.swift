// Who lied: when a piece fails and passes later, those are named whose blocks were others than the
// good ones, and nobody else.
//
// Law: what is remembered is who sent each block of a piece that failed, and a keyed digest of what
// he sent (`BlockDigest`, made where the piece was hashed, and only of pieces that fail or have
// failed: a good piece costs nothing). It is bounded; the oldest piece is forgotten, and its liars
// go free until they lie again.

import Vocabulary

package struct BlockTrace: Sendable {
    private struct Block: Hashable {
        let sender: PeerKey
        let digest: UInt64
    }

    /// What came for each block of a piece, in all its attempts.
    private var pieces: [Int: [[Block]]] = [:]
    /// Their keys, the oldest first.
    private var order: [Int] = []
    private var count = 0

    package init() {}

    /// Whether that piece failed, so that digests of its blocks are needed when it passes.
    package func isTraced(_ piece: PieceIndex) -> Bool { pieces[piece.number] != nil }

    /// Whether that peer may still be named.
    package func mentions(_ peer: PeerKey) -> Bool {
        pieces.values.contains { $0.contains { $0.contains { $0.sender == peer } } }
    }

    /// A piece was bad. `senders` sent its blocks, `digests` are of what they sent. Returns who is
    /// known to have lied already: one who sent all of it.
    package mutating func failed(
        _ piece: PieceIndex, senders: [PeerKey], digests: [UInt64]
    ) -> PeerKey? {
        precondition(senders.count == digests.count, "each block has a sender and a digest")
        guard let first = senders.first else { return nil }
        if senders.allSatisfy({ $0 == first }) { return first }
        if pieces[piece.number] == nil {
            pieces[piece.number] = Array(repeating: [], count: senders.count)
            order.append(piece.number)
        }
        for number in senders.indices {
            let block = Block(sender: senders[number], digest: digests[number])
            guard !pieces[piece.number]![number].contains(block) else { continue }
            pieces[piece.number]![number].append(block)
            count += 1
        }
        while count > Limits.tracedBlocks, let oldest = order.first { forget(oldest) }
        return nil
    }

    /// The piece is good, and `digests` are of its blocks. Returns who sent others.
    package mutating func passed(_ piece: PieceIndex, digests: [UInt64]) -> [PeerKey] {
        guard let blocks = pieces[piece.number] else { return [] }
        forget(piece.number)
        var liars: Set<PeerKey> = []
        for (sent, digest) in zip(blocks, digests) {
            for block in sent where block.digest != digest { liars.insert(block.sender) }
        }
        return liars.sorted()
    }

    private mutating func forget(_ piece: Int) {
        count -= pieces.removeValue(forKey: piece)?.reduce(0) { $0 + $1.count } ?? 0
        order.removeAll { $0 == piece }
    }
}
