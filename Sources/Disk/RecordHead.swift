// The bytes of a `PieceRecord`: what its picture says, written and read.

import Digest
import Vocabulary

/// Whose record it is.
struct RecordHead {
    static let lineLength = 16
    static let syncedBit: UInt64 = 1 << 63
    private static let magic = Array("DSPIECES".utf8)
    private static let bootLength = 8
    /// Of the SHA-256.
    private static let checkLength = 32

    let infoHash: Digest160
    let geometry: PieceGeometry
    /// The part that is the same in every record of this torrent.
    private let own: [UInt8]
    private let key: UInt64

    init(_ infoHash: Digest160, _ geometry: PieceGeometry) {
        self.infoHash = infoHash
        self.geometry = geometry
        own =
            Self.magic + littleEndian(UInt32(1)) + littleEndian(UInt32(geometry.pieceCount))
            + littleEndian(geometry.length) + littleEndian(Int64(geometry.pieceLength))
            + infoHash.bytes
        key = word(infoHash.bytes, 0)
    }

    /// Bytes before the first line.
    var length: Int { checkedLength + Self.checkLength }
    private var checkedLength: Int {
        own.count + Self.bootLength + (geometry.pieceCount + 7) / 8
    }

    /// Bytes of the longest record that is read: a line for each piece, and for each a mark.
    var lengthMost: Int64 {
        Int64(length) + Int64(2 * Self.lineLength * (geometry.pieceCount + 1))
    }

    func bytes(_ synced: PieceSet) -> [UInt8] {
        let bytes = own + littleEndian(bootNumber) + synced.bitfield
        return bytes + SHA256.of(bytes).bytes
    }

    func line(_ number: UInt64) -> [UInt8] {
        littleEndian(number) + littleEndian(lineCheck([number], of: key))
    }

    struct Content {
        var verified: PieceSet
        var synced: PieceSet
    }

    /// What is believed of such bytes; nil where not even the head is.
    func content(of bytes: [UInt8]) -> Content? {
        guard bytes.count >= length, bytes[..<own.count] == own[...],
            SHA256.of(Array(bytes[..<checkedLength])).bytes[...] == bytes[checkedLength..<length],
            let bits = PieceSet(
                bitfield: Array(bytes[(own.count + Self.bootLength)..<checkedLength]),
                pieceCount: geometry.pieceCount)
        else { return nil }
        let isSameBoot = word(bytes, own.count) == bootNumber
        var content = Content(verified: bits, synced: bits)
        read(linesOf: bytes, into: &content)
        if !isSameBoot { content.verified = content.synced }
        return content
    }

    private func read(linesOf bytes: [UInt8], into content: inout Content) {
        var lines: [PieceIndex?] = []
        var place = length
        while place + Self.lineLength <= bytes.count {
            let number = word(bytes, place)
            guard line(number)[...] == bytes[place..<place + Self.lineLength] else { return }
            if let piece = geometry.piece(number) {
                content.verified.insert(piece)
                lines.append(piece)
            } else if number >= Self.syncedBit, number - Self.syncedBit <= UInt64(lines.count) {
                for case let piece? in lines[..<Int(number - Self.syncedBit)] {
                    content.synced.insert(piece)
                }
                lines.append(nil)
            } else {
                return
            }
            place += Self.lineLength
        }
    }
}
