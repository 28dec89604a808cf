// Which files a range of the content is in, and which pieces a file is in.

import Vocabulary

extension Info {
    /// The parts of files that a range of the content consists of, ascending and padding among
    /// them. O(log files + parts): empty files are stepped over.
    package func files(covering range: Range<Int64>) -> [FilePart] {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= geometry.length,
            "the range is in the content")
        guard !range.isEmpty else { return [] }
        var parts: [FilePart] = []
        var number = file(at: range.lowerBound)
        while number < files.count, files[number].offset < range.upperBound {
            let file = files[number]
            let part = range.clamped(to: file.range)
            if !part.isEmpty {
                parts.append(
                    FilePart(
                        file: number,
                        range: part.lowerBound - file.offset..<part.upperBound - file.offset))
            }
            number += 1
        }
        return parts
    }

    /// The same for a piece.
    package func files(of piece: PieceIndex) -> [FilePart] {
        files(covering: geometry.range(of: piece))
    }

    /// The same for a block.
    package func files(of block: BlockRange) -> [FilePart] {
        files(covering: geometry.range(of: block))
    }

    /// The pieces that have some of the file's bytes, ascending; none where it is empty.
    package func pieces(ofFile number: Int) -> some RandomAccessCollection<PieceIndex> {
        let file = files[number]
        let pieceLength = Int64(geometry.pieceLength)
        let first = file.offset / pieceLength
        let end = file.length == 0 ? first : (file.offset + file.length - 1) / pieceLength + 1
        return geometry.pieces.dropFirst(Int(first)).prefix(Int(end - first))
    }

    /// The pieces that have some byte of those files; numbers that no file has are nothing.
    package func pieces(ofFiles numbers: some Sequence<Int>) -> PieceSet {
        var set = PieceSet(pieceCount: geometry.pieceCount)
        for number in numbers where files.indices.contains(number) {
            for piece in pieces(ofFile: number) { set.insert(piece) }
        }
        return set
    }

    /// The number of the file that has the byte at `offset`: the first that ends behind it.
    private func file(at offset: Int64) -> Int {
        var (low, high) = (0, files.count)
        while low < high {
            let middle = (low + high) / 2
            if files[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
