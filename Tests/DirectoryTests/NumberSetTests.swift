// Sets of numbers are sets, however long they are.

import Testing
import Vocabulary

@testable import Directory

@Suite("A set of numbers") struct NumberSetTests {
    private func all(_ set: NumberSet) -> [Int32] {
        var numbers: [Int32] = []
        set.forEach { numbers.append($0) }
        return numbers
    }

    @Test(
        "it has what was put in and not taken out, in order",
        arguments: [1, 2, 3, 5, 8] as [UInt64])
    func model(seed: UInt64) {
        var chance = Chance(seed: seed)
        var set = NumberSet()
        var model: Set<Int32> = []
        for step in 0..<6000 {
            // It grows, and then it shrinks.
            let number = Int32(chance.below(2000))
            if (chance.below(3) > 0) == (step < 4000) {
                set.insert(number)
                model.insert(number)
            } else {
                set.remove(number)
                model.remove(number)
            }
            #expect(Int(set.count) == model.count)
        }
        #expect(all(set) == model.sorted())
        for number in model {
            set.remove(number)
        }
        #expect(set.count == 0 && all(set).isEmpty)
    }

    @Test("it is read in parts") func parts() {
        var set = NumberSet()
        for number in stride(from: Int32(0), to: 3000, by: 3) { set.insert(number) }
        var (from, read): (Int32, [Int32]) = (0, [])
        while true {
            let (numbers, isAll) = set.numbers(from: from, limit: 77)
            read += numbers
            if isAll { break }
            from = (numbers.last ?? 0) + 1
        }
        #expect(read == all(set))
        #expect(NumberSet().numbers(from: 0, limit: 5).isAll)
    }
}
