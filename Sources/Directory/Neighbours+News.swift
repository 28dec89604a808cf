// What is new in the table since somebody asked: who came, who went, of whom others are told
// something else now.
//
// Law. News are of neighbours that are listed, and at most one of each: between two questions a
// node that came and changed has come, and one that came and went was never there.

import Vocabulary

/// News of the table, oldest first.
package struct NeighbourNews {
    package enum What: Sendable { case came, changed }

    package fileprivate(set) var keys: [Neighbours.Key: What] = [:]
    package fileprivate(set) var gone: [Neighbour] = []
    /// So much was new that it was not kept.
    package fileprivate(set) var isOverflown = false

    package var isEmpty: Bool { keys.isEmpty && gone.isEmpty && !isOverflown }

    mutating func changed(_ key: Neighbours.Key, from before: Neighbour, to after: Neighbour) {
        switch (before.isListed, after.isListed) {
        case (false, false): break
        case (false, true): note(key, .came)
        case (true, true): if !before.looksTheSame(as: after) { note(key, .changed) }
        case (true, false): went(key, before)
        }
    }

    /// Who came a moment ago has come, whatever changed since.
    mutating func note(_ key: Neighbours.Key, _ what: What) {
        if keys[key] == nil { keys[key] = what }
        bound()
    }

    mutating func went(_ key: Neighbours.Key, _ neighbour: Neighbour) {
        if keys.removeValue(forKey: key) != .came { gone.append(neighbour) }
        bound()
    }

    private mutating func bound() {
        guard keys.count + gone.count > Limits.eventsKept else { return }
        self = NeighbourNews()
        isOverflown = true
    }
}

extension Neighbour {
    /// Whether lists would show the same of both, but for the time.
    fileprivate func looksTheSame(as other: Neighbour) -> Bool {
        tellsTheSame(as: other) && id == other.id && liveness == other.liveness
            && sources == other.sources && namedBy.isEmpty == other.namedBy.isEmpty
            && (lastHello == nil) == (other.lastHello == nil)
    }
}
