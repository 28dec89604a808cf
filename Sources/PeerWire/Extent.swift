// Extents (`ds_extent`): up to 4 MiB of a piece asked for at once, and answered with one head and
// one `sendfile`. What 16 KiB messages cost is a head and a system call for each of 256.
//
//     20 · id · kind: u8 · index: u32 · begin: u32 · length: u32     0 request, 2 reject, 3 cancel
//     20 · id · 1        · index: u32 · begin: u32 · the bytes       data, all in one frame
//
// Law. A request is answered by its data or by its reject, once, as BEP 6 has it; only who offered
// `ds_extent` is sent any of these.

import Bytes
import Vocabulary

package enum ExtentMessage: Equatable, Sendable {
    case request(BlockName)
    case reject(BlockName)
    case cancel(BlockName)

    enum Kind {
        static let request: UInt8 = 0
        static let data: UInt8 = 1
        static let reject: UInt8 = 2
        static let cancel: UInt8 = 3
    }

    /// Bytes of the payload of all kinds but data.
    static let length = 13
    /// Bytes of a frame of data besides the data: the message's id, the extension's, kind, index
    /// and begin.
    static let dataHeadLength = 11

    /// Nil for a kind that is not known; data never comes here, for it is streamed.
    init?(_ payload: [UInt8]) throws(PeerViolation) {
        guard let kind = payload.first else { throw .badExtension(.extent) }
        guard [Kind.request, Kind.reject, Kind.cancel].contains(kind) else { return nil }
        guard payload.count == Self.length else { throw .badExtension(.extent) }
        let name = payload.withSpan { BlockName($0, at: 1) }
        guard name.length <= Limits.extentLength else { throw .requestTooLong(name.length) }
        guard name.length > 0 else { throw .requestOutside }
        switch kind {
        case Kind.request: self = .request(name)
        case Kind.reject: self = .reject(name)
        default: self = .cancel(name)
        }
    }

    /// - Parameter id: the receiver's number for `ds_extent`.
    package func append(id: UInt8, to bytes: inout [UInt8]) {
        let (kind, name) =
            switch self {
            case .request(let name): (Kind.request, name)
            case .reject(let name): (Kind.reject, name)
            case .cancel(let name): (Kind.cancel, name)
            }
        bytes.append(number: UInt32(2 + Self.length))
        bytes += [PeerMessage.ID.extended, id, kind]
        bytes.append(number: name.index)
        bytes.append(number: name.begin)
        bytes.append(number: name.length)
    }

    /// Bytes of `appendDataHead`.
    package static let dataHeadFrameLength = 4 + dataHeadLength

    /// What stands before the data: `extent.length` bytes of the file must follow.
    package static func appendDataHead(_ extent: BlockRange, id: UInt8, to bytes: inout [UInt8]) {
        precondition(extent.length <= Limits.extentLength, "nobody is sent more than an extent")
        bytes.append(number: UInt32(dataHeadLength + extent.length))
        bytes += [PeerMessage.ID.extended, id, Kind.data]
        bytes.append(number: UInt32(extent.piece.number))
        bytes.append(number: UInt32(extent.begin))
    }
}
