// Who may not join where strangers may not: everybody who has not proved the network's secret. What
// a person shares as public is everybody's all the same.
//
// Law. Who is barred gets nothing and is asked for nothing, and is left within a few seconds.

import PeerWire
import Swarm
import Vocabulary

extension Swarms {
    /// A person has said of a share whose it is.
    func publicSharesChanged(at now: Instant) {
        let shares = owner.publicShares
        guard shares != publicShares else { return }
        publicShares = shares
        for torrent in torrents.values { torrent.judgePublicity() }
        startLocally(at: now)
    }
}

extension Torrent {
    /// Whether strangers may have it.
    var admitsStrangers: Bool { isPublic || swarms.admitsStrangers }

    /// All that it consists of has to be public.
    func judgePublicity() {
        guard case .shared(let places) = content, !swarms.publicShares.isEmpty else {
            isPublic = false
            return
        }
        isPublic = places.allSatisfy { $0.map { swarms.publicShares.contains($0.share) } ?? true }
    }

    /// Whether it has to prove the network's secret first.
    func isBarred(_ session: PeerSession) -> Bool {
        !session.isMember && !admitsStrangers
    }

    /// Once a second: who has not proved it for too long is left.
    func leaveStrangers(at now: Instant) {
        guard !admitsStrangers else { return }
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

extension Swarms {
    var admitsStrangers: Bool { desk.admitsStrangers }
}

extension Desk {
    /// Whether peers may join a swarm who do not prove the network's secret: where there is none,
    /// if no config says otherwise.
    var admitsStrangers: Bool { settings.strangers ?? (settings.secret == nil) }
}
