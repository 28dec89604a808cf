// Runs of pieces for sources that have everything.

import Testing
import Vocabulary

@testable import Swarm

@Suite struct PickerRunTests {
    private let cut = geometry(pieces: 200)
    private var chance = Chance(seed: 7)
    private let web = PeerKey(9)

    private func numbers(_ run: [PieceIndex]) -> [Int] { run.map(\.number) }

    @Test("The longest run of a set is found wherever it begins and ends")
    mutating func longestRun() {
        for _ in 0..<300 {
            let count = Int.random(in: 1...400, using: &chance)
            let set = geometry(pieces: count).set(
                (0..<count).filter { _ in Int.random(in: 0..<50, using: &chance) > 0 })
            var (runs, start) = ([Range<Int>](), 0)
            for number in 0...count where number == count || !set.contains(number: number) {
                if number > start { runs.append(start..<number) }
                start = number + 1
            }
            #expect(set.firstRun == runs.first)
            #expect(set.longestRun?.count == runs.map(\.count).max())
            if let longest = set.longestRun { #expect(runs.contains(longest)) }
        }
    }

    @Test("A run is the beginning of the largest gap, as long as it may be")
    mutating func largest() {
        var picker = Picker(geometry: cut, have: cut.set([3, 50, 190]))
        let run = picker.nextRun(for: web, maxLength: 5 * cut.pieceLength)
        #expect(numbers(run) == Array(51...55))
        #expect(picker.inFlight(of: web) == 20)
        let next = picker.nextRun(for: web, maxLength: 5 * cut.pieceLength)
        #expect(numbers(next) == Array(56...60))
        let peers = picker.next(400, for: ann, having: cut.all, using: &chance)
        #expect(Set(peers.map(\.piece)).isDisjoint(with: run + next))
    }

    @Test("It is a piece at least, however long that is, and the last may be short")
    mutating func atLeastOne() {
        var picker = Picker(geometry: cut, have: cut.set(0..<199))
        #expect(numbers(picker.nextRun(for: web, maxLength: 1)) == [199])
        #expect(picker.inFlight(of: web) == 4)
        #expect(picker.nextRun(for: web, maxLength: 1).isEmpty)
    }

    @Test("Small gaps are left to peers, where it is asked so") mutating func least() {
        var picker = Picker(geometry: cut, have: cut.set((0..<200).filter { $0 % 5 == 0 }))
        #expect(picker.nextRun(for: web, maxLength: .max, least: 5).isEmpty)
        #expect(numbers(picker.nextRun(for: web, maxLength: .max, least: 4)) == [1, 2, 3, 4])
    }

    @Test("What is not wanted is no gap, and what is wanted most is first")
    mutating func priorities() {
        var picker = Picker(geometry: cut, have: cut.none)
        for piece in 100..<200 { picker.setPriority(.unwanted, of: cut.piece(piece)!) }
        for piece in 40..<50 { picker.setPriority(.highest, of: cut.piece(piece)!) }
        #expect(numbers(picker.nextRun(for: web, maxLength: .max)) == Array(40..<50))
        #expect(numbers(picker.nextRun(for: web, maxLength: .max)) == Array(50..<100))
    }

    @Test("In order it is the first gap, however small") mutating func sequential() {
        var picker = Picker(geometry: cut, have: cut.set([0, 2]), order: .sequential)
        #expect(numbers(picker.nextRun(for: web, maxLength: .max)) == [1])
    }

    @Test("A source that goes gives everything back, and what came of it stays")
    mutating func gone() {
        var picker = Picker(geometry: cut, have: cut.set(0..<190))
        picker.joined(web, having: cut.all)
        let run = picker.nextRun(for: web, maxLength: .max)
        let first = cut.block(0, of: run[0])
        #expect(picker.received(first, from: web) == .new(isPieceWhole: false, cancels: []))
        picker.gone(web, having: cut.all)
        #expect(picker.inFlight(of: web) == 0)
        #expect(picker.isBegun(run[0]) && !picker.isBegun(run[1]))
        #expect(Set(picker.next(80, for: ann, having: cut.all, using: &chance)).count == 39)
    }

    @Test("No more is begun than there is memory for") mutating func bounded() {
        var picker = Picker(geometry: cut, have: cut.none)
        picker.partialsMax = 6
        #expect(picker.nextRun(for: web, maxLength: .max).count == 6)
        #expect(picker.nextRun(for: ann, maxLength: .max).isEmpty)
    }
}
