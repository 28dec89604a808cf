// Chance as an argument: the host seeds it, and the same seed gives the same day again.

/// SplitMix64 (Steele, Lea and Flood, 2014): small, fast, and never for secrets.
package struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// `duration`, more or less by up to `fraction` of it, so that machines that failed together
    /// do not come back together.
    package mutating func jittered(_ duration: Duration, by fraction: Double = 0.25) -> Duration {
        duration * Double.random(in: 1 - fraction...1 + fraction, using: &self)
    }
}
