// The beginning of each frame: everything that is known before what may be long.
//
// Law. A frame's length is held against what its message may have before a byte is kept for it.

import Bytes
import Vocabulary

/// What both sides have agreed on, by which frames are judged.
package struct PeerTerms: Sendable {
    /// Nil until the metadata is known: then numbers of pieces cannot be judged.
    package var geometry: PieceGeometry?
    /// What we wrote into `m` of our extension handshake. What was not offered is stepped over.
    package var offered: PeerExtensions

    package init(geometry: PieceGeometry?, offered: PeerExtensions) {
        self.geometry = geometry
        self.offered = offered
    }
}

enum PeerFrame {
    /// All of a short message.
    case message(PeerMessage)
    /// A block begins: `length` bytes of it follow.
    case block(PeerBlock)
    /// So many bytes of a bitfield follow.
    case bitfield(Int)
    /// So many bytes of an extension's message follow.
    case extended(id: UInt8, Int)
    /// So many bytes follow that nobody here can read.
    case unknown(Int)
}

/// Reads the beginning of one frame.
struct PeerFrameReader {
    let terms: PeerTerms
    let theirs: Handshake.Reserved

    /// The longest beginning: extent data.
    static let headLengthMax = 15

    /// The frame that begins at `place` and how many bytes of it that took; nil while too few came.
    @inline(__always)
    func frame(
        in bytes: RawSpan, at place: Int
    ) throws(PeerViolation) -> (frame: PeerFrame, taken: Int)? {
        let available = bytes.byteCount - place
        guard available >= 4 else { return nil }
        let length = Int(bytes.number(at: place))
        if length == 0 { return (.message(.keepAlive), 4) }
        guard length <= lengthMax else { throw .frameTooLong(length) }
        guard available >= 5 else { return nil }
        let id = bytes[place + 4]
        switch id {
        case PeerMessage.ID.piece:
            return try piece(bytes, place, length)
        case PeerMessage.ID.choke...PeerMessage.ID.notInterested:
            try expect(length, 1)
            return (.message(plain(id)), 5)
        case PeerMessage.ID.have:
            try expect(length, 5)
            guard available >= 9 else { return nil }
            return (.message(.have(try known(bytes.number(at: place + 5)))), 9)
        case PeerMessage.ID.bitfield:
            return (.bitfield(try bitfieldLength(length)), 5)
        case PeerMessage.ID.request, PeerMessage.ID.cancel:
            try expect(length, 13)
            guard available >= 17 else { return nil }
            let block = try asked(BlockName(bytes, at: place + 5))
            return (.message(id == PeerMessage.ID.request ? .request(block) : .cancel(block)), 17)
        case PeerMessage.ID.port:
            try expect(length, 3)
            guard available >= 7 else { return nil }
            let port = UInt16(bytes[place + 5]) << 8 | UInt16(bytes[place + 6])
            return (.message(.port(port)), 7)
        case PeerMessage.ID.suggest...PeerMessage.ID.allowedFast:
            return try fast(id, bytes, place, length)
        case PeerMessage.ID.extended:
            return try extended(bytes, place, length)
        default:
            return (.unknown(length - 1), 5)
        }
    }

    /// More than any message may have.
    private var lengthMax: Int {
        let extent = ExtentMessage.dataHeadLength + Limits.extentLength
        return terms.offered.contains(.extent)
            ? max(extent, Limits.peerFrameLength) : Limits.peerFrameLength
    }

    private func expect(_ length: Int, _ wanted: Int) throws(PeerViolation) {
        if length > wanted { throw .frameTooLong(length) }
        if length < wanted { throw .frameTooShort(length) }
    }

    private func plain(_ id: UInt8) -> PeerMessage {
        switch id {
        case PeerMessage.ID.choke: .choke
        case PeerMessage.ID.unchoke: .unchoke
        case PeerMessage.ID.interested: .interested
        default: .notInterested
        }
    }

    private func piece(
        _ bytes: RawSpan, _ place: Int, _ length: Int
    ) throws(PeerViolation) -> (PeerFrame, Int)? {
        guard length <= 9 + Limits.blockLength else { throw .frameTooLong(length) }
        guard length > 9 else { throw .frameTooShort(length) }
        guard bytes.byteCount - place >= PeerMessage.pieceHeadLength else { return nil }
        let name = BlockName(
            index: bytes.number(at: place + 5), begin: bytes.number(at: place + 9),
            length: UInt32(length - 9))
        return (.block(try sent(name, isExtent: false)), PeerMessage.pieceHeadLength)
    }

