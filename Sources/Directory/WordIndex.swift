// Which rows have which words, and which words have which letters.
//
// A word leads to the rows whose names have it. Three letters lead to the words that have them one
// after another, two zeros before a word counting as letters: so the beginnings and parts of words
// are found without looking at every word.
//
// Law. Everything here is found again from a name, so a row that goes takes out what it put in.

import Bytes
import Vocabulary

/// A class, so that asking it copies nothing. It is its catalogue's alone.
final class WordIndex {
    struct Word {
        var text: String
        var hash: UInt32
        var rows = NumberSet()
    }

    private(set) var words = Rows<Word>()
    /// Numbers of words that no row has.
    private var free: [Int32] = []
    private var table = SplitNumbers()
    /// By the hash of three letters: several may share a place, so whoever asks looks at the words.
    /// Nothing before the first word comes: an empty directory is small.
    private var letters: [NumberSet] = []

    /// Words that rows have.
    var count: Int { words.count - free.count }

    // MARK: Rows that come and go

    func insert(_ row: Int32, _ name: FoldedText) {
        for range in name.indexed {
            let word = number(of: name.bytes[range])
            words[Int(word)].rows.insert(row)
        }
    }

    func remove(_ row: Int32, _ name: FoldedText) {
        for range in name.indexed {
            let bytes = name.bytes[range]
            let word = number(bytes, Self.hash(bytes))
            // A word that a name has twice is gone at the second time.
            guard word >= 0 else { continue }
            words[Int(word)].rows.remove(row)
            if words[Int(word)].rows.count == 0 { forget(word, bytes) }
        }
    }

    private func number(of bytes: ArraySlice<UInt8>) -> Int32 {
        let hash = Self.hash(bytes)
        let known = number(bytes, hash)
        if known >= 0 { return known }
        let fresh = Word(text: String(decoding: bytes, as: UTF8.self), hash: hash)
        let number: Int32
        if let last = free.popLast() {
            number = last
            words[Int(number)] = fresh
        } else {
            number = Int32(words.count)
            words.append(fresh)
        }
        table.insert(number, hash) { words[Int($0)].hash }
        if letters.isEmpty { letters = Array(repeating: NumberSet(), count: 1 << 16) }
        Self.eachTriple(of: bytes) { letters[$0].insert(number) }
        return number
    }

    private func forget(_ word: Int32, _ bytes: ArraySlice<UInt8>) {
        table.remove(word, words[Int(word)].hash) { words[Int($0)].hash }
        Self.eachTriple(of: bytes) { letters[$0].remove(word) }
        words[Int(word)].text = ""
        free.append(word)
    }

    // MARK: Words

    /// The number of a word; -1: no row has it.
    func number(_ bytes: ArraySlice<UInt8>) -> Int32 { number(bytes, Self.hash(bytes)) }

    private func number(_ bytes: ArraySlice<UInt8>, _ hash: UInt32) -> Int32 {
        table.first(hash) { word in
            words[Int(word)].hash == hash && words[Int(word)].text.has(bytes)
        }
    }

    /// Words that may have `bytes` in them, or where there are less than three begin so: each is to
    /// be looked at. All that do are among them.
    func candidates(for bytes: ArraySlice<UInt8>) -> NumberSet {
        guard !letters.isEmpty else { return NumberSet() }
        let start = bytes.startIndex
        if bytes.count == 1 { return letters[Self.place(0, 0, bytes[start])] }
        if bytes.count == 2 { return letters[Self.place(0, bytes[start], bytes[start + 1])] }
        var fewest = letters[Self.place(bytes[start], bytes[start + 1], bytes[start + 2])]
        for offset in (start + 1)..<(bytes.endIndex - 2) {
            let place = Self.place(bytes[offset], bytes[offset + 1], bytes[offset + 2])
            if letters[place].count < fewest.count { fewest = letters[place] }
        }
        return fewest
    }

    // MARK: Hashes

    private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var hasher = Hasher()
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    private static func place(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        let letters = UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16
        return Int((letters &* 0x9e37_79b1) >> 16)
    }

    @inline(__always)
    private static func eachTriple(of bytes: ArraySlice<UInt8>, _ body: (Int) -> Void) {
        var (first, second): (UInt8, UInt8) = (0, 0)
        for third in bytes {
            body(place(first, second, third))
            (first, second) = (second, third)
        }
    }
}

extension FoldedText {
    /// The words of a name that are found: the last ones, where there are very many, for the base
    /// name is what people look for. Of a very long word, its beginning.
    var indexed: [Range<Int>] { words.suffix(Limits.wordsIndexed).map(cut) }

    /// Not within a letter.
    private func cut(_ word: Range<Int>) -> Range<Int> {
        guard word.count > Limits.indexedWordLength else { return word }
        var end = word.lowerBound + Limits.indexedWordLength
        while bytes[end] & 0xc0 == 0x80 { end -= 1 }
        return word.lowerBound..<end
    }
}

extension String {
    func has(_ bytes: ArraySlice<UInt8>) -> Bool {
        utf8.count == bytes.count && utf8.elementsEqual(bytes)
    }
}
