// The messages of BEP 3, the Fast extension (BEP 6) and the frame of the extension protocol
// (BEP 10), as values, and how they are written. `PeerStream` reads them.
//
// Law. A number in here is what somebody said: it becomes a piece or a block by `PieceGeometry`.

import Bytes
import Vocabulary

/// A block as somebody named it: three numbers, and no promise.
package struct BlockName: Hashable, Sendable {
    package var index: UInt32
    /// Bytes from the beginning of the piece.
    package var begin: UInt32
    package var length: UInt32

    package init(index: UInt32, begin: UInt32, length: UInt32) {
        self.index = index
        self.begin = begin
        self.length = length
    }

    package init(_ block: BlockRange) {
        self.init(
            index: UInt32(block.piece.number), begin: UInt32(block.begin),
            length: UInt32(block.length))
    }
}

extension PieceGeometry {
    /// The block that somebody named, where it lies within its piece and is not empty.
    package func block(_ name: BlockName) -> BlockRange? {
        block(name.index, begin: name.begin, length: name.length)
    }
}

package enum PeerMessage: Equatable, Sendable {
    case keepAlive
    case choke
    case unchoke
    case interested
    case notInterested
    case have(UInt32)
    /// The high bit of the first byte is piece 0.
    case bitfield([UInt8])
    case request(BlockName)
    case cancel(BlockName)
    /// The UDP port of a node of the DHT (BEP 5).
    case port(UInt16)

    // BEP 6
    case suggest(UInt32)
    case haveAll
    case haveNone
    case reject(BlockName)
    case allowedFast(UInt32)

    /// A message of BEP 10: the receiver's number for it, and what the extension says.
    case extended(id: UInt8, payload: [UInt8])

    enum ID {
        static let choke: UInt8 = 0
        static let unchoke: UInt8 = 1
        static let interested: UInt8 = 2
        static let notInterested: UInt8 = 3
        static let have: UInt8 = 4
        static let bitfield: UInt8 = 5
        static let request: UInt8 = 6
        static let piece: UInt8 = 7
        static let cancel: UInt8 = 8
        static let port: UInt8 = 9
        static let suggest: UInt8 = 13
        static let haveAll: UInt8 = 14
        static let haveNone: UInt8 = 15
        static let reject: UInt8 = 16
        static let allowedFast: UInt8 = 17
        static let extended: UInt8 = 20
    }
}

// MARK: - Writing

extension PeerMessage {
    package func append(to bytes: inout [UInt8]) {
        switch self {
        case .keepAlive: bytes.append(number: 0)
        case .choke: Self.append(ID.choke, to: &bytes)
        case .unchoke: Self.append(ID.unchoke, to: &bytes)
        case .interested: Self.append(ID.interested, to: &bytes)
        case .notInterested: Self.append(ID.notInterested, to: &bytes)
        case .have(let piece): Self.append(ID.have, piece, to: &bytes)
        case .bitfield(let bits): Self.append(ID.bitfield, bits, to: &bytes)
        case .request(let block): Self.append(ID.request, block, to: &bytes)
        case .cancel(let block): Self.append(ID.cancel, block, to: &bytes)
        case .port(let port):
            Self.append(ID.port, length: 3, to: &bytes)
            bytes.append(UInt8(port >> 8))
            bytes.append(UInt8(port & 0xff))
        case .suggest(let piece): Self.append(ID.suggest, piece, to: &bytes)
        case .haveAll: Self.append(ID.haveAll, to: &bytes)
        case .haveNone: Self.append(ID.haveNone, to: &bytes)
        case .reject(let block): Self.append(ID.reject, block, to: &bytes)
        case .allowedFast(let piece): Self.append(ID.allowedFast, piece, to: &bytes)
        case .extended(let id, let payload):
            Self.append(ID.extended, length: 2 + payload.count, to: &bytes)
            bytes.append(id)
            bytes += payload
        }
    }

    /// Bytes of `appendPieceHead`.
    package static let pieceHeadLength = 13

    /// What stands before a block (BEP 3): `block.length` bytes of the file must follow.
    package static func appendPieceHead(_ block: BlockRange, to bytes: inout [UInt8]) {
        precondition(block.length <= Limits.blockLength, "nobody is sent more than a block")
        append(ID.piece, length: 9 + block.length, to: &bytes)
        bytes.append(number: UInt32(block.piece.number))
        bytes.append(number: UInt32(block.begin))
    }

    private static func append(_ id: UInt8, length: Int = 1, to bytes: inout [UInt8]) {
        bytes.append(number: UInt32(length))
        bytes.append(id)
    }

    private static func append(_ id: UInt8, _ piece: UInt32, to bytes: inout [UInt8]) {
        append(id, length: 5, to: &bytes)
        bytes.append(number: piece)
    }

    private static func append(_ id: UInt8, _ content: [UInt8], to bytes: inout [UInt8]) {
        append(id, length: 1 + content.count, to: &bytes)
        bytes += content
    }

    private static func append(_ id: UInt8, _ block: BlockName, to bytes: inout [UInt8]) {
        append(id, length: 13, to: &bytes)
        bytes.append(number: block.index)
        bytes.append(number: block.begin)
        bytes.append(number: block.length)
    }
}
