// Short words for what the tests of choosing speak of.

import Swarm
import Vocabulary

let ann = PeerKey(1)
let bob = PeerKey(2)
let cat = PeerKey(3)

/// So many pieces of so many blocks, the last a byte short.
func geometry(pieces: Int, blocks: Int = 4) -> PieceGeometry {
    let pieceLength = blocks * Limits.blockLength
    return PieceGeometry(length: Int64(pieces * pieceLength) - 1, pieceLength: pieceLength)!
}

extension PieceGeometry {
    func set(_ pieces: some Sequence<Int>) -> PieceSet {
        var set = PieceSet(pieceCount: pieceCount)
        for piece in pieces { set.insert(self.piece(piece)!) }
        return set
    }

    var all: PieceSet { PieceSet(pieceCount: pieceCount, all: true) }
    var none: PieceSet { PieceSet(pieceCount: pieceCount) }
}

func second(_ number: Int) -> Instant { .start + .seconds(number) }
