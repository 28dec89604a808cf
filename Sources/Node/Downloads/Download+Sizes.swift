// How long the content is, where those who hold it differ.
//
// Law. A digest has one length, so all but those who say that one are wrong; but who that is comes
//      out in the end only. What most say is tried first, then the others, one after the other.

import Vocabulary

extension Download {
    /// Whether a holder says nothing else than what is tried now.
    func agrees(_ source: Source) -> Bool {
        source.size == nil || size == nil || source.size == size
    }

    /// Whether anybody who may be asked goes with the length that is tried now.
    var hasHolder: Bool {
        sources.contains { source in
            source.isHopeful && agrees(source)
                && !(digest != nil && size != nil && source.isOld)
        }
    }

    /// How many say that it is so long, and were not found to lie.
    func votes(for size: Int64?) -> Int {
        sources.count { $0.standing != .lied && $0.size != nil && $0.size == size }
    }

    /// Another length, of those that fit, that somebody says who may be asked: most say it.
    func otherSize(where fits: (Int64) -> Bool = { _ in true }) -> Int64? {
        let sizes = sources.filter { $0.isHopeful && !$0.wasFollowed }.compactMap(\.size)
        return mostSaid(sizes.filter { $0 != size && fits($0) })
    }

    /// What is tried of the lengths that were found, in the order in which they came.
    func sizeToTry(of found: [Int64]) -> Int64? {
        // A word against what was begun must not cost what has come of it.
        if let size, isBegun, found.contains(size) { return size }
        let lies = Set(sources.filter { $0.standing == .lied }.map(\.size))
        let others = found.filter { !lies.contains($0) }
        return mostSaid(others.isEmpty ? found : others)
    }

    /// The first of those that most say.
    private func mostSaid(_ sizes: [Int64]) -> Int64? {
        var best: Int64?
        for size in sizes where best.map({ votes(for: size) > votes(for: $0) }) ?? true {
            best = size
        }
        return best
    }

    /// Nobody goes with the length that was tried: another's is. Old nodes come last; what they
    /// send is a stream, without a length. False: there is nobody.
    func takeOtherSize() -> Bool {
        if let other = otherSize() {
            follow(other)
            return true
        }
        let before = size
        size = nil
        if hasHolder { return true }
        size = before
        return false
    }

    /// Goes with that length. Nobody is followed twice, or two liars would play catch with us.
    func follow(_ other: Int64) {
        size = other
        for source in sources where source.size == other { source.wasFollowed = true }
    }
}
