// How content of ours is cut, the same on every machine.

import Vocabulary

package enum PieceLength {
    /// Bytes: the smallest power of two, within limits, that gives at most `Limits.ownPieces`.
    package static func of(length: Int64) -> Int {
        var pieceLength = Limits.ownPieceLengthMin
        while pieceLength < Limits.ownPieceLengthMax,
            Int64(pieceLength) * Int64(Limits.ownPieces) < length
        {
            pieceLength *= 2
        }
        return pieceLength
    }
}
