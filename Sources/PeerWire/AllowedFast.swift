// Pieces that a choked peer may ask for all the same (BEP 6), so that a newcomer has something to
// give. They follow from its address, so that coming back does not bring others.

import Bytes
import Digest
import Vocabulary

package enum AllowedFast {
    /// Up to `count` pieces for a peer at that address; none for IPv6, of which BEP 6 does not
    /// speak. All, where there are no more than `count`.
    package static func pieces(
        for address: IPAddress, infoHash: Digest160, geometry: PieceGeometry,
        count: Int = Limits.allowedFast
    ) -> [PieceIndex] {
        guard let v4 = address.v4 else { return [] }
        guard geometry.pieceCount > count else { return Array(geometry.pieces) }
        var state: [UInt8] = []
        state.append(number: v4 & 0xffff_ff00)
        infoHash.append(to: &state)
        var chosen: [PieceIndex] = []
        while chosen.count < count {
            state = SHA1.of(state).bytes
            let numbers = state.withSpan { digest in (0..<5).map { digest.number(at: 4 * $0) } }
            for number in numbers where chosen.count < count {
                guard let piece = geometry.piece(number % UInt32(geometry.pieceCount)) else {
                    preconditionFailure("a remainder is less than what it is left of")
                }
                if !chosen.contains(piece) { chosen.append(piece) }
            }
        }
        return chosen
    }
}
