// Runs of pieces, for a source that is asked for much at a time: an HTTP server has everything, and
// a request of it costs a way there and back (BEP 19).
//
// Law. A run is taken out of a gap, where nobody is at work; peers fill what is scattered. A choice
// costs a look at a word for each 64 pieces, and what it yields.

import Vocabulary

extension Picker {
    /// Pieces that follow one another and that nobody has begun, all asked of that peer from now
    /// on, for it has everything: the beginning of the largest gap among the most wanted pieces,
    /// or of the first where order matters. At most `maxLength` bytes, but at least a piece; none
    /// where no gap has `least` pieces, or too many are begun already. They are given back as all
    /// else is: `gone`, `rejected`, `snubbed`.
    package mutating func nextRun(
        for peer: PeerKey, maxLength: Int, least: Int = 1
    ) -> [PieceIndex] {
        guard let gap = gap(of: least) else { return [] }
        var run: [PieceIndex] = []
        var length = 0
        for number in gap {
            let piece = geometry.piece(number)!
            length += geometry.size(of: piece)
            guard run.isEmpty || length <= maxLength, begin(number, .fast) else { break }
            take(geometry.blockCount(of: piece), of: number, for: peer) { _ in }
            run.append(piece)
        }
        return run
    }

    private func gap(of least: Int) -> Range<Int>? {
        for list in availability.order.levels {
            let gap = order == .sequential ? list.members.firstRun : list.members.longestRun
            if let gap, gap.count >= least { return gap }
        }
        return nil
    }
}
