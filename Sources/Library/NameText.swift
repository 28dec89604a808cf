// All names in one text, so that a search is one walk through memory.
//
// 100,000 names are 3 MB, which are looked through in a millisecond or two, eight bytes at a step.
// An index of words would find no parts of words, and weigh more than the names.

import Bytes
import Vocabulary

/// What is searched for: words in lower case.
struct Query {
    /// The words with single spaces between them: what a name is compared with as a whole.
    let whole: [UInt8]
    let words: [[UInt8]]

    /// Nil where there is no word in it.
    init?(_ text: String) {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace)
            .prefix(Limits.searchWords)
        // A zero stands between the names and in none of them.
        guard !words.isEmpty, !text.utf8.contains(0) else { return nil }
        whole = Array(words.joined(separator: " ").utf8)
        self.words = words.map { Array($0.utf8) }.sorted { $0.count > $1.count }
    }
}

struct NameText {
    /// How well a name fits a search: the better, the lower.
    enum Rank: Int, CaseIterable {
        case exactName, exactBase, baseBegins, rest
    }

    /// Each name in lower case, and a zero after it.
    private var bytes: [UInt8] = []
    /// Where the name of a row begins.
    private var starts: [UInt32] = []
    /// How far into it its base name begins.
    private var bases: [UInt16] = []
    /// How often each byte stands in the text, so that a search looks for what is rare.
    private var counts = [Int](repeating: 0, count: 256)

    mutating func append(_ name: FileName) {
        let start = bytes.count
        starts.append(UInt32(start))
        bytes.append(contentsOf: name.path.utf8)
        if bytes[start...].allSatisfy({ $0 < 0x80 }) {
            for offset in start..<bytes.count where (65...90).contains(bytes[offset]) {
                bytes[offset] += 32
            }
        } else {
            bytes.removeSubrange(start...)
            bytes.append(contentsOf: name.path.lowercased().utf8)
        }
        let slash = bytes[start...].lastIndex(of: UInt8(ascii: "/"))
        bases.append(UInt16(slash.map { $0 + 1 - start } ?? 0))
        for offset in start..<bytes.count { counts[Int(bytes[offset])] += 1 }
        bytes.append(0)
    }

    /// Nothing is found in the row any more.
    mutating func erase(_ row: Int) {
        for offset in range(of: row) {
            counts[Int(bytes[offset])] -= 1
            bytes[offset] = 0
        }
    }

    /// Calls `body` with every row whose name has all words of the query, in their order, and
    /// with how well it fits.
    func eachRow(matching query: Query, _ body: (Int, Rank) -> Void) {
        let needles = query.words.map { Needle($0, counts) }.sorted { $0.chance < $1.chance }
        let others = needles.dropFirst()
        bytes.withSpan { text in
            var row = 0
            var offset = 0
            while let hit = text.firstOffset(of: needles[0], from: offset) {
                while row + 1 < starts.count, Int(starts[row + 1]) <= hit { row += 1 }
                let range = range(of: row)
                offset = range.upperBound + 1
                let name = text.extracting(range)
                if others.isEmpty
                    || others.allSatisfy({ name.firstOffset(of: $0, from: 0) != nil })
                {
                    body(row, rank(of: name, base: Int(bases[row]), query.whole))
                }
            }
        }
    }

    private func rank(of name: RawSpan, base: Int, _ wanted: [UInt8]) -> Rank {
        let length = name.byteCount
        if wanted.count == length, name.has(wanted, at: 0) { return .exactName }
        guard base + wanted.count <= length, name.has(wanted, at: base) else { return .rest }
        return base + wanted.count == length ? .exactBase : .baseBegins
    }

    private func range(of row: Int) -> Range<Int> {
        let end = row + 1 < starts.count ? Int(starts[row + 1]) : bytes.count
        return Int(starts[row])..<end - 1
    }
}

/// A word, and by which two of its bytes it is looked for: those that are rarest in the text. The
/// names of a folder all begin alike, and would all have to be compared.
struct Needle {
    let bytes: [UInt8]
    /// Where in the word they stand; the same place twice where it has one byte.
    let first: Int
    let second: Int
    /// How likely both fit anywhere, in parts that compare.
    let chance: Double

    init(_ bytes: [UInt8], _ counts: [Int]) {
        self.bytes = bytes
        func count(_ place: Int) -> Int { counts[Int(bytes[place])] }
        let places = bytes.indices.sorted { count($0) < count($1) }
        first = places[0]
        second = places.first { bytes[$0] != bytes[places[0]] } ?? places[places.count - 1]
        chance = Double(count(first)) * Double(first == second ? .max : count(second))
    }
}

/// The best rows of a search, in few buckets instead of a sort.
struct Hits {
    private var byRank: [[Int]] = NameText.Rank.allCases.map { _ in [] }
    private let limit: Int

    init(limit: Int) { self.limit = max(0, limit) }

    mutating func add(_ row: Int, _ rank: NameText.Rank) {
        if byRank[rank.rawValue].count < limit { byRank[rank.rawValue].append(row) }
    }

    var rows: [Int] { Array(byRank.joined().prefix(limit)) }

    var ranked: [(rank: Int, row: Int)] {
        let all = byRank.enumerated().lazy.map { bucket in
            bucket.element.lazy.map { (rank: bucket.offset, row: $0) }
        }
        return Array(all.joined().prefix(limit))
    }
}

extension RawSpan {
    /// Whether `needle` stands at `offset`, which leaves room for it.
    func has(_ needle: [UInt8], at offset: Int) -> Bool {
        for index in needle.indices where self[offset + index] != needle[index] { return false }
        return true
    }

    /// The first offset at or after `start` where the needle stands. Eight places at a time are
    /// asked whether its two rarest bytes fit; those are compared.
    func firstOffset(of needle: Needle, from start: Int) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let first = ones &* UInt64(needle.bytes[needle.first])
        let second = ones &* UInt64(needle.bytes[needle.second])
        let reach = needle.bytes.count - 1
        let end = byteCount - reach
        var offset = start
        while offset + 8 <= end {
            let differs =
                (word(offset + needle.first) ^ first) | (word(offset + needle.second) ^ second)
            // The classic test for a zero byte; above the first one it may err, and only cost time.
            var fits = (differs &- ones) & ~differs & (ones << 7)
            while fits != 0 {
                let place = offset + fits.trailingZeroBitCount / 8
                if has(needle.bytes, at: place) { return place }
                fits &= fits &- 1
            }
            offset += 8
        }
        while offset < end {
            if has(needle.bytes, at: offset) { return offset }
            offset += 1
        }
        return nil
    }

    private func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
