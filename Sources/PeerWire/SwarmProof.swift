// The proof that a peer knows the network's secret (`ds_proof`): an HMAC-SHA256 over all that makes
// this conversation this one.
//
//     label · whose proof: u8 · dialler's peer id · acceptor's peer id · info-hash
//           · dialler's nonce · acceptor's nonce
//
// Law 1. Each side's 16 random bytes are in both proofs, so an old proof proves nothing (replay).
// Law 2. Who dialled stands first, and whose proof it is stands in it, so that a proof that is sent
//        back is not the other side's (reflection), and none serves with the roles exchanged.
// Law 3. Two sides of one name or of one nonce prove nothing: else a node that is dialled by the
//        stranger it dials would answer its own question.
//
// A stranger between two nodes can carry their proofs from one to the other, as he can carry all
// they say: the wire is not encrypted, and this keeps strangers out, not ears away.

import Bytes
import Digest
import Vocabulary

package struct SwarmProof: Sendable {
    /// Bytes of a side's chance, `ds_nonce` in its extension handshake.
    package static let nonceLength = 16
    /// Bytes of a proof.
    static let length = 32

    /// Which side of the connection.
    package enum Role: UInt8, Sendable {
        case dialler = 0x44  // D
        case acceptor = 0x41  // A

        package var other: Role { self == .dialler ? .acceptor : .dialler }
    }

    /// One end of the conversation, as its handshakes said.
    package struct Side: Equatable, Sendable {
        package let peerID: PeerID
        package let nonce: [UInt8]

        package init(peerID: PeerID, nonce: [UInt8]) {
            precondition(nonce.count == SwarmProof.nonceLength, "a nonce has 16 bytes")
            self.peerID = peerID
            self.nonce = nonce
        }
    }

    private let infoHash: Digest160
    private let ourRole: Role
    private let ours: Side
    private let theirs: Side

    package init(infoHash: Digest160, ourRole: Role, ours: Side, theirs: Side) {
        self.infoHash = infoHash
        self.ourRole = ourRole
        self.ours = ours
        self.theirs = theirs
    }

    /// Our proof: the payload of our `ds_proof`.
    package func ours(_ secret: Secret) -> Digest256 { code(of: ourRole, secret) }

    /// Whether theirs shows that they know the secret.
    package func accepts(_ proof: Digest256, _ secret: Secret) -> Bool {
        guard ours.peerID != theirs.peerID, ours.nonce != theirs.nonce else { return false }
        return equalInConstantTime(proof.bytes, code(of: ourRole.other, secret).bytes)
    }

    /// - Parameter id: the receiver's number for `ds_proof`.
    package static func append(_ proof: Digest256, id: UInt8, to bytes: inout [UInt8]) {
        PeerMessage.extended(id: id, payload: proof.bytes).append(to: &bytes)
    }

    private func code(of prover: Role, _ secret: Secret) -> Digest256 {
        let (dialler, acceptor) = ourRole == .dialler ? (ours, theirs) : (theirs, ours)
        var message = Array("DistriShare swarm proof 1\n".utf8)
        message.append(prover.rawValue)
        dialler.peerID.value.append(to: &message)
        acceptor.peerID.value.append(to: &message)
        infoHash.append(to: &message)
        message += dialler.nonce
        message += acceptor.nonce
        return SHA256.authentication(of: message, key: secret.bytes)
    }
}
