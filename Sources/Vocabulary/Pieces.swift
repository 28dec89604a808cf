// Pieces and blocks: how BitTorrent cuts content (BEP 3). A number from the network becomes a piece
// only through a geometry, so holding one is proof.

/// A piece that its torrent has.
package struct PieceIndex: Hashable, Comparable, Sendable {
    package let number: Int
    init(unchecked number: Int) { self.number = number }

    package static func < (left: PieceIndex, right: PieceIndex) -> Bool {
        left.number < right.number
    }
}

/// A range within one piece: what is asked for and sent.
package struct BlockRange: Hashable, Sendable {
    package let piece: PieceIndex
    /// Bytes from the beginning of the piece.
    package let begin: Int
    /// Bytes; at least one.
    package let length: Int

    package var end: Int { begin + length }
}

/// How long content is, and how it is cut.
package struct PieceGeometry: Hashable, Sendable {
    /// Bytes of all files together; at least one.
    package let length: Int64
    /// Bytes of every piece but the last, which may be shorter.
    package let pieceLength: Int
    package let pieceCount: Int

    /// Nil where there is nothing to cut, or more pieces than we would keep.
    package init?(length: Int64, pieceLength: Int) {
        guard length > 0, pieceLength > 0, pieceLength <= Limits.pieceLength else { return nil }
        let count = (length - 1) / Int64(pieceLength) + 1
        guard count <= Limits.pieces else { return nil }
        self.length = length
        self.pieceLength = pieceLength
        pieceCount = Int(count)
    }

    /// The only way a number from the network becomes a piece.
    package func piece(_ raw: some BinaryInteger) -> PieceIndex? {
        Int(exactly: raw).flatMap { number in
            number >= 0 && number < pieceCount ? PieceIndex(unchecked: number) : nil
        }
    }

    package var pieces: some RandomAccessCollection<PieceIndex> {
        (0..<pieceCount).lazy.map { PieceIndex(unchecked: $0) }
    }

    /// Bytes of that piece.
    package func size(of piece: PieceIndex) -> Int {
        Int(min(Int64(pieceLength), length - offset(of: piece)))
    }

    /// Where the piece begins in the content, in bytes.
    package func offset(of piece: PieceIndex) -> Int64 {
        Int64(piece.number) * Int64(pieceLength)
    }

    /// Where the piece stands in the content, in bytes.
    package func range(of piece: PieceIndex) -> Range<Int64> {
        offset(of: piece)..<offset(of: piece) + Int64(size(of: piece))
    }

    package func range(of block: BlockRange) -> Range<Int64> {
        let start = offset(of: block.piece) + Int64(block.begin)
        return start..<start + Int64(block.length)
    }

    /// The range that somebody named, where it lies within its piece and is not empty.
    package func block(_ rawPiece: UInt32, begin: UInt32, length: UInt32) -> BlockRange? {
        guard let piece = piece(rawPiece), length > 0,
            Int(begin) + Int(length) <= size(of: piece)
        else { return nil }
        return BlockRange(piece: piece, begin: Int(begin), length: Int(length))
    }

    /// How many blocks the piece is asked for in.
    package func blockCount(of piece: PieceIndex) -> Int {
        (size(of: piece) - 1) / Limits.blockLength + 1
    }

    /// The block of that number in its piece, all `Limits.blockLength` long but the last.
    package func block(_ number: Int, of piece: PieceIndex) -> BlockRange {
        precondition(number >= 0 && number < blockCount(of: piece), "the piece has such a block")
        let begin = number * Limits.blockLength
        let length = min(Limits.blockLength, size(of: piece) - begin)
        return BlockRange(piece: piece, begin: begin, length: length)
    }
}

extension PieceGeometry {
    /// How everybody here cuts content of so many bytes (at least one), so that two who share the
    /// same file are one swarm: the smallest power of two from 64 KiB to 16 MiB that gives at most
    /// 2,000 pieces, and 16 MiB above that. Nil where even those would be too many.
    package static func own(length: Int64) -> PieceGeometry? {
        var pieceLength = Limits.ownPieceLengths.lowerBound
        while pieceLength < Limits.ownPieceLengths.upperBound,
            length > Int64(pieceLength) * Int64(Limits.ownPieces)
        { pieceLength *= 2 }
        return PieceGeometry(length: length, pieceLength: pieceLength)
    }
}
