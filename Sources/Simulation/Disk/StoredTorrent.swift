// The content of a torrent that arrives, as it lies on a disk.
//
// Law. It outlives the program that takes it. What was not synced does not outlive the power.

import Digest
import Node
import Vocabulary

package final class StoredTorrent {
    let geometry: PieceGeometry
    private(set) var bytes: [UInt8]
    /// Pieces whose bytes lie here, and those of them that a record says are right.
    package private(set) var written: PieceSet
    package private(set) var recorded: PieceSet
    private var synced: PieceSet
    private var unsynced = 0
    /// The real one's limit, for content as small as this.
    private static let syncLength = 192 << 10

    init(_ geometry: PieceGeometry) {
        self.geometry = geometry
        bytes = [UInt8](repeating: 0, count: Int(geometry.length))
        written = PieceSet(pieceCount: geometry.pieceCount)
        recorded = written
        synced = written
    }

    /// Bytes that it takes on the disk.
    var used: Int64 { written.pieces.reduce(0) { $0 + Int64(geometry.size(of: $1)) } }

    /// Writes and records a piece that was found right.
    func write(_ piece: PieceIndex, _ new: [UInt8]) {
        bytes.replaceSubrange(place(of: piece), with: new)
        written.insert(piece)
        recorded.insert(piece)
        unsynced += new.count
        if unsynced >= Self.syncLength { sync() }
    }

    func sync() {
        synced = recorded
        unsynced = 0
    }

    /// What is there and was not recorded is hashed; with `isChecked` everything that is there.
    func takeStock(_ hashes: [UInt8], isChecked: Bool, reading: ([UInt8]) -> [UInt8]) {
        for piece in written.pieces where isChecked || !recorded.contains(piece) {
            let hash = Array(
                hashes[piece.number * Digest160.length..<(piece.number + 1) * Digest160.length])
            if SHA1.of(reading(Array(bytes[place(of: piece)]))).bytes == hash {
                recorded.insert(piece)
            } else {
                recorded.remove(piece)
                synced.remove(piece)
            }
        }
    }

    /// What was in memory alone is gone: something else stands there, and no record has it.
    func losePower() {
        for piece in recorded.subtracting(synced).pieces {
            for place in place(of: piece) { bytes[place] ^= 0x5a }
        }
        recorded = synced
        unsynced = 0
    }

    /// A bad sector, or a person with an editor: bytes of a piece are others, and nobody is told.
    package func damage(_ piece: PieceIndex) { bytes[place(of: piece).lowerBound] ^= 0x5a }

    private func place(of piece: PieceIndex) -> Range<Int> {
        let range = geometry.range(of: piece)
        return Int(range.lowerBound)..<Int(range.upperBound)
    }
}
