// The hashes of pieces as a metainfo has them (BEP 3): SHA-1, 20 bytes each, one behind the other.

import Digest

extension PieceGeometry {
    /// The hashes of content that is in memory, all of which is here. Files are cut on the pool.
    package func hashes(of content: [UInt8]) -> [UInt8] {
        precondition(Int64(content.count) == length, "a geometry cuts content of its own length")
        var hashes: [UInt8] = []
        hashes.reserveCapacity(pieceCount * Digest160.length)
        for piece in pieces {
            let range = range(of: piece)
            let bytes = content[Int(range.lowerBound)..<Int(range.upperBound)]
            SHA1.of(Array(bytes)).append(to: &hashes)
        }
        return hashes
    }

    /// The hashes of content as we cut it; none where there is nothing to cut.
    package static func ownHashes(of content: [UInt8]) -> [UInt8] {
        own(length: Int64(content.count))?.hashes(of: content) ?? []
    }
}
