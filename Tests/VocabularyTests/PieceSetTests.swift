// Two sets of pieces held against each other, a word at a time.

import Testing
import Vocabulary

@Suite struct PieceSetTests {
    private func set(_ numbers: some Sequence<Int>, of count: Int) -> PieceSet {
        var set = PieceSet(pieceCount: count)
        for number in numbers { set.insert(number: number) }
        return set
    }

    @Test("The first of both is found from anywhere", arguments: [1, 63, 64, 65, 200])
    func firstOfBoth(count: Int) {
        var chance = Chance(seed: UInt64(count))
        for _ in 0..<50 {
            let left = set((0..<count).filter { _ in .random(using: &chance) }, of: count)
            let right = set((0..<count).filter { _ in .random(using: &chance) }, of: count)
            let both = left.intersection(right)
            #expect(both.pieces == left.pieces.filter { right.contains($0) })
            #expect(both.count == both.pieces.count)
            for start in 0...count + 64 {
                let first = left.first(from: start, alsoIn: right)
                #expect(first == both.pieces.first { $0.number >= start })
            }
        }
    }

    @Test("A piece is the same by its number") func numbers() {
        var set = set([3, 64], of: 100)
        #expect(set.contains(number: 64) && !set.contains(number: 63))
        #expect(set.pieces.map(\.number) == [3, 64])
        set.remove(number: 3)
        #expect(set.pieces.map(\.number) == [64])
        #expect(set.count == 1)
    }
}
