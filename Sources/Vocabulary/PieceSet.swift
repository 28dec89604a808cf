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

    /// A bitfield as it is sent: exactly as many bytes as the pieces need, spare bits zero; else
    /// nil.
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

    package func contains(_ piece: PieceIndex) -> Bool { contains(number: piece.number) }

    // The same by number, for those who keep numbers because they are half as long.

    package func contains(number: Int) -> Bool { words[number / 64] & Self.bit(number) != 0 }

    @discardableResult
    package mutating func insert(number: Int) -> Bool { insert(PieceIndex(unchecked: number)) }

    @discardableResult
    package mutating func remove(number: Int) -> Bool { remove(PieceIndex(unchecked: number)) }

    /// The first that is in here and in `other`, a set of as many, and has that number or a higher
    /// one. It looks at a word of each at a time.
    package func first(from start: Int, alsoIn other: PieceSet) -> PieceIndex? {
        var place = start / 64
        guard place < words.count else { return nil }
        var word = words[place] & other.words[place] & (.max >> UInt64(start % 64))
        while word == 0 {
            place += 1
            guard place < words.count else { return nil }
            word = words[place] & other.words[place]
        }
        return PieceIndex(unchecked: place * 64 + word.leadingZeroBitCount)
    }

    /// The longest of the runs of pieces that are all in here; the first of equals. It looks at a
    /// word at a time, and at bits only where a run begins or ends.
    package var longestRun: Range<Int>? {
        var longest = 0..<0
        var from: Int?
        for (place, word) in words.enumerated() {
            var (rest, bit) = (word, 0)
            while bit < 64 {
                // Shifted in are zeros: within a run they end it only where the word goes on.
                let like = min(
                    64 - bit,
                    from == nil ? rest.leadingZeroBitCount : (~rest).leadingZeroBitCount)
                bit += like
                guard bit < 64 else { break }
                rest <<= UInt64(like)
                let number = place * 64 + bit
                if let start = from {
                    if number - start > longest.count { longest = start..<number }
                    from = nil
                } else {
                    from = number
                }
            }
        }
        if let start = from, pieceCount - start > longest.count { longest = start..<pieceCount }
        return longest.isEmpty ? nil : longest
    }

    /// The run of pieces in here that the first of them begins.
    package var firstRun: Range<Int>? {
        guard let start = words.firstIndex(where: { $0 != 0 }) else { return nil }
        let first = start * 64 + words[start].leadingZeroBitCount
        var end = first
        while end < pieceCount {
            let ones = (~(words[end / 64] << UInt64(end % 64))).leadingZeroBitCount
            end += ones
            if ones == 0 || end % 64 != 0 { break }
        }
        return first..<end
    }

    /// Whether it was not in here before.
    @discardableResult
    package mutating func insert(_ piece: PieceIndex) -> Bool {
        precondition(piece.number < pieceCount, "the piece is one of these")
        guard !contains(piece) else { return false }
        words[piece.number / 64] |= Self.bit(piece.number)
        count += 1
        return true
    }

    /// Whether it was in here before.
    @discardableResult
    package mutating func remove(_ piece: PieceIndex) -> Bool {
        guard contains(piece) else { return false }
        words[piece.number / 64] &= ~Self.bit(piece.number)
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

    /// Those that are both in here and in `other`, a set of as many.
    package func intersection(_ other: PieceSet) -> PieceSet {
        var both = self
        for place in both.words.indices { both.words[place] &= other.words[place] }
        both.count = both.words.reduce(0) { $0 + $1.nonzeroBitCount }
        return both
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

    private static func bit(_ number: Int) -> UInt64 { 1 << UInt64(63 - number % 64) }
}
