// What is looked for in the catalogue: words, and what a file must be besides.

import Vocabulary

/// What a file must be, besides having the words in its name. What is nil does not matter.
package struct CatalogueFilter: Equatable, Sendable {
    /// Bytes; a file whose size nobody said is not among those that must have one.
    package var sizeMin: Int64?
    package var sizeMax: Int64?
    /// Endings of names without their dot, in lower case; none: any.
    package var endings: Set<String> = []
    /// Told of at this time or later, in seconds since 1970.
    package var since: Int64?
    /// Live holders.
    package var holdersMin: Int?
    /// Of its torrent, as the tracker hears; a file that is none has none.
    package var seedersMin: Int?

    package init() {}

    package var isEmpty: Bool { self == CatalogueFilter() }
}

struct CatalogueQuery {
    /// Its words, the longest first, none twice.
    let words: [[UInt8]]
    /// All of it as one name; nil where it could not be one.
    let name: FileName?
    /// What `FoldedText.baseHash` has of a name that is exactly these words.
    let whole: UInt64

    /// Nil where there is no word in it.
    init?(_ text: String) {
        let folded = FoldedText(text)
        var words: [[UInt8]] = []
        for range in folded.indexed.prefix(Limits.catalogueWords) {
            let word = Array(folded.bytes[range])
            if !words.contains(word) { words.append(word) }
        }
        guard !words.isEmpty else { return nil }
        self.words = words.sorted { $0.count > $1.count }
        name = FileName(text)
        whole = folded.baseHash >> 32
    }

    /// How well a name fits: the better, the lower. Nil: not at all. `forgiving` takes words with a
    /// mistake in them.
    func fit(_ name: FoldedText, forgiving: Bool) -> Fit? {
        var worst = Fit.words
        let ranges = name.indexed
        for word in words {
            var best: Fit?
            for range in ranges {
                guard let fit = Self.fit(word, name.bytes[range], forgiving: forgiving) else {
                    continue
                }
                best = best.map { min($0, fit) } ?? fit
                if best == .words { break }
            }
            guard let best else { return nil }
            worst = max(worst, best)
        }
        return worst
    }

    /// How a word that is looked for fits one of a name.
    static func fit(_ wanted: [UInt8], _ word: ArraySlice<UInt8>, forgiving: Bool) -> Fit? {
        if word.count >= wanted.count {
            if word.starts(with: wanted) {
                return word.count == wanted.count ? .words : .beginnings
            }
            if wanted.count >= 3, word.has(part: wanted) { return .parts }
        }
        return forgiving && Typo.isOne(wanted, word) ? .typo : nil
    }
}

/// How well a name fits a search: the better, the lower.
package enum Fit: UInt8, Comparable, Sendable {
    /// It is the name, letter by letter.
    case name
    /// The base name has these words and no others, with its ending or without.
    case base
    /// All words are words of the name.
    case words
    /// All are, or words of the name begin so.
    case beginnings
    /// Some stand within words.
    case parts
    /// One letter of some word is another, too much, missing, or has changed places with the next.
    case typo

    package static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
}

/// Where a file stands among what a search has found: first by how well it fits, then by how many
/// live holders it has, then by its number. A list can be gone on with from there; a file whose
/// holders came or went meanwhile may have changed its place.
package struct CataloguePlace: Comparable, Hashable, Sendable {
    package let key: UInt64

    package init(key: UInt64) { self.key = key }

    init(_ fit: Fit, live: Int32, row: Int32) {
        let few = UInt64(0x1fff_ffff - min(live, 0x1fff_ffff))
        key = UInt64(fit.rawValue) << 61 | few << 32 | UInt64(row)
    }

    var row: Int32 { Int32(truncatingIfNeeded: key & 0x7fff_ffff) }

    package static func < (left: CataloguePlace, right: CataloguePlace) -> Bool {
        left.key < right.key
    }
}

extension ArraySlice<UInt8> {
    /// Whether `part`, which is not longer, stands in it. Words are short: nothing cleverer pays.
    func has(part: [UInt8]) -> Bool {
        var start = startIndex
        while start + part.count <= endIndex {
            if self[start] == part[0], self[start...].starts(with: part) { return true }
            start += 1
        }
        return false
    }
}
