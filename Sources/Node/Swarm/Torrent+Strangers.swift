// Who may not join where strangers may not: everybody who has not proved the network's secret.
//
// Law. Who is barred gets nothing and is asked for nothing, and is left within a few seconds.

import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    /// Whether it has to prove the network's secret first.
    func isBarred(_ session: PeerSession) -> Bool {
        !session.isMember && !swarms.desk.settings.admitsStrangers
    }

    /// Once a second: who has not proved it for too long is left.
    func leaveStrangers(at now: Instant) {
        guard !swarms.desk.settings.admitsStrangers else { return }
        for session in sessions where session.isGreeted && !session.isMember {
            if now.since(session.began) >= Limits.proofTime { leave(stranger: session, at: now) }
        }
    }

    /// Leaves who cannot prove it at all, as its handshakes say. Whether it did.
    func leaveIfStranger(_ session: PeerSession, at now: Instant) -> Bool {
        guard isBarred(session) else { return false }
        let mayProve =
            session.stream.hasExtensions
            && session.theirs.map { $0.nonce != nil && session.extensionIDs[.proof] != nil } ?? true
        guard !mayProve else { return false }
        leave(stranger: session, at: now)
        return true
    }

    private func leave(stranger session: PeerSession, at now: Instant) {
        host.log(.debug, "swarm", "\(session.endpoint) does not prove the network's secret")
        swarms.close(session, at: now)
        if let listening = session.listening { candidates.failed(listening, at: now) }
    }
}
