// What a bootstrap remembers of other people's files. There may be a million of them, so they are
// not part of `Memory`: they are read in parts, while the node already answers.

import Digest

/// A file of a holder, as it was told of last.
package struct ListingRecord: Hashable, Sendable {
    package var name: FileName
    /// Bytes; nil where nobody said.
    package var size: Int64?
    package var digest: Digest256?
    package var infoHash: Digest160?
    /// Seconds since 1970.
    package var since: Int64
    /// Where the holder says that it is.
    package var url: String

    package init(
        name: FileName, size: Int64?, digest: Digest256?, infoHash: Digest160?, since: Int64,
        url: String
    ) {
        self.name = name
        self.size = size
        self.digest = digest
        self.infoHash = infoHash
        self.since = since
        self.url = url
    }
}

/// Where a part of all listings ended: the next one begins behind it.
package struct ListingMark: Hashable, Sendable {
    package var holder: Int64
    package var name: String

    package init(holder: Int64, name: String) {
        self.holder = holder
        self.name = name
    }
}

/// Some of all listings, in the order of their holders.
package struct ListingPart: Equatable, Sendable {
    /// A holder as its node spells it, and some of its files.
    package struct Group: Equatable, Sendable {
        package var holder: String
        package var listings: [ListingRecord]

        package init(holder: String, listings: [ListingRecord]) {
            self.holder = holder
            self.listings = listings
        }
    }

    package var groups: [Group]
    /// Nil: there are no more.
    package var next: ListingMark?

    package init(groups: [Group], next: ListingMark?) {
        self.groups = groups
        self.next = next
    }
}
