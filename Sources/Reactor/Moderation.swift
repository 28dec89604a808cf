// Whether it pays to rest a moment before the loop waits, as network cards moderate interrupts.
//
// Of many who ask in quick succession each wakes a loop that has just fallen asleep: it pays for
// falling asleep and he for waking it, which on a virtual machine costs as much as an answer. A
// loop that rests 60 us serves several of them with one awakening. But where few ask, and each
// again as soon as he has his answer, all of them would wait for the rest to end. Who asks cannot
// be seen; how many are served in a second can. So it is tried out, for a few milliseconds.
//
// Law 1. A loop that is asked seldom never rests.
// Law 2. A loop rests as long as it serves as many as without.
// Law 3. A loop that always has something to do does not rest, and does not ask whether it may.

import Vocabulary

/// Decides by what was served in windows of a few milliseconds. Nothing here looks at a clock.
struct Moderation {
    private enum Phase {
        /// Too little goes on for a rest to gather anything.
        case quiet
        /// The next of the windows of `Moderation.trial`.
        case trial(Int)
        /// For so many windows more it stays as it is.
        case settled(Int)
    }

    /// Whether windows of a trial rest. Both kinds stand in the middle of it at the same moment, so
    /// a load that rises or falls speaks for neither.
    private static let trial = [false, true, true, false]

    /// Whether a loop that has nothing to do rests, now.
    private(set) var rests = false
    private var phase = Phase.quiet
    private var began = Instant.start
    /// What was served since.
    private var served = 0
    /// How often it rested since.
    private var taken = 0
    /// Of this trial: what was served a second, in all windows that did not rest, and that did.
    private var rates = (without: 0.0, with: 0.0)
    /// Of this trial: in all windows that rested.
    private var takenInTrial = 0
    private var verdict: Bool?
    private var hold = Limits.moderationHold.lowerBound

    /// A turn ends at `now`, in which so many were served.
    mutating func turnEnded(at now: Instant, served count: Int) {
        served += count
        let time = now.since(began)
        guard time >= Limits.moderationWindow else { return }
        windowEnded(rate: Double(served) / time.inSeconds)
        began = now
        (served, taken) = (0, 0)
    }

    /// There was nothing to do, and the loop has rested.
    mutating func rested() { taken += 1 }

    private mutating func windowEnded(rate: Double) {
        switch phase {
        case .quiet:
            if rate >= Limits.moderatedRate { beginTrial() }
        case .trial(let window):
            if rests { rates.with += rate } else { rates.without += rate }
            takenInTrial += taken
            if rate < Limits.moderatedRate, !rests { return becomeQuiet() }
            let isPlain = rests && rates.with < rates.without * Limits.moderationHarm
            if isPlain || window + 1 == Self.trial.count { settle() } else { enter(window + 1) }
        case .settled(let left):
            if rate < Limits.moderatedRate { return becomeQuiet() }
            if left > 1 { phase = .settled(left - 1) } else { beginTrial() }
        }
    }

    private mutating func beginTrial() {
        (rates, takenInTrial) = ((0, 0), 0)
        enter(0)
    }

    private mutating func enter(_ window: Int) {
        phase = .trial(window)
        rests = Self.trial[window]
    }

    /// A verdict that is found again is not asked for again so soon.
    private mutating func settle() {
        rests =
            takenInTrial >= Limits.moderationRests
            && rates.with >= rates.without * Limits.moderationLoss
        let holds = Limits.moderationHold
        hold = rests == verdict ? min(2 * hold, holds.upperBound) : holds.lowerBound
        verdict = rests
        phase = .settled(hold)
    }

    private mutating func becomeQuiet() {
        phase = .quiet
        rests = false
    }
}
