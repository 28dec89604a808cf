// What a peer can do wrong. Each closes its connection, and no other.

import Vocabulary

package enum PeerViolation: Error, Equatable, Sendable {
    // MARK: The handshake

    /// It does not begin as BitTorrent does.
    case notBitTorrent
    /// It answered for another torrent than the one it was dialled for.
    case wrongTorrent
    /// It is not the peer that a tracker said it was.
    case wrongPeer
    /// Its peer id is our own: we have dialled ourselves.
    case ourselves
    /// It took longer than `Limits.peerHandshakeTimeout`.
    case handshakeLate
    /// Nothing came for `Limits.peerSilence`.
    case silence
    /// It goes on talking, and does not read what we answer.
    case doesNotRead

    // MARK: Frames

    /// A frame of so many bytes, where there are fewer in such a message.
    case frameTooLong(Int)
    /// A frame of so many bytes, where there are more in such a message.
    case frameTooShort(Int)
    /// A message of BEP 6, which not both sides speak.
    case fastNotNegotiated
    /// A message of BEP 10, which not both sides speak.
    case extensionsNotNegotiated

    // MARK: Pieces

    /// What it has is said first of all, or never; a later bitfield takes nothing back.
    case bitfieldLate
    /// A second bitfield, have all, or have none.
    case bitfieldTwice
    /// A bitfield that is not as long as the pieces need, or says more than there are.
    case bitfieldWrong
    /// A piece that the torrent does not have.
    case unknownPiece(UInt32)
    /// A request for so many bytes: more than `Limits.blockLength` (BEP 3), or than an extent has.
    case requestTooLong(UInt32)
    /// A request, cancel or reject for what is not inside a piece.
    case requestOutside
    /// A block that is not inside a piece.
    case blockOutside
    /// A block that we have not asked for: the caller knows, and here only who has no metadata.
    case unrequestedBlock

    // MARK: Extensions

    /// The message of that extension is not what it should be.
    case badExtension(PeerExtension)
    /// The handshake of BEP 10 is no dictionary.
    case badExtensionHandshake
    /// More metadata is announced than `Limits.metadataLength` bytes, or less than one.
    case metadataSizeWrong(Int64)
    /// A block of metadata that is none of its size, or of another size than was announced.
    case metadataWrong
    /// Peer exchange, again and again sooner than it may be.
    case pexTooOften
    /// Its proof of the network's secret is none.
    case proofWrong
}
