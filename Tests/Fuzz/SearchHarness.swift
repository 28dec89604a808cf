// A search by words, and a library of names that strangers gave.
//
// The first line of an input is what is searched for, the others are names.

import Bytes
import Vocabulary

@testable import Library

extension Harness {
    static let search = Harness(name: "search") { bytes in
        guard let text = String(utf8: bytes) else { return }
        let lines = text.utf8.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).map { String(Substring($0)) }
        guard let query = Query(lines[0]) else { return }
        let names = lines.dropFirst().compactMap { FileName($0) }
        var all = NameText()
        for name in names { all.append(name) }
        var found: [Int] = []
        var ranks: [NameText.Rank] = []
        all.eachRow(matching: query) { row, rank in
            found.append(row)
            ranks.append(rank)
        }
        let expected = names.indices.filter { row in
            let name = Array(names[row].path.lowercased().utf8)
            return query.words.allSatisfy { has(name, $0) }
        }
        expect(found, equals: expected, "what has all words is found, and nothing else")
        for (row, rank) in zip(found, ranks) where rank == .exactName {
            expect(
                Array(names[row].path.lowercased().utf8), equals: query.whole,
                "an exact name is one")
        }
        expectOrder(names)
    }

    private static func has(_ name: [UInt8], _ word: [UInt8]) -> Bool {
        guard name.count >= word.count else { return false }
        return (0...(name.count - word.count)).contains { name[$0...].starts(with: word) }
    }

    private static func expectOrder(_ names: [FileName]) {
        var order = NameOrder()
        for (row, name) in names.enumerated() { order.insert(row, name, names) }
        let rows = order.rows(after: nil, limit: .max, names)
        let sorted = rows.map { Array(names[$0].path.utf8) }
        expect(
            sorted, equals: names.sorted().map { Array($0.path.utf8) },
            "names are sorted by their bytes")
    }
}
