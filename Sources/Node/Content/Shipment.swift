// What is still to be sent of a file on one connection while rates are limited.

import Vocabulary

final class Shipment {
    /// How its connection ends with it, if it does.
    enum End { case stays, finishes, interrupts }

    let file: any OpenedFile
    let payer: Payer
    private(set) var pieces: ArraySlice<ContentAnswer.Piece>
    var end = End.stays

    init(_ pieces: ArraySlice<ContentAnswer.Piece>, of file: any OpenedFile, to payer: Payer) {
        self.pieces = pieces
        self.file = file
        self.payer = payer
    }

    var isEmpty: Bool { pieces.isEmpty }

    /// What has to be allowed before anything goes on: a chunk, or what is left of a range.
    var unit: Int64 {
        if case .file(let range)? = pieces.first {
            min(Int64(range.count), Int64(Limits.chunk))
        } else {
            0
        }
    }

    /// The next piece, or as many whole chunks of it as `allowed` bytes are; nil where that is
    /// none.
    func next(_ allowed: Int64) -> ContentAnswer.Piece? {
        guard let piece = pieces.first else { return nil }
        guard case .file(let range) = piece, Int64(range.count) > allowed else {
            pieces.removeFirst()
            return piece
        }
        let length = allowed - allowed % Int64(Limits.chunk)
        guard length > 0 else { return nil }
        let end = range.lowerBound + length
        pieces[pieces.startIndex] = .file(end..<range.upperBound)
        return .file(range.lowerBound..<end)
    }
}
