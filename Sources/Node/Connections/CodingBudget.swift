// How many bytes of documents may be coded: a turn is short, and a crowd is not all that the loop
// cares for.

import Vocabulary

struct CodingBudget {
    private var bytes = Limits.codedAtOnce
    private var filled = Instant.start

    /// Whether so many may be coded now.
    mutating func spend(_ count: Int, at now: Instant) -> Bool {
        let back = now.since(filled).inSeconds * Double(Limits.codedRate)
        // Of less than a byte nothing comes back, and its time is not lost.
        if back >= 1 {
            bytes = min(Limits.codedAtOnce, bytes + Int(min(back, Double(Limits.codedAtOnce))))
            filled = now
        }
        guard count <= bytes else { return false }
        bytes -= count
        return true
    }
}
