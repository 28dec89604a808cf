// Peers told to peers (BEP 11).

import Bytes
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    func heard(
        _ message: PexMessage, _ session: PeerSession, at now: Instant
    ) throws(PeerViolation) {
        guard !isPrivate, !isBarred(session),
            let admitted = try session.pexReceiver.admit(message, at: now)
        else {
            return
        }
        for contact in admitted.added {
            learn(
                of: contact.endpoint, .pex, teller: session.endpoint.address,
                isSeed: contact.flags.contains(.isUploadOnly), at: now)
        }
        dial(at: now)
    }

    /// Once a second: who wants to hear of it and has not for a minute is told who has come and
    /// gone.
    func tellPeers(at now: Instant) {
        guard !isPrivate, sessions.count > 1 else { return }
        let due = sessions.filter {
            $0.isGreeted && !isBarred($0) && $0.extensionIDs[.pex] != nil
                && $0.pexSender.nextDeadline.map { $0 <= now } ?? true
        }
        guard !due.isEmpty else { return }
        let contacts = sessions.filter { !isBarred($0) }.compactMap(\.contact)
        for session in due {
            guard let id = session.extensionIDs[.pex],
                let message = session.pexSender.message(
                    to: session.listening, connected: contacts, at: now)
            else { continue }
            var bytes: [UInt8] = []
            message.append(id: id, to: &bytes)
            send(bytes, session, at: now)
        }
    }
}

extension PeerSession {
    /// What others are told of it, where it can be dialled.
    fileprivate var contact: PexContact? {
        guard isGreeted, let listening else { return nil }
        var flags: PexContact.Flags = isSeed || isUploadOnly ? [.isUploadOnly] : []
        if !isIncoming { flags.insert(.isReachable) }
        return PexContact(listening, flags: flags)
    }
}
