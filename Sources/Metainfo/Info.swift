// An info dictionary (BEP 3): what a torrent consists of.
//
// Law 1. The bytes are kept as they came, and the info-hash is theirs. Nothing is written again.
// Law 2. Holding it is proof: every name is safe to write beneath a folder and no two are one, the
//        lengths sum up, and each piece has its hash.

import Bytes
import Digest
import Vocabulary

package struct Info: Sendable {
    /// The dictionary as it came.
    package let raw: [UInt8]
    /// SHA-1 of `raw`.
    package let infoHash: Digest160
    /// Of a hybrid, SHA-256 of `raw`: its other hash (BEP 52).
    package let otherHash: Digest256?
    /// Of the file, or of the folder that all files lie in; one component.
    package let name: FileName
    /// Whether the torrent is a folder; else it has one file.
    package let isFolder: Bool
    /// As the content has them, one after the other.
    package let files: [ContentFile]
    package let geometry: PieceGeometry
    /// Only its trackers may tell of peers (BEP 27).
    package let isPrivate: Bool
    /// Where in `raw` the hashes of the pieces are.
    let hashes: Range<Int>
    /// What `name` was before it was made safe.
    let spelledName: [UInt8]
    /// What paths were before they were made safe, of those files where it is not the same.
    let spelledPaths: [Int: [[UInt8]]]

    /// SHA-1 of that piece.
    package subscript(piece: PieceIndex) -> Digest160 {
        precondition(piece.number < geometry.pieceCount, "the piece is one of these")
        return raw.withSpan {
            Digest160($0, at: hashes.lowerBound + piece.number * Digest160.length)
        }
    }

    /// 20 bytes for each piece.
    package var pieceHashes: [UInt8] { Array(raw[hashes]) }

    /// What the file is called on web seeds, whose names nobody made safe (BEP 19): bytes of each
    /// component, beginning with the torrent's name.
    package func webPath(ofFile number: Int) -> [[UInt8]] {
        guard isFolder else { return [spelledName] }
        let safe = files[number].name?.path.utf8.split(separator: UInt8(ascii: "/"))
            .dropFirst().map { Array($0) }
        return [spelledName] + (spelledPaths[number] ?? safe ?? [])
    }
}

extension Info: Hashable {
    package static func == (left: Info, right: Info) -> Bool { left.raw == right.raw }
    package func hash(into hasher: inout Hasher) { hasher.combine(infoHash) }
}
