// The info dictionary of a torrent that is being downloaded, for the next start: whoever began with
// a magnet link has it from others, and need not ask again.
//
// Law. What is given is what the info-hash is of, byte for byte, or nothing.

import Digest
import Glibc
import Vocabulary

/// Keeps an info dictionary as it came. For the pool.
package func keepInfo(
    _ bytes: [UInt8], of infoHash: Digest160, in folder: Folder
) throws(DiskError) {
    precondition(SHA1.of(bytes) == infoHash, "an info dictionary has its hash")
    precondition(bytes.count <= Limits.metadataLength, "nobody takes a longer one")
    close(try replaceFile(TorrentName.info.name(of: infoHash), with: bytes, in: folder))
    try folder.sync()
}

/// The info dictionary that was kept; nil where there is none, or another. For the pool.
package func keptInfo(
    of infoHash: Digest160, in folder: Folder
) throws(DiskError) -> [UInt8]? {
    let bytes = try contentOfFile(
        TorrentName.info.name(of: infoHash), in: folder, most: Int64(Limits.metadataLength))
    return bytes.flatMap { SHA1.of($0) == infoHash ? $0 : nil }
}
