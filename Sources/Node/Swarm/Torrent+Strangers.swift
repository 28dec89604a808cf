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

    /// Once a second: who cannot prove it, or has not for too long, is left.
    func leaveStrangers(at now: Instant) {
        guard !swarms.desk.settings.admitsStrangers else { return }
        for session in sessions where session.isGreeted && !session.isMember {
            let cannotProve =
                !session.stream.hasExtensions
                || session.theirs.map { $0.nonce == nil || session.extensionIDs[.proof] == nil }
                    ?? false
            guard cannotProve || now.since(session.began) >= Limits.proofTime else { continue }
            host.log(.debug, "swarm", "\(session.endpoint) does not prove the network's secret")
            swarms.close(session, at: now)
            if let listening = session.listening { candidates.failed(listening, at: now) }
        }
    }
}
