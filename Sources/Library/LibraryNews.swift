// Names whose files came, went or changed since somebody asked.
//
// Law. A name is here once. What became of it is looked up when it is told, so a file that came and
// went in between is no news, and one that was hashed at once is told of once.

import Vocabulary

package struct LibraryNews {
    package fileprivate(set) var names: Set<FileName> = []
    /// So much was new that it was not kept.
    package fileprivate(set) var isOverflown = false

    package var isEmpty: Bool { names.isEmpty && !isOverflown }

    mutating func note(_ name: FileName) {
        guard !isOverflown else { return }
        names.insert(name)
        guard names.count > Limits.eventsKept else { return }
        names = []
        isOverflown = true
    }
}
