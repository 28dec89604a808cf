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

extension Library {
    /// A name's file came, went or changed.
    func note(_ name: FileName) {
        news.note(name)
        if isFollowed { followed.append(name) }
    }

    /// Whether something changed since `takeFollowed`.
    package var hasFollowed: Bool { !followed.isEmpty }

    /// Names whose files came, went or changed since the last call, each as often as it did. For
    /// one who keeps up with all of them, while `isFollowed`.
    package func takeFollowed() -> [FileName] {
        defer { followed = [] }
        return followed
    }
}
