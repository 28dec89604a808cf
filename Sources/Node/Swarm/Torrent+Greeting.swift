// The beginning of a connection: who may join, what we say first, and what we know then.

import Bytes
import Digest
import Metainfo
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    /// What both sides can say of this torrent.
    var terms: PeerTerms { PeerTerms(geometry: geometry, offered: offered) }

    /// Peers are told to peers where the torrent is not private (BEP 27).
    private var offered: PeerExtensions { isPrivate ? .all.subtracting(.pex) : .all }

    /// Whether somebody who dialled us may join.
    func mayJoin(_ session: PeerSession) -> Bool {
        isRunning && recalled == nil && sessions.count < Limits.peersPerTorrent
            && !candidates.isBanned(session.endpoint)
            && (session.endpoint.address.isShared || isAlone(session))
    }

    /// Nobody else has come from there. Many may be behind one address of a private network. Whom
    /// we are dialling may dial us at the same moment: who he is tells which of the two stays.
    private func isAlone(_ session: PeerSession) -> Bool {
        !sessions.contains {
            $0 !== session && $0.endpoint.address == session.endpoint.address
                && ($0.isIncoming || $0.isGreeted)
        }
    }

    /// Both handshakes are through.
    func greeted(
        _ session: PeerSession, _ theirs: Handshake, at now: Instant
    ) throws(PeerViolation) {
        guard theirs.peerID != swarms.peerID else { throw .ourselves }
        guard !liars.contains(theirs.peerID) else { return swarms.close(session, at: now) }
        session.peerID = theirs.peerID
        if let twin = twin(of: session) {
            swarms.close(twin, at: now)
            if twin === session { return }
        }
        if leaveIfStranger(session, at: now) { return }
        if !session.isIncoming { candidates.connected(session.endpoint) }
        choker.joined(session.key)
        var bytes: [UInt8] = []
        if session.stream.hasExtensions { appendExtensionHandshake(session, to: &bytes) }
        appendPieces(session, to: &bytes)
        appendAllowedFast(session, to: &bytes)
        send(bytes, session, at: now)
        if let geometry { begin(session, geometry) }
    }

    /// Of two connections to the same peer the one to be closed: where both dialled, the one that
    /// the larger peer id dialled, so that both sides close the same.
    private func twin(of session: PeerSession) -> PeerSession? {
        guard
            let other = sessions.first(where: {
                $0 !== session && $0.peerID == session.peerID
            }), let theirs = session.peerID
        else { return nil }
        guard other.isIncoming != session.isIncoming else { return session }
        let oursIsLarger = theirs.value.bytes.lexicographicallyPrecedes(swarms.peerID.value.bytes)
        return session.isIncoming == oursIsLarger ? other : session
    }

    private func appendExtensionHandshake(_ session: PeerSession, to bytes: inout [UInt8]) {
        var handshake = ExtensionHandshake(offering: offered)
        handshake.client = "DistriShare \(swarms.desk.identity.version)"
        handshake.port = swarms.desk.settings.port
        handshake.requestQueue = Limits.wishes
        handshake.metadataSize = isPrivate ? nil : info.map { $0.raw.count }
        handshake.yourAddress = session.endpoint.address
        // BEP 21 would tell what BEP 16 does not, and whoever wants nothing yet would leave.
        handshake.isUploadOnly = isComplete && superSeeding == nil
        if swarms.desk.settings.secret != nil {
            session.nonce = swarms.nonce()
            handshake.nonce = session.nonce
        }
        handshake.append(to: &bytes)
    }

    /// What we have (BEP 3, BEP 6); nothing is said where there is nothing to say.
    private func appendPieces(_ session: PeerSession, to bytes: inout [UInt8]) {
        // Who is shown pieces one by one is told of none at first (BEP 16).
        session.isInTheDark = superSeeding != nil
        if session.stream.hasFast {
            let message: PeerMessage =
                info == nil || have.isEmpty || session.isInTheDark
                ? .haveNone : have.isFull ? .haveAll : .bitfield(have.bitfield)
            message.append(to: &bytes)
        } else if !have.isEmpty, !session.isInTheDark {
            PeerMessage.bitfield(have.bitfield).append(to: &bytes)
        }
    }

    /// A newcomer may ask for a few pieces while it is choked, so that it has something to give
    /// (BEP 6). Who is shown pieces one by one may not.
    private func appendAllowedFast(_ session: PeerSession, to bytes: inout [UInt8]) {
        guard session.stream.hasFast, let geometry, superSeeding == nil else { return }
        let pieces = AllowedFast.pieces(
            for: session.endpoint.address, infoHash: infoHash, geometry: geometry)
        for piece in pieces where have.contains(piece) {
            session.allowedToThem.insert(piece)
            PeerMessage.allowedFast(UInt32(piece.number)).append(to: &bytes)
        }
    }

    /// The number of pieces is known: what the peer has means something.
    func begin(_ session: PeerSession, _ geometry: PieceGeometry) {
        guard session.pieces == nil else { return }
        let none = PieceSet(pieceCount: geometry.pieceCount)
        session.pieces = none
        picker?.joined(session.key, having: none)
    }

    /// Says something that is whole in itself.
    func send(_ bytes: [UInt8], _ session: PeerSession, at now: Instant) {
        guard !bytes.isEmpty else { return }
        session.stream.sent(at: now)
        session.untaken = host.hasUnsent(on: session.id) ? session.untaken + bytes.count : 0
        host.send(bytes, on: session.id)
    }

    func send(_ messages: [PeerMessage], _ session: PeerSession, at now: Instant) {
        var bytes: [UInt8] = []
        for message in messages { message.append(to: &bytes) }
        send(bytes, session, at: now)
    }
}

extension IPAddress {
    /// Where many machines may be behind one address: this machine, and private networks.
    fileprivate var isShared: Bool { isLoopback || isPrivate || isLinkLocal }
}
