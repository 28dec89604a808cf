// What a peer and its bootstrap say to each other of what the peer shares.
//
// A peer's index is its files by name. A heartbeat carries a report: what has changed since the one
// that the bootstrap took last, and what the index is as a whole. A bootstrap that cannot follow,
// or has another whole, wants all of it, which comes in parts, a heartbeat each.
//
// ```
//   peer                                          bootstrap
//   7 → 8: two files, and so it is all in all  ─▶  takes them; the same whole
//                                     8  ◀─
//   8 → 9: …                                   ─▶  (was started anew: knows no 8, other whole)
//                         9, wants all  ◀─
//   begins 10: files      ─▶   10 → 11: files  ─▶   11 → 12: files, ends; so it is all in all
// ```
//
// Law. A report says of each name what it is now, so taking it twice does no harm; and whoever took
// a later one than `base` of the same run has only heard some of it before.

import Directory
import Vocabulary

package struct IndexReport: Sendable, Equatable {
    /// What an index is as a whole.
    package struct Whole: Sendable, Equatable {
        package var count: Int
        package var digest: IndexDigest

        package init(count: Int, digest: IndexDigest) {
            self.count = count
            self.digest = digest
        }
    }

    /// The number of this report; they grow within one run of the peer.
    package var generation: UInt64
    /// The report that the bootstrap took last, as far as the peer knows; nil: none.
    package var base: UInt64?
    /// With this one the peer begins to tell all that it has.
    package var begins: Bool
    /// And with this one it has told all; what it did not name is gone.
    package var ends: Bool
    /// Files that are new, or others than they were.
    package var files: [Listing]
    /// Names that are files no more.
    package var gone: [FileName]
    /// What the index is once this is taken; nil: the peer has more to tell.
    package var whole: Whole?

    package init(
        generation: UInt64, base: UInt64?, begins: Bool = false, ends: Bool = false,
        files: [Listing] = [], gone: [FileName] = [], whole: Whole?
    ) {
        self.generation = generation
        self.base = base
        self.begins = begins
        self.ends = ends
        self.files = files
        self.gone = gone
        self.whole = whole
    }

    var saysNothingNew: Bool { files.isEmpty && gone.isEmpty && !begins && !ends }
}

/// What a bootstrap says to a report.
package struct IndexReceipt: Sendable, Equatable {
    /// The report that it took last; nil: it takes none at the moment.
    package var generation: UInt64?
    /// It does not have what the peer has.
    package var wantsAll: Bool
    /// Why it did not take everything, in a sentence for people.
    package var reason: String?

    package init(generation: UInt64?, wantsAll: Bool = false, reason: String? = nil) {
        self.generation = generation
        self.wantsAll = wantsAll
        self.reason = reason
    }
}
