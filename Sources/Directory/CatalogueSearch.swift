// One search in the catalogue, a step at a time: a common word of a million names is more than a
// turn may take.
//
// ```
//   gathering ──▶ uniting ──▶ ranking ──▶ over
//       ▲             │ few files are left: naming ──▶ over
//       └─────────────┴── nothing is left: once more, forgiving a mistake
// ```
//
// Gathering finds the words that fit each one that is looked for; uniting, the files that have
// them, the rarest word first; ranking keeps the first of them. A few thousand files are looked at
// by name instead (naming), which is quicker than the words of a million.

import Bytes
import Vocabulary

package final class CatalogueSearch {
    private enum Phase {
        /// The word that is looked at, and the number from which its candidates go on.
        case gathering(word: Int, from: Int32)
        /// Where in the order of the words, and how many of that word's are united.
        case uniting(place: Int, done: Int)
        case naming(done: Int)
        case ranking(stretch: Int)
        case over
    }

    /// Words of names that fit a word that is looked for.
    private struct Found {
        /// By how well they fit: words, beginnings, parts, and with a mistake.
        var numbers: [[Int32]] = [[], [], [], []]
        /// Files that they lead to, each as often as it is led to.
        var files = 0
    }

    private let query: CatalogueQuery
    private let filter: CatalogueFilter
    private let after: CataloguePlace?
    private let catalogue: Catalogue
    private var table: CatalogueTable { catalogue.table }
    private var phase = Phase.gathering(word: 0, from: 0)
    private var isForgiving = false
    private var found: [Found] = []
    /// The words by how many files they lead to.
    private var order: [Int] = []
    /// Files that have all words so far; those of each fit are also in the next.
    private var united: [RowSet] = []
    /// The same of the word that is being united.
    private var current: [RowSet] = []
    private var few: [Int32] = []
    private var first: FirstPlaces
    private let limit: Int
    private let generation: UInt64
    private var folded = FoldedText()
    /// What is left of this step.
    private var budget = 0

    /// Nil where there is no word in it.
    package init?(
        _ words: String, _ filter: CatalogueFilter = CatalogueFilter(),
        after place: CataloguePlace? = nil, limit: Int, in catalogue: Catalogue
    ) {
        guard let query = CatalogueQuery(words) else { return nil }
        self.query = query
        self.filter = filter
        self.after = place
        self.limit = limit
        self.catalogue = catalogue
        first = FirstPlaces(limit: limit + 1)
        generation = catalogue.table.generation
        found = query.words.map { _ in Found() }
    }

    package var isOver: Bool { if case .over = phase { true } else { false } }

    /// Goes on for about so many nanoseconds.
    package func step(_ nanoseconds: Int = Limits.searchStep) {
        budget = nanoseconds
        while budget > 0 {
            switch phase {
            case .gathering(let word, let from): gather(word, from: from)
            case .uniting(let place, let done): unite(place, done: done)
            case .naming(let done): name(done: done)
            case .ranking(let stretch): rank(from: stretch)
            case .over: return
            }
        }
    }

    // MARK: Gathering

    private func gather(_ word: Int, from number: Int32) {
        guard word < query.words.count else { return order(words: query.words.indices) }
        let wanted = query.words[word]
        let (numbers, isAll) = table.words.candidates(for: wanted[...])
            .numbers(from: number, limit: 2048)
        for number in numbers { look(at: number, for: word) }
        budget -= 200 + numbers.count * 150
        if !isAll, let last = numbers.last {
            phase = .gathering(word: word, from: last + 1)
            return
        }
        if isForgiving { forgive(word) }
        phase = .gathering(word: word + 1, from: 0)
    }

    private func look(at number: Int32, for word: Int) {
        var text = table.words.words[Int(number)].text
        let wanted = query.words[word]
        let fit = text.withUTF8 { utf8 in unsafe utf8.span.fit(wanted) }
        guard let fit else { return }
        take(number, as: fit, for: word)
    }

    private func take(_ number: Int32, as fit: Fit, for word: Int) {
        found[word].numbers[Int(fit.rawValue - Fit.words.rawValue)].append(number)
        found[word].files += Int(table.words.words[Int(number)].rows.count)
    }

    private func forgive(_ word: Int) {
        let known = Set(found[word].numbers.joined())
        var variants: Set<Int32> = []
        Typo.eachVariant(of: query.words[word], letters: query.words[word].letters) { variant in
            budget -= 300
            let number = table.words.number(variant)
            guard number >= 0, !known.contains(number) else { return }
            variants.insert(number)
        }
        for number in variants.sorted() { take(number, as: .typo, for: word) }
    }

    /// The rarest word first. Where it leads to few files, these are looked at and no others.
    private func order(words: Range<Int>) {
        order = words.sorted { found[$0].files < found[$1].files }
        let rarest = found[order[0]]
        if rarest.files == 0 { return nothingIsLeft() }
        guard rarest.files > Limits.searchedByName else {
            for number in rarest.numbers.joined() {
                table.words.words[Int(number)].rows.forEach { few.append($0) }
            }
            few.sort()
            phase = .naming(done: 0)
            return
        }
        phase = .uniting(place: 0, done: 0)
    }

    /// Once more, with words that are nearly what was asked for.
    private func nothingIsLeft() {
        guard !isForgiving, query.words.contains(where: { $0.count >= Limits.typoLength }) else {
            phase = .over
            return
        }
        isForgiving = true
        found = query.words.map { _ in Found() }
        (united, few) = ([], [])
        phase = .gathering(word: 0, from: 0)
    }

    // MARK: Uniting

    private func unite(_ place: Int, done: Int) {
        guard place < order.count else { return beginRanking() }
        let numbers = found[order[place]].numbers
        if done == 0 {
            let empty = RowSet(capacity: table.files.count)
            current = Array(repeating: empty, count: isForgiving ? 4 : 3)
            budget -= empty.stretches * 3
        }
        var (skipped, united) = (0, done)
        for fit in current.indices {
            let rest = numbers[fit].dropFirst(max(0, done - skipped))
            skipped += numbers[fit].count
            for number in rest {
                // One at least: so a step goes on, however small it is.
                guard budget > 0 || united == done else {
                    phase = .uniting(place: place, done: united)
                    return
                }
                let rows = table.words.words[Int(number)].rows
                rows.forEach { current[fit].insert($0) }
                budget -= 300 + 3 * Int(rows.count)
                united += 1
            }
        }
        endUniting(place)
    }

    private func endUniting(_ place: Int) {
        for fit in current.indices.dropFirst() { current[fit].formUnion(current[fit - 1]) }
        if united.isEmpty {
            united = current
        } else {
            for fit in united.indices { united[fit].formIntersection(current[fit]) }
        }
        let all = united[united.count - 1]
        budget -= all.stretches * 4
        let left = all.count
        if left == 0 { return nothingIsLeft() }
        guard left > Limits.searchedByName || place + 1 == order.count else {
            few = all.rows
            phase = .naming(done: 0)
            return
        }
        phase = .uniting(place: place + 1, done: 0)
    }

    // MARK: Few files

    private func name(done: Int) {
        var done = done
        while done < few.count, budget > 0 {
            let row = few[done]
            done += 1
            budget -= 1500
            // One that is led to by several words stands side by side.
            if done > 1, few[done - 2] == row { continue }
            if let fit = fit(row) { consider(row, fit) }
        }
        guard done == few.count else {
            phase = .naming(done: done)
            return
        }
        // The rarest word led somewhere, and all of them nowhere.
        if first.sorted.isEmpty, !isForgiving, !hasFit { return nothingIsLeft() }
        phase = .over
    }

    /// Whether anything fitted, be it filtered out or on an earlier page.
    private var hasFit = false

    /// How well a row's name fits, by looking at it.
    private func fit(_ row: Int32) -> Fit? {
        guard table.files[Int(row)].holders > 0 else { return nil }
        folded.read(table.files[Int(row)].name.path)
        guard let fit = query.fit(folded, forgiving: isForgiving) else { return nil }
        hasFit = true
        return fit == .words ? exact(row, table.files[Int(row)].name) : fit
    }

    private func exact(_ row: Int32, _ name: FileName) -> Fit {
        if name == query.name { return .name }
        let base = table.bases[Int(row)]
        return base >> 32 == query.whole || base & 0xffff_ffff == query.whole ? .base : .words
    }

    // MARK: Ranking

    private var named: [Int32] = []

    private func beginRanking() {
        named = query.name.map { table.rows(named: $0) } ?? []
        phase = .ranking(stretch: 0)
    }

    private func rank(from stretch: Int) {
        let all = united[united.count - 1]
        var stretch = stretch
        while stretch < all.stretches, budget > 0 {
            all.forEach(in: stretch) { row in
                budget -= 15 * filter.cost
                consider(row, fitByWords(row))
            }
            budget -= 2
            stretch += 1
        }
        phase = stretch < all.stretches ? .ranking(stretch: stretch) : .over
    }

    private func fitByWords(_ row: Int32) -> Fit {
        guard united[0].contains(Int(row)) else {
            if united[1].contains(Int(row)) { return .beginnings }
            return united[2].contains(Int(row)) ? .parts : .typo
        }
        let base = table.bases[Int(row)]
        guard base >> 32 == query.whole || base & 0xffff_ffff == query.whole || !named.isEmpty
        else { return .words }
        return named.contains(row) ? .name : exactBase(base)
    }

    private func exactBase(_ base: UInt64) -> Fit {
        base >> 32 == query.whole || base & 0xffff_ffff == query.whole ? .base : .words
    }

    private func consider(_ row: Int32, _ fit: Fit) {
        let place = CataloguePlace(fit, live: table.lives[Int(row)], row: row)
        if let after, place <= after { return }
        guard first.wouldTake(place), catalogue.fits(row, filter) else { return }
        first.insert(place)
    }

    // MARK: What was found

    /// The first files after the place that the search began at, and the place after which the next
    /// ones stand; nil: there are no more.
    package var page: (hits: [CatalogueHit], next: CataloguePlace?) {
        let places = first.sorted
        // Rows that came and went since are other files.
        let isSame = generation == table.generation
        let hits = places.prefix(limit).filter { isSame || fit($0.row) != nil }
            .compactMap { catalogue.hit(at: $0) }
        return (hits, places.count > limit ? places[limit - 1] : nil)
    }
}

