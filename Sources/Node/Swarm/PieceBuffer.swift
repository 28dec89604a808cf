// A piece while its blocks arrive: in memory, until it is whole and can be hashed while it is hot.
//
// Law 1. A byte has one writer at a time: where two peers send the same block, as happens in the
//        endgame, the second is kept aside until its block is whole.
// Law 2. A block that is settled stays as it is: whoever is still sending it changes nothing, or
//        its first sender would answer for what another sent.

import Bytes
import Swarm
import Vocabulary

final class PieceBuffer {
    let piece: PieceIndex
    private(set) var bytes: [UInt8]
    /// Who is at which part of it.
    private var writers: [PeerKey: Range<Int>] = [:]
    /// By number: blocks that have come.
    private var settled: [Bool]

    /// - Parameter bytes: as many as the piece has, of any content.
    init(_ piece: PieceIndex, _ bytes: consuming [UInt8]) {
        self.piece = piece
        settled = [Bool](
            repeating: false, count: (bytes.count + Limits.blockLength - 1) / Limits.blockLength)
        self.bytes = bytes
    }

    /// Its memory, which it does not need any more.
    func takeBytes() -> [UInt8] {
        close()
        defer { bytes = [] }
        return bytes
    }

    /// The blocks of that range, whole ones, have come.
    func settle(_ range: Range<Int>) {
        let first = range.lowerBound / Limits.blockLength
        for number in first...(range.upperBound - 1) / Limits.blockLength {
            settled[number] = true
        }
    }

    /// It is whole: nothing of it changes any more.
    func close() { settled = settled.map { _ in true } }

    /// Whether nobody else is writing there; then `writer` is.
    func claim(_ range: Range<Int>, for writer: PeerKey) -> Bool {
        guard !writers.values.contains(where: { $0.overlaps(range) }) else { return false }
        writers[writer] = range
        return true
    }

    func release(_ writer: PeerKey) { writers[writer] = nil }

    /// Brings bytes to their place, but for those of settled blocks.
    func put(_ source: RawSpan, at offset: Int) {
        var place = offset
        while place < offset + source.byteCount {
            let number = place / Limits.blockLength
            let end = min(offset + source.byteCount, (number + 1) * Limits.blockLength)
            if !settled[number] {
                write(source.extracting(place - offset..<end - offset), at: place)
            }
            place = end
        }
    }

    /// Whether a part of it is still to come whole: a block in it that is settled stays as it is.
    func isOpen(_ range: Range<Int>) -> Bool {
        let first = range.lowerBound / Limits.blockLength
        let last = (range.upperBound - 1) / Limits.blockLength
        return !settled[first...last].contains(true)
    }

    /// Lets `read` put bytes there, from the range's beginning on, and gives what it gives.
    func fill(
        _ range: Range<Int>, by read: (inout MutableRawSpan) -> Int
    ) -> Int {
        precondition(isOpen(range), "what is settled stays as it is")
        return unsafe bytes.withUnsafeMutableBytes { target in
            var place = unsafe MutableRawSpan(_unsafeBytes: target[range])
            return read(&place)
        }
    }

    private func write(_ source: RawSpan, at offset: Int) {
        precondition(offset + source.byteCount <= bytes.count, "a block lies within its piece")
        unsafe bytes.withUnsafeMutableBytes { target in
            unsafe source.withUnsafeBytes { source in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                unsafe (to + offset).copyMemory(from: from, byteCount: source.count)
            }
        }
    }
}

/// A block that somebody is sending.
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
    private(set) var target: Target

    init(_ range: BlockRange, to target: Target) {
        self.range = range
        self.target = target
    }

    /// Takes bytes of it, from the block's `offset` on.
    mutating func put(_ bytes: RawSpan, at offset: Int) {
        switch target {
        case .buffer(let buffer): buffer.put(bytes, at: range.begin + offset)
        case .aside(let buffer, var kept):
            target = .nowhere
            kept.append(contentsOf: bytes)
            target = .aside(buffer, kept)
        case .nowhere: break
        }
    }

    /// Where the next bytes belong, of `due` that have not come, where they are many and nobody
    /// else has a say in that place.
    func place(due: Int) -> (buffer: PieceBuffer, range: Range<Int>)? {
        guard case .buffer(let buffer) = target, due >= Limits.placedReadLeast else { return nil }
        let begin = range.end - due
        let next = begin..<begin + min(due, Limits.placedReadMost)
        return buffer.isOpen(next) ? (buffer, next) : nil
    }

    /// Nobody writes to its place any more.
    func release(_ writer: PeerKey) {
        switch target {
        case .buffer(let buffer), .aside(let buffer, _): buffer.release(writer)
        case .nowhere: break
        }
    }
}
