// When a busy loop rests (`Moderation`).

extension Limits {
    /// How long a loop rests that is asked by many. The kernel's timers are 50 us late at most, so
    /// it is 60 to 110: two to four of those who ask 30,000 times a second.
    package static let moderationRest = Duration.microseconds(60)
    /// Served in a second. With fewer, a rest would not gather two.
    package static let moderatedRate = 18_000.0
    /// What is compared with what: a hundred who were served, at least.
    package static let moderationWindow = Duration.milliseconds(5)
    /// Windows that a verdict holds: half a second, then twice as long each time that it is found
    /// again, to five seconds. A trial that finds harm takes two, one of which does it.
    package static let moderationHold = 100...1_000
    /// Rests in the two windows of a trial that have them. Whoever finds so few moments for one has
    /// something to do all the time, and looking for them costs a call a turn.
    package static let moderationRests = 8
    /// The part of what was served without rests that must be served with them. Windows differ by
    /// some hundredths; where rests do harm they cost a fifth and more.
    package static let moderationLoss = 0.95
    /// Where only this part is served with rests, one window says enough.
    package static let moderationHarm = 0.8
}
