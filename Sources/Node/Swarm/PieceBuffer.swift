// A piece while its blocks arrive: in memory, until it is whole and can be hashed while it is hot.
//
// Law. A byte has one writer at a time: where two peers send the same block, as happens in the
// endgame, the second is kept aside until its block is whole.

import Bytes
import Vocabulary

final class PieceBuffer {
    let piece: PieceIndex
    private(set) var bytes: [UInt8]
    /// Who is at which part of it.
    private var writers: [ConnectionID: Range<Int>] = [:]

    /// - Parameter bytes: as many as the piece has, of any content.
    init(_ piece: PieceIndex, _ bytes: consuming [UInt8]) {
        self.piece = piece
        self.bytes = bytes
    }

    /// Its memory, which it does not need any more.
    func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Whether nobody else is writing there; then `writer` is.
    func claim(_ range: Range<Int>, for writer: ConnectionID) -> Bool {
        guard !writers.values.contains(where: { $0.overlaps(range) }) else { return false }
        writers[writer] = range
        return true
    }

    func release(_ writer: ConnectionID) { writers[writer] = nil }

    func put(_ source: RawSpan, at offset: Int) {
        precondition(offset + source.byteCount <= bytes.count, "a block lies within its piece")
        unsafe bytes.withUnsafeMutableBytes { target in
            unsafe source.withUnsafeBytes { source in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                unsafe (to + offset).copyMemory(from: from, byteCount: source.count)
            }
        }
    }
}

/// A block that a peer is sending.
struct ArrivingBlock {
    enum Target {
        /// Straight to its place.
        case buffer(PieceBuffer)
        /// Kept until it is whole.
        case aside(PieceBuffer, [UInt8])
        /// Nobody wants it any more.
        case nowhere
    }

    let range: BlockRange
    var target: Target
}