@available(*, unavailable) extension CatalogueSearch: Sendable {}

extension [UInt8] {
    /// What may stand in place of a mistaken letter: letters and digits, and of other alphabets
    /// those that stand near the word's own.
    fileprivate var letters: [Unicode.Scalar] {
        var letters = (UInt8(ascii: "0")...UInt8(ascii: "9")).map { Unicode.Scalar($0) }
        letters += (UInt8(ascii: "a")...UInt8(ascii: "z")).map { Unicode.Scalar($0) }
        var blocks: [UInt32] = []
        for scalar in String(decoding: self, as: UTF8.self).unicodeScalars where scalar.value > 127
        {
            let block = scalar.value & ~0x7f
            if !blocks.contains(block) { blocks.append(block) }
        }
        for block in blocks.prefix(Limits.typoLetters / 128) {
            letters += (block..<block + 128).compactMap { Unicode.Scalar($0) }
                .filter { $0.properties.isAlphabetic && !$0.properties.isUppercase }
        }
        return letters
    }
}

extension Span<UInt8> {
    /// How a word of a name fits one that is looked for.
    fileprivate func fit(_ wanted: [UInt8]) -> Fit? {
        guard count >= wanted.count else { return nil }
        if has(wanted, at: 0) { return count == wanted.count ? .words : .beginnings }
        guard wanted.count >= 3 else { return nil }
        var start = 1
        while start + wanted.count <= count {
            if has(wanted, at: start) { return .parts }
            start += 1
        }
        return nil
    }

    private func has(_ wanted: [UInt8], at start: Int) -> Bool {
        for place in wanted.indices where self[start + place] != wanted[place] { return false }
        return true
    }
}
