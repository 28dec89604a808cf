// Stories about whether a loop rests, told by a crowd that is only arithmetic.

import Testing
import Vocabulary

@testable import Reactor

/// A loop and those who ask it: how many it serves in a millisecond while it never rests, and while
/// it does, and how often it finds nothing to do in that time.
private struct Crowd {
    var moderation = Moderation()
    var now = Instant.start
    var without = 30
    var with = 30
    var pauses = 4

    /// Milliseconds in which the loop rested, of so many.
    mutating func goesOn(milliseconds: Int) -> Int {
        var rested = 0
        for _ in 0..<milliseconds {
            now = now + .milliseconds(1)
            let rests = moderation.rests
            if rests {
                rested += 1
                for _ in 0..<pauses { moderation.rested() }
            }
            moderation.turnEnded(at: now, served: rests ? with : without)
        }
        return rested
    }
}

@Suite("Moderation") struct ModerationTests {
    @Test("a loop that is asked seldom never rests")
    func seldom() {
        var crowd = Crowd(without: 10, with: 10)
        #expect(crowd.goesOn(milliseconds: 60_000) == 0)
    }

    @Test("many who ask make it rest, from 30 ms on", arguments: [30, 33, 29])
    func many(with: Int) {
        var crowd = Crowd(with: with)
        #expect(crowd.goesOn(milliseconds: 30) < 30)
        #expect(crowd.goesOn(milliseconds: 10_000) > 9_900)
    }

    @Test("a few who all wait for the rest to end are spared it but for its trials")
    func few() {
        var crowd = Crowd(with: 12)
        _ = crowd.goesOn(milliseconds: 10_000)
        #expect(!crowd.moderation.rests)
        #expect((1...10).contains(crowd.goesOn(milliseconds: 10_000)))
    }

    @Test("a small loss is found too, in the time that it takes")
    func loses() {
        var crowd = Crowd(with: 27)
        _ = crowd.goesOn(milliseconds: 10_000)
        #expect((1...20).contains(crowd.goesOn(milliseconds: 10_000)))
    }

    @Test("a loop that always has something to do does not ask whether it may")
    func busy() {
        var crowd = Crowd(without: 100, with: 100, pauses: 0)
        _ = crowd.goesOn(milliseconds: 10_000)
        #expect(crowd.goesOn(milliseconds: 10_000) <= 20)
    }

    @Test("whoever's crowd is gone stops at once, and whose crowd changes finds it out")
    func changes() {
        var crowd = Crowd()
        _ = crowd.goesOn(milliseconds: 10_000)
        (crowd.without, crowd.with) = (1, 1)
        #expect(crowd.goesOn(milliseconds: 1_000) <= 5)
        (crowd.without, crowd.with) = (30, 30)
        _ = crowd.goesOn(milliseconds: 10_000)
        #expect(crowd.moderation.rests)
        crowd.with = 15
        #expect(crowd.goesOn(milliseconds: 10_000) < 200)
        _ = crowd.goesOn(milliseconds: 5_000)
        #expect(!crowd.moderation.rests)
    }

    @Test("a load that grows all the time speaks for neither")
    func grows() {
        var crowd = Crowd(without: 20, with: 20)
        for step in 1...100 {
            _ = crowd.goesOn(milliseconds: 1)
            (crowd.without, crowd.with) = (20 + step / 4, 20 + step / 4)
        }
        #expect(crowd.moderation.rests)
    }
}
