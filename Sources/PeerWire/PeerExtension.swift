// The extension protocol (BEP 10): which extensions we speak, the numbers that each side gives
// them, and their messages behind one door.
//
// Law. A number belongs to who receives it: ours are below, theirs came in their handshake.

import Bytes
import Digest
import Vocabulary

/// An extension that we speak; the raw value is our number for it, by which others send it to us.
package enum PeerExtension: UInt8, CaseIterable, Sendable {
    /// The info dictionary, for who came by a magnet link (BEP 9).
    case metadata = 1
    /// Peers told to peers (BEP 11).
    case pex = 2
    /// A piece is here no more (BEP 54).
    case dontHave = 3
    /// More than a block at a time, between our own nodes.
    case extent = 4
    /// Knowledge of the network's secret, between our own nodes.
    case proof = 5
    /// It wants nothing more, or something again (BEP 21 has it in the handshake; libtorrent's
    /// clients say what changes later).
    case uploadOnly = 6

    /// The key in `m`.
    package var name: String {
        switch self {
        case .metadata: "ut_metadata"
        case .pex: "ut_pex"
        case .dontHave: "lt_donthave"
        case .extent: "ds_extent"
        case .proof: "ds_proof"
        case .uploadOnly: "upload_only"
        }
    }

    /// The number of the handshake itself, for everybody.
    package static let handshakeID: UInt8 = 0

    /// Bytes that its messages may have, besides what is streamed.
    var lengthMax: Int {
        switch self {
        case .metadata: Limits.metadataFrameLength
        case .pex: Limits.pexFrameLength
        case .dontHave: 4
        case .extent: ExtentMessage.length
        case .proof: SwarmProof.length
        case .uploadOnly: 1
        }
    }
}

/// Some of the extensions: what we offer to one peer.
package struct PeerExtensions: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package init(_ one: PeerExtension) { self.init(rawValue: 1 << one.rawValue) }

    package static let metadata = PeerExtensions(.metadata)
    package static let pex = PeerExtensions(.pex)
    package static let dontHave = PeerExtensions(.dontHave)
    package static let extent = PeerExtensions(.extent)
    package static let proof = PeerExtensions(.proof)
    package static let uploadOnly = PeerExtensions(.uploadOnly)
    package static let all: PeerExtensions = [
        .metadata, .pex, .dontHave, .extent, .proof, .uploadOnly,
    ]

    package func contains(_ one: PeerExtension) -> Bool { contains(PeerExtensions(one)) }
}

/// The numbers by which a peer wants to be sent extensions; none means that it does not speak it.
package struct PeerExtensionIDs: Equatable, Sendable {
    /// By our numbers; 0 is none.
    private var ids: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0, 0)

    package init() {}

    /// The number for `one`, where the peer speaks it.
    package subscript(one: PeerExtension) -> UInt8? {
        let id =
            switch one {
            case .metadata: ids.0
            case .pex: ids.1
            case .dontHave: ids.2
            case .extent: ids.3
            case .proof: ids.4
            case .uploadOnly: ids.5
            }
        return id == 0 ? nil : id
    }

    /// Takes what a handshake says of one extension: 0 disables it.
    package mutating func set(_ one: PeerExtension, to id: UInt8) {
        switch one {
        case .metadata: ids.0 = id
        case .pex: ids.1 = id
        case .dontHave: ids.2 = id
        case .extent: ids.3 = id
        case .proof: ids.4 = id
        case .uploadOnly: ids.5 = id
        }
    }

    /// A handshake adds to what earlier ones said (BEP 10).
    package mutating func learn(_ handshake: ExtensionHandshake) {
        for (one, id) in handshake.ids { set(one, to: id) }
    }

    package static func == (left: Self, right: Self) -> Bool { left.ids == right.ids }
}

/// What a message of BEP 10 says, by our numbers for extensions.
package enum ExtensionMessage: Equatable, Sendable {
    case handshake(ExtensionHandshake)
    case metadata(MetadataMessage)
    case pex(PexMessage)
    /// The piece that the peer has lost (BEP 54).
    case dontHave(UInt32)
    case extent(ExtentMessage)
    case proof(Digest256)
    case uploadOnly(Bool)

    /// Nil for what is no extension of ours, or not offered, or a kind of message of it that is to
    /// be ignored.
    package init?(
        id: UInt8, payload: [UInt8], offered: PeerExtensions
    ) throws(PeerViolation) {
        if id == PeerExtension.handshakeID {
            self = .handshake(try ExtensionHandshake(payload))
            return
        }
        guard let one = PeerExtension(rawValue: id), offered.contains(one) else { return nil }
        switch one {
        case .metadata:
            guard let message = try MetadataMessage(payload) else { return nil }
            self = .metadata(message)
        case .pex: self = .pex(try PexMessage(payload))
        case .dontHave:
            guard payload.count == 4 else { throw .badExtension(.dontHave) }
            self = .dontHave(payload.withSpan { $0.number(at: 0) })
        case .extent:
            guard let message = try ExtentMessage(payload) else { return nil }
            self = .extent(message)
        case .proof:
            guard let proof = Digest256(payload) else { throw .badExtension(.proof) }
            self = .proof(proof)
        case .uploadOnly:
            guard payload.count == 1 else { throw .badExtension(.uploadOnly) }
            self = .uploadOnly(payload[0] != 0)
        }
    }
}

extension PeerMessage {
    /// The piece is here no more (BEP 54), to a peer that has the number `id` for it.
    package static func appendDontHave(_ piece: PieceIndex, id: UInt8, to bytes: inout [UInt8]) {
        var payload: [UInt8] = []
        payload.append(number: UInt32(piece.number))
        PeerMessage.extended(id: id, payload: payload).append(to: &bytes)
    }

    /// Whether we want nothing more, to a peer that has the number `id` for it.
    package static func appendUploadOnly(_ isOn: Bool, id: UInt8, to bytes: inout [UInt8]) {
        PeerMessage.extended(id: id, payload: [isOn ? 1 : 0]).append(to: &bytes)
    }
}