    private func bitfieldLength(_ length: Int) throws(PeerViolation) -> Int {
        if let geometry = terms.geometry {
            guard length - 1 == (geometry.pieceCount + 7) / 8 else { throw .bitfieldWrong }
        } else {
            guard length > 1, length - 1 <= Limits.bitfieldLength else { throw .bitfieldWrong }
        }
        return length - 1
    }

    private func fast(
        _ id: UInt8, _ bytes: RawSpan, _ place: Int, _ length: Int
    ) throws(PeerViolation) -> (PeerFrame, Int)? {
        guard theirs.contains(.fast) else { throw .fastNotNegotiated }
        let wanted: Int
        switch id {
        case PeerMessage.ID.haveAll, PeerMessage.ID.haveNone: wanted = 1
        case PeerMessage.ID.reject: wanted = 13
        default: wanted = 5
        }
        try expect(length, wanted)
        guard bytes.byteCount - place >= 4 + wanted else { return nil }
        let message: PeerMessage
        switch id {
        case PeerMessage.ID.haveAll: message = .haveAll
        case PeerMessage.ID.haveNone: message = .haveNone
        case PeerMessage.ID.reject: message = .reject(try asked(BlockName(bytes, at: place + 5)))
        case PeerMessage.ID.suggest: message = .suggest(try known(bytes.number(at: place + 5)))
        default: message = .allowedFast(try known(bytes.number(at: place + 5)))
        }
        return (.message(message), 4 + wanted)
    }

    private func extended(
        _ bytes: RawSpan, _ place: Int, _ length: Int
    ) throws(PeerViolation) -> (PeerFrame, Int)? {
        guard theirs.contains(.extensions) else { throw .extensionsNotNegotiated }
        guard length >= 2 else { throw .frameTooShort(length) }
        guard bytes.byteCount - place >= 6 else { return nil }
        let id = bytes[place + 5]
        if id == PeerExtension.handshakeID {
            guard length - 2 <= Limits.extensionHandshakeLength else { throw .frameTooLong(length) }
            return (.extended(id: id, length - 2), 6)
        }
        guard let one = PeerExtension(rawValue: id), terms.offered.contains(one) else {
            guard length <= Limits.peerFrameLength else { throw .frameTooLong(length) }
            return (.unknown(length - 2), 6)
        }
        if one == .extent {
            guard length > 2 else { throw .frameTooShort(length) }
            guard bytes.byteCount - place >= 7 else { return nil }
            if bytes[place + 6] == ExtentMessage.Kind.data {
                return try extentData(bytes, place, length)
            }
        }
        guard length - 2 <= one.lengthMax else { throw .frameTooLong(length) }
        return (.extended(id: id, length - 2), 6)
    }

    private func extentData(
        _ bytes: RawSpan, _ place: Int, _ length: Int
    ) throws(PeerViolation) -> (PeerFrame, Int)? {
        let head = ExtentMessage.dataHeadLength
        guard length <= head + Limits.extentLength else { throw .frameTooLong(length) }
        guard length > head else { throw .frameTooShort(length) }
        guard bytes.byteCount - place >= ExtentMessage.dataHeadFrameLength else { return nil }
        let name = BlockName(
            index: bytes.number(at: place + 7), begin: bytes.number(at: place + 11),
            length: UInt32(length - head))
        return (.block(try sent(name, isExtent: true)), ExtentMessage.dataHeadFrameLength)
    }

    // MARK: What a torrent allows

    private func known(_ piece: UInt32) throws(PeerViolation) -> UInt32 {
        let count = terms.geometry?.pieceCount ?? Limits.pieces
        guard Int(piece) < count else { throw .unknownPiece(piece) }
        return piece
    }

    private func asked(_ name: BlockName) throws(PeerViolation) -> BlockName {
        guard name.length <= Limits.blockLength else { throw .requestTooLong(name.length) }
        if let geometry = terms.geometry, geometry.block(name) == nil { throw .requestOutside }
        return name
    }

    private func sent(_ name: BlockName, isExtent: Bool) throws(PeerViolation) -> PeerBlock {
        guard let geometry = terms.geometry else { throw .unrequestedBlock }
        guard let range = geometry.block(name) else { throw .blockOutside }
        return PeerBlock(range: range, isExtent: isExtent)
    }
}

extension BlockName {
    /// The three numbers at `place`.
    init(_ bytes: RawSpan, at place: Int) {
        self.init(
            index: bytes.number(at: place), begin: bytes.number(at: place + 4),
            length: bytes.number(at: place + 8))
    }
}
