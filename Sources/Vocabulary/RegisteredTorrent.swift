// A .torrent that somebody has left with a bootstrap, without its bytes: those stay on the disk,
// for there may be gigabytes of them.

import Digest

package struct RegisteredTorrent: Hashable, Sendable {
    package var infoHash: Digest160
    /// Of a hybrid, what clients of BEP 52 announce: the first 20 bytes of a SHA-256.
    package var otherHash: Digest160?
    package var name: FileName
    /// Bytes of its content.
    package var size: Int64
    /// Bytes of the .torrent.
    package var length: Int
    /// The user who registered it; empty for the operator, and for nodes of the network.
    package var owner: String
    /// Seconds since 1970.
    package var since: Int64

    package init(
        infoHash: Digest160, otherHash: Digest160?, name: FileName, size: Int64, length: Int,
        owner: String, since: Int64
    ) {
        self.infoHash = infoHash
        self.otherHash = otherHash
        self.name = name
        self.size = size
        self.length = length
        self.owner = owner
        self.since = since
    }
}
