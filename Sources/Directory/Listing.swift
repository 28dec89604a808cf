// What somebody says that he has, and who says so.
//
// Law. A name is one file's with each holder: who lists it again says what it is now.

import Digest
import Vocabulary

/// Who has files, whichever door he told it by. One person at two doors is two holders: each door
/// has its own law of when he is gone.
package enum Holder: Hashable, Sendable {
    /// A node of ours.
    case node(NodeID)
    /// A user of dialect B.
    case bearer(user: String)
    /// A user of dialect L.
    case login(user: String)
    /// A registered torrent: whoever is in its swarm has it.
    case torrent(Digest160)
}

/// A file as its holder tells of it. Old dialects know a name and nothing else.
package struct Listing: Hashable, Sendable {
    package var name: FileName
    /// Bytes.
    package var size: Int64?
    /// SHA-256 of the content.
    package var digest: Digest256?
    /// Of the torrent that it is.
    package var infoHash: Digest160?
    /// Where the holder says that it can be had, in his dialect's words; empty where he says
    /// nothing. It is told as it was said.
    package var url: String

    package init(
        name: FileName, size: Int64? = nil, digest: Digest256? = nil, infoHash: Digest160? = nil,
        url: String = ""
    ) {
        self.name = name
        self.size = size
        self.digest = digest
        self.infoHash = infoHash
        self.url = url
    }
}

/// One holder's word on one file.
package struct Holding: Equatable, Sendable {
    package let holder: Holder
    /// Whether the holder can be asked for it now, as its door knows him.
    package let isLive: Bool
    package let listing: Listing

    package init(holder: Holder, isLive: Bool, listing: Listing) {
        self.holder = holder
        self.isLive = isLive
        self.listing = listing
    }
}
