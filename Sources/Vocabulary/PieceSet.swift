// Which pieces somebody has: the bitfield of BEP 3.

package struct PieceSet: Hashable, Sendable {
    /// How many pieces there are; not how many of them are in here.
    package let pieceCount: Int
    /// How many are in here.
    package private(set) var count: Int
    /// The first piece is the highest bit of the first word.
    private var words: [UInt64]

    /// None, or all, of so many.
    package init(pieceCount: Int, all: Bool = false) {
        self.pieceCount = pieceCount
        count = all ? pieceCount : 0
        words = [UInt64](repeating: all ? .max : 0, count: (pieceCount + 63) / 64)
        if all, pieceCount % 64 != 0 {
            words[words.count - 1] = .max << UInt64(64 - pieceCount % 64)
        }
    }

    /// A bitfield as it is sent: exactly as many bytes as the pieces need, spare bits zero; else nil.
    package init?(bitfield: [UInt8], pieceCount: Int) {
        guard bitfield.count == (pieceCount + 7) / 8 else { return nil }
        self.init(pieceCount: pieceCount)
        for (place, byte) in bitfield.enumerated() {
            words[place / 8] |= UInt64(byte) << UInt64(56 - 8 * (place % 8))
        }
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
        let spare = words.count * 64 - pieceCount
        if spare > 0, let last = words.last, last.trailingZeroBitCount < spare { return nil }
    }

    /// As it is sent: the high bit is the lowest index, spare bits are zero.
    package var bitfield: [UInt8] {
        (0..<(pieceCount + 7) / 8).map { place in
            UInt8(truncatingIfNeeded: words[place / 8] >> UInt64(56 - 8 * (place % 8)))
        }
    }

    package var isEmpty: Bool { count == 0 }
    package var isFull: Bool { count == pieceCount }

    package func contains(_ piece: PieceIndex) -> Bool {
        words[piece.number / 64] & Self.bit(piece) != 0
    }

    /// Whether it was not in here before.
    @discardableResult
    package mutating func insert(_ piece: PieceIndex) -> Bool {
        precondition(piece.number < pieceCount, "the piece is one of these")
        guard !contains(piece) else { return false }
        words[piece.number / 64] |= Self.bit(piece)
        count += 1
        return true
    }

    /// Whether it was in here before.
    @discardableResult
    package mutating func remove(_ piece: PieceIndex) -> Bool {
        guard contains(piece) else { return false }
        words[piece.number / 64] &= ~Self.bit(piece)
        count -= 1
        return true
    }

    /// Whether `other`, a set of as many, has a piece that is not in here.
    package func lacksSome(of other: PieceSet) -> Bool {
        zip(words, other.words).contains { $1 & ~$0 != 0 }
    }

    /// Those in here that are not in `other`.
    package func subtracting(_ other: PieceSet) -> PieceSet {
        var rest = self
        for place in rest.words.indices { rest.words[place] &= ~other.words[place] }
        rest.count = rest.words.reduce(0) { $0 + $1.nonzeroBitCount }
        return rest
    }

    /// Those in here, ascending.
    package var pieces: [PieceIndex] {
        var all: [PieceIndex] = []
        all.reserveCapacity(count)
        for (place, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                let bit = rest.leadingZeroBitCount
                all.append(PieceIndex(unchecked: place * 64 + bit))
                rest &= ~(1 << UInt64(63 - bit))
            }
        }
        return all
    }

    private static func bit(_ piece: PieceIndex) -> UInt64 { 1 << UInt64(63 - piece.number % 64) }
}
