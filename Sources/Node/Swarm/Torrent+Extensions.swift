// What is said by extensions (BEP 10): metadata, peers, pieces that are gone, extents, the secret,
// and who wants nothing more.

import Bytes
import Digest
import Metainfo
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    func heard(
        _ message: ExtensionMessage, _ session: PeerSession, at now: Instant
    ) throws(PeerViolation) {
        switch message {
        case .handshake(let handshake): try heard(handshake, session, at: now)
        case .metadata(let message): try heard(message, session, at: now)
        case .pex(let message): try heard(message, session, at: now)
        case .dontHave(let piece): lost(piece, session)
        case .extent(.request(let name)):
            try asked(for: name, session, isExtent: true, at: now)
        case .extent(.cancel(let name)):
            if let block = geometry?.block(name) { cancelled(block, session, at: now) }
        case .extent(.reject(let name)):
            if let block = geometry?.block(name) { rejected(block, session, at: now) }
        case .proof(let proof): try heard(proof, session, at: now)
        case .uploadOnly(let isOn):
            session.isUploadOnly = isOn
            leaveIfUseless(session, at: now)
        }
    }

    private func heard(
        _ handshake: ExtensionHandshake, _ session: PeerSession, at now: Instant
    ) throws(PeerViolation) {
        let isFirst = session.theirs == nil
        session.theirs = handshake
        session.extensionIDs.learn(handshake)
        if leaveIfStranger(session, at: now) { return }
        if let isUploadOnly = handshake.isUploadOnly { session.isUploadOnly = isUploadOnly }
        // Who dialled us is dialled where it listens.
        if session.isIncoming, let port = handshake.port,
            let endpoint = Endpoint(session.endpoint.address, port: port)
        {
            session.listening = endpoint
            learn(of: endpoint, .incoming, teller: endpoint.address, at: now)
            candidates.connected(endpoint)
        }
        if let seen = handshake.yourAddress { swarms.seenAt = seen }
        if let queue = handshake.requestQueue { session.depth.ceiling = queue }
        if let size = handshake.metadataSize, info == nil {
            metadata.join(session.key, size: size)
        }
        if isFirst { prove(to: session, at: now) }
        if state == .naming { askForMetadata(session, at: now) }
        leaveIfUseless(session, at: now)
        ask(session, at: now)
    }

    // MARK: The network's secret

    private func conversation(with session: PeerSession) -> SwarmProof? {
        guard let theirID = session.peerID, let theirNonce = session.theirs?.nonce,
            !session.nonce.isEmpty
        else { return nil }
        return SwarmProof(
            infoHash: infoHash, ourRole: session.isIncoming ? .acceptor : .dialler,
            ours: .init(peerID: swarms.peerID, nonce: session.nonce),
            theirs: .init(peerID: theirID, nonce: theirNonce))
    }

    /// Who dialled proves first, so that nobody learns a proof by dialling around.
    private func prove(to session: PeerSession, at now: Instant) {
        guard !session.isIncoming else { return }
        sendProof(to: session, at: now)
    }

    private func sendProof(to session: PeerSession, at now: Instant) {
        guard let secret = swarms.desk.settings.secret, let id = session.extensionIDs[.proof],
            let conversation = conversation(with: session)
        else { return }
        var bytes: [UInt8] = []
        SwarmProof.append(conversation.ours(secret), id: id, to: &bytes)
        send(bytes, session, at: now)
    }

    private func heard(
        _ proof: Digest256, _ session: PeerSession, at now: Instant
    ) throws(PeerViolation) {
        guard let secret = swarms.desk.settings.secret else { return }
        guard let conversation = conversation(with: session),
            conversation.accepts(proof, secret)
        else {
            // Somebody of another network, who is as welcome here as any stranger.
            if admitsStrangers { return }
            throw .proofWrong
        }
        guard !session.isMember else { return }
        session.isMember = true
        // Our own network is shaped otherwise.
        enlighten(session, at: now)
        choker.left(session.key)
        choker.joined(session.key, isMember: true)
        if session.isIncoming { sendProof(to: session, at: now) }
        if let parted = members.joined(session.key, using: &swarms.desk.chance),
            let other = sessions.first(where: { $0.key == parted })
        {
            swarms.close(other, at: now)
        }
        if state == .naming { askForMetadata(session, at: now) }
        choke(at: now)
        ask(session, at: now)
    }

    // MARK: Metadata (BEP 9)

    private func heard(
        _ message: MetadataMessage, _ session: PeerSession, at now: Instant
    ) throws(PeerViolation) {
        switch message {
        case .request(let number):
            guard let id = session.extensionIDs[.metadata] else { return }
            let given = isBarred(session) ? nil : info
            let answer =
                given.map { MetadataMessage.answer(to: number, from: $0.raw) } ?? .reject(number)
            var bytes: [UInt8] = []
            answer.append(id: id, to: &bytes)
            send(bytes, session, at: now)
        case .data(let number, let totalSize, let block):
            try metadataArrived(number, totalSize, block, session, at: now)
        case .reject(let number): metadata.rejected(number, by: session.key, at: now)
        }
    }
}
