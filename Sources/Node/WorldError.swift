// What the world says when it is asked for something: no, or what it found.

import Vocabulary

/// What the world answered when it said no.
package struct WorldError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `exhausted`: this machine has no descriptor left, which says nothing of what was asked for.
    package enum Kind: Sendable, Equatable {
        case missing, full, denied, taken, refused, exhausted, other
    }
    package let kind: Kind
    /// A sentence for people.
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

/// What a path that is shared by reference turned out to be.
package enum ShareKind: Sendable { case folder, file }

/// What a walk through a share found, besides what it told before.
package struct Walked: Sendable {
    package var files: [ScannedFile]
    /// Files whose names are no text, or no name that we share.
    package var unnameable: Int
    /// Whether changes will be told; if not, the share must be scanned at an interval.
    package var isWatched: Bool

    package init(files: [ScannedFile], unnameable: Int = 0, isWatched: Bool = true) {
        self.files = files
        self.unnameable = unnameable
        self.isWatched = isWatched
    }
}
