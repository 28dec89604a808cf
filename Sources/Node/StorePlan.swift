// What the node tells its host of a torrent's content before any of it arrives.

import Digest
import Vocabulary

/// What a torrent's content consists of, and where it goes.
package struct StorePlan: Sendable {
    package struct File: Hashable, Sendable {
        /// Nil: zeros that are written nowhere (BEP 47).
        package let path: FileName?
        /// Bytes.
        package let length: Int64
        /// Not wanted: what comes with its neighbours' pieces is kept apart.
        package let isWanted: Bool

        package init(path: FileName?, length: Int64, isWanted: Bool) {
            self.path = path
            self.length = length
            self.isWanted = isWanted
        }
    }

    package let infoHash: Digest160
    package let files: [File]
    package let geometry: PieceGeometry
    /// 20 bytes for each piece.
    package let hashes: [UInt8]
    package let allocation: Allocation
    /// Whether all files lie in a folder of the torrent's.
    package let isFolder: Bool
    /// What an earlier run recorded is not believed: everything is hashed.
    package let isChecked: Bool

    package init(
        infoHash: Digest160, files: [File], geometry: PieceGeometry, hashes: [UInt8],
        allocation: Allocation, isFolder: Bool, isChecked: Bool
    ) {
        self.infoHash = infoHash
        self.files = files
        self.geometry = geometry
        self.hashes = hashes
        self.allocation = allocation
        self.isFolder = isFolder
        self.isChecked = isChecked
    }
}
