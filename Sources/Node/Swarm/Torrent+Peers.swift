// Who is dialled, who is let go, and what happens once a second.

import Bytes
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    /// Somebody said that a peer of this torrent is there.
    @discardableResult
    func learn(
        of endpoint: Endpoint, _ source: PeerSources, teller: IPAddress? = nil,
        isSeed: Bool = false, at now: Instant
    ) -> CandidateOutcome {
        candidates.add(
            endpoint.address, port: endpoint.port, from: source, teller: teller, isSeed: isSeed,
            at: now, using: &swarms.desk.chance)
    }

    /// The connection with a peer that listens there.
    func session(with endpoint: Endpoint) -> PeerSession? {
        sessions.first { $0.isGreeted && ($0.listening ?? $0.endpoint) == endpoint }
    }

    func tick(at now: Instant) {
        if isWaitingForRoom { tryAgainForRoom(at: now) }
        announce(at: now)
        guard isRunning else { return }
        leaveStrangers(at: now)
        dial(at: now)
        for session in sessions where session.isGreeted { lookAtRequests(of: session, at: now) }
        if let due = choker.nextDeadline, due <= now { choke(at: now) }
        if state == .naming { lookForMetadata(at: now) }
        if state == .leeching { lookAtWebSeeds(at: now) }
        lookAtPupils(at: now)
        tellPeers(at: now)
        lookAtContent(at: now)
        endSeeding(at: now)
    }

    /// Keeps a number of peers, and a few calls under way.
    func dial(at now: Instant) {
        guard state == .naming || state == .leeching || (state == .seeding && isAdded) else {
            return
        }
        var calls = sessions.count { !$0.isGreeted && !$0.isIncoming }
        while calls < Limits.peerCallsAtOnce, sessions.count < peersSought,
            swarms.sessions.count < Limits.peerSessions,
            let endpoint = candidates.next(
                at: now, using: &swarms.desk.chance, rank: swarms.rank)
        {
            // It is being spoken to already, and is free again when that ends.
            if sessions.contains(where: { $0.endpoint == endpoint }) {
                candidates.connected(endpoint)
                continue
            }
            swarms.dial(endpoint, of: self, at: now)
            calls += 1
        }
    }

    /// Of strangers as many as bring something; of our own network a few, who have others.
    private var peersSought: Int {
        admitsStrangers ? Limits.peersDialled : Limits.memberDials
    }

    /// A connection is over.
    func left(_ session: PeerSession, at now: Instant) {
        sessions.removeAll { $0 === session }
        departed.insert(session)
        if session.isGreeted {
            if let listening = session.listening { candidates.closed(listening, at: now) }
            choker.left(session.key)
            if session.isMember { members.left(session.key) }
        } else if let listening = session.listening {
            candidates.failed(listening, at: now)
        }
        pupilLeft(session)
        if let pieces = session.pieces { picker?.gone(session.key, having: pieces) }
        release(session)
        metadata.leave(session.key)
        askOthers(than: session, at: now)
    }

    /// Nothing more comes of what it was sending.
    private func release(_ session: PeerSession) {
        session.arriving?.release(session.key)
        session.arriving = nil
        forgetAbandoned()
    }

    /// Pieces that the picker has given up are not kept either.
    func forgetAbandoned() {
        guard let picker else { return }
        filling = filling.filter { picker.isBegun($0.key) }
    }

    /// What was asked for is reached: it is given no more.
    private func endSeeding(at now: Instant) {
        guard state == .seeding, isAdded, let geometry else { return }
        let ratio = Double(uploaded) / Double(geometry.length)
        let isOver =
            wish.seedRatio.map { ratio >= $0 } ?? false
            || wish.seedTime.map { time in
                finished.map { host.wallTime.seconds - $0.seconds >= time.components.seconds }
                    ?? false
            } ?? false
        guard isOver else { return }
        host.log(.info, "swarm", "\(name) has been given as long as it should")
        pause(at: now)
    }

    /// Whether what is missing fits on the disk, with what must stay free.
    var hasRoom: Bool {
        let (needed, overflow) = max(bytesLeft, 0).addingReportingOverflow(
            swarms.desk.settings.minFree)
        return !overflow && host.room() >= needed
    }

    private func tryAgainForRoom(at now: Instant) {
        guard now >= nextRoomLook else { return }
        nextRoomLook = now + Limits.roomInterval
        guard hasRoom else { return }
        isWaitingForRoom = false
        resume(at: now)
    }
}

extension Swarms {
    /// Which connections both ends would rather have (BEP 40); nil until somebody has said where he
    /// sees us.
    var rank: ((Endpoint) -> UInt32)? {
        guard let own = seenAt.flatMap({ Endpoint($0, port: desk.settings.port) }) else {
            return nil
        }
        return { other in
            (own.address.v4 == nil) == (other.address.v4 == nil) ? PeerPriority.of(own, other) : 0
        }
    }
}
