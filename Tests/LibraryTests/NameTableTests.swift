// Rows by their names: in order, and one by one; each against the plainest thing that does so.

import Testing
import Vocabulary

@testable import Library

@Suite("Rows by name")
struct NameTableTests {
    /// Names as folders have them: many begin alike, and some are another's beginning.
    private static func names(_ count: Int, _ chance: inout Chance) throws -> [FileName] {
        var texts: Set<String> = []
        while texts.count < count {
            let folder = chance.next() % 7
            texts.insert("folder \(folder)/\(String(chance.next() % 100_000, radix: 36))")
        }
        return try texts.sorted().map { try #require(FileName($0)) }.shuffled(using: &chance)
    }

    @Test("stand in order however they come and go", arguments: 1...8)
    func order(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let names = try Self.names(3000, &chance)
        var order = NameOrder()
        var here: Set<Int> = []
        for _ in 0..<9000 {
            let row = Int.random(in: names.indices, using: &chance)
            if here.remove(row) != nil {
                order.remove(row, names[row], names)
            } else {
                here.insert(row)
                order.insert(row, names[row], names)
            }
        }
        let sorted = here.sorted { names[$0] < names[$1] }
        #expect(order.rows(after: nil, limit: .max, names) == sorted)
        #expect(order.count == here.count)
        for place in stride(from: 0, to: sorted.count, by: 97) {
            let part = order.rows(after: names[sorted[place]], limit: 5, names)
            #expect(part == Array(sorted[(place + 1)...].prefix(5)))
        }
        for row in here { order.remove(row, names[row], names) }
        #expect(order.rows(after: nil, limit: .max, names) == [])
        order.insert(0, names[0], names)
        #expect(order.rows(after: nil, limit: 9, names) == [0])
    }

    @Test("come in order, one share after another, as a ledger has them")
    func inOrder() throws {
        var chance = Chance(seed: 1)
        let all = try Self.names(4000, &chance)
        let names = all[..<2000].sorted() + all[2000...].sorted()
        var order = NameOrder()
        for row in names.indices { order.insert(row, names[row], names) }
        let rows = order.rows(after: nil, limit: .max, names)
        #expect(rows.map { names[$0] } == names.sorted())
    }

    @Test("stay in order when they have other numbers")
    func renumbered() throws {
        var chance = Chance(seed: 2)
        let names = try Self.names(1000, &chance)
        var order = NameOrder()
        for row in names.indices { order.insert(row, names[row], names) }
        let before = order.rows(after: nil, limit: .max, names)
        let moved = names.indices.map { (Int32($0), Int32(999 - $0)) }
        order.renumber(Dictionary(uniqueKeysWithValues: moved))
        #expect(order.rows(after: nil, limit: .max, names) == before.map { 999 - $0 })
    }

    @Test("of one name stand side by side, and the right one goes")
    func namesakes() throws {
        let name = try #require(FileName("a"))
        let names = [FileName](repeating: name, count: 600)
        var order = NameOrder()
        for row in names.indices { order.insert(row, name, names) }
        for row in names.indices where row % 2 == 0 { order.remove(row, name, names) }
        #expect(order.rows(after: nil, limit: .max, names).allSatisfy { $0 % 2 == 1 })
        #expect(order.count == 300)
        #expect(order.rows(after: name, limit: 1, names) == [])
    }

    @Test("are found by them as in a dictionary", arguments: 1...8)
    func heads(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let names = try Self.names(2000, &chance)
        var heads = NameHeads()
        for name in names { heads.append(name) }
        var model: [FileName: Int32] = [:]
        for step in 0..<6000 {
            let row = Int.random(in: names.indices, using: &chance)
            if model[names[row]] == nil || step % 3 == 0 {
                model[names[row]] = Int32(row)
                heads.setFirst(names[row], Int32(row), names)
            } else {
                model[names[row]] = nil
                heads.remove(names[row], names)
            }
            if step == 3000 { heads.reserve(5000) }
        }
        for name in names { #expect(heads.first(name, names) == model[name] ?? -1) }
    }

    @Test("that nobody has are nobody's")
    func nobody() throws {
        var heads = NameHeads()
        let name = try #require(FileName("a"))
        #expect(heads.first(name, []) == -1)
        heads.remove(name, [])
        #expect(NameOrder().rows(after: name, limit: 3, []) == [])
    }
}
