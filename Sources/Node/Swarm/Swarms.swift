// All torrents of this node, and all connections that speak BitTorrent.
//
// Law 1. A connection is for one torrent, and who dialled says which.
// Law 2. A file of the library costs nothing here until somebody speaks of its torrent.
// Law 3. What a peer does wrong ends its connection, and no other.

import Bytes
import Digest
import Library
import Metainfo
import PeerWire
import Swarm
import Vocabulary

/// What the swarms need to know of the rest of the node.
protocol SwarmOwner: AnyObject {
    /// A file of the library that is this torrent.
    func shared(_ infoHash: Digest160) -> (Info, [Torrent.SharedPlace?])?
    /// The files of a folder's torrent, if they are those that have that stamp.
    func shared(
        _ info: Info, in folder: FileName, stamped stamp: Digest160
    ) -> [Torrent.SharedPlace?]?
    /// Whether there is one.
    func hasShared(_ infoHash: Digest160) -> Bool
    /// Bootstraps of ours that answer: each is a tracker for its network.
    var bootstraps: [Endpoint] { get }
    /// Shares whose torrents strangers may have too.
    var publicShares: Set<Int64> { get }
    /// The content of a torrent stands in `downloads/` under this name.
    func placed(torrent name: FileName, isFolder: Bool, at now: Instant)
    /// Everything is here of a torrent that a download has borrowed.
    func torrentIsWhole(for download: Int64, at now: Instant)
    /// The disk stopped it.
    func torrentFailed(for download: Int64, _ error: WorldError, at now: Instant)
}

final class Swarms {
    unowned let desk: Desk
    unowned let owner: any SwarmOwner
    let peerID: PeerID
    private(set) var torrents: [Digest160: Torrent] = [:]
    private(set) var sessions: [ConnectionID: PeerSession] = [:]
    var stores: [StoreID: Torrent] = [:]
    /// Sessions that could be sent more, and have had their share of this turn.
    var unserved: [ConnectionID] = []
    /// Bytes of pieces that are being hashed and written.
    var unverified = 0
    var spares = SpareBytes()
    var isHolding = false
    /// Connections that end when their last words were sent, and when they end anyway.
    private var parting: [(id: ConnectionID, until: Instant)] = []
    /// As they were when they were asked for last.
    var publicShares: Set<Int64> = []
    /// Torrents of several files in their places: each of these is looked at now and then.
    var folders: Set<Digest160> = []
    /// When who waits for its rate is served.
    var servedAt = Instant.start
    /// How fast may be taken, and who has to wait for that until when.
    var taking: Throttle?
    var paced: [ConnectionID: Instant] = [:]
    /// Where others see us, as they said last (BEP 10).
    var seenAt: IPAddress?
    var readings = InfoReadings()
    /// Whose files are hashed again.
    var hashing: [JobID: Torrent] = [:]
    /// Peers that have names, while they are looked up.
    var lookups: [JobID: (Digest160, UInt16)] = [:]
    /// Servers of web seeds, the same.
    var webLookUps: [JobID: (Digest160, PeerKey)] = [:]
    /// Web seeds that are asked for something, counted once a second and when one begins.
    var webCalls = 0
    let blockDigest: BlockDigest
    var news = TorrentNews()
    /// Bytes of payload by class of peer, since the start.
    var traffic = SwarmTraffic()
    let announcer: Announcer
    var local: LocalDiscovery
    var questions = NetworkQuestions()
    private var keys: UInt64 = 0
    private var numbers: UInt64 = 0
    private var storeNumbers: UInt64 = 0
    private var nextTick = Instant.start

    init(desk: Desk, owner: any SwarmOwner) {
        self.desk = desk
        self.owner = owner
        let chance = [desk.host.random(), desk.host.random()]
        let bytes = chance.flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
        peerID = PeerID(random: Array(bytes.prefix(12)))
        blockDigest = BlockDigest(key: desk.host.random())
        announcer = Announcer(desk: desk)
        local = LocalDiscovery(isOn: false, cookie: desk.host.random())
    }

    /// 16 bytes that nobody can guess.
    func nonce() -> [UInt8] {
        [host.random(), host.random()].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
    }

    var host: any Host { desk.host }
    private var switchboard: Switchboard { desk.switchboard }

    var table: [TableSize] {
        [
            TableSize(name: "torrents", count: torrents.count, limit: Limits.torrents),
            TableSize(name: "peers", count: sessions.count, limit: Limits.peerSessions),
            announcer.table, announcer.scrapes.table,
        ]
    }

    func newKey() -> PeerKey {
        keys += 1
        return PeerKey(keys)
    }

    func newNumber() -> UInt64 {
        numbers += 1
        return numbers
    }

    func newStore(for torrent: Torrent) -> StoreID {
        storeNumbers += 1
        let id = StoreID(number: storeNumbers)
        stores[id] = torrent
        return id
    }

    /// A torrent of this node; one that a file of the library is comes to life.
    func torrent(_ infoHash: Digest160, at now: Instant) -> Torrent? {
        if let known = torrents[infoHash] { return known }
        guard torrents.count < Limits.torrents, let (info, places) = owner.shared(infoHash) else {
            return nil
        }
        let torrent = Torrent(infoHash, in: self, isAdded: false, TorrentWish())
        torrent.learn(info)
        torrent.haveAll(at: places)
        insert(torrent)
        return torrent
    }

    func insert(_ torrent: Torrent) {
        torrents[torrent.infoHash] = torrent
        news.note(torrent.infoHash)
    }

    func remove(_ torrent: Torrent) {
        cancelHashing(of: torrent)
        torrents[torrent.infoHash] = nil
        folders.remove(torrent.infoHash)
        news.noteGone(torrent.infoHash)
        for case .some(let talk) in [torrent.trackers, torrent.ownTrackers] {
            announcer.sayGoodbye(talk)
        }
    }
}

// MARK: What the switchboard tells

extension Swarms {
    /// Nil: there are too many.
    func accepted(_ id: ConnectionID, from endpoint: Endpoint, at now: Instant) -> PeerSession? {
        guard sessions.count < Limits.peerSessions else { return nil }
        let session = PeerSession(
            id, at: endpoint, isIncoming: true, key: newKey(), PeerStream(acceptingAt: now),
            at: now)
        sessions[id] = session
        return session
    }

    /// Dials a peer of a torrent.
    func dial(_ endpoint: Endpoint, of torrent: Torrent, at now: Instant) {
        switchboard.dial(endpoint, at: now) { id in
            let ours = Handshake(infoHash: torrent.infoHash, peerID: peerID)
            let session = PeerSession(
                id, at: endpoint, isIncoming: false, key: newKey(),
                PeerStream(dialling: ours, terms: torrent.terms, at: now), at: now)
            session.torrent = torrent
            session.listening = endpoint
            session.source = torrent.candidates.sources(of: endpoint) ?? .incoming
            sessions[id] = session
            torrent.sessions.append(session)
            return session
        }
    }

    func connected(_ session: PeerSession, at now: Instant) {
        guard let torrent = session.torrent else { return }
        var bytes: [UInt8] = []
        Handshake(infoHash: torrent.infoHash, peerID: peerID).append(to: &bytes)
        host.send(bytes, on: session.id)
    }

    func received(_ bytes: RawSpan, _ session: PeerSession, at now: Instant) {
        var place = 0
        do throws(PeerViolation) {
            while sessions[session.id] === session,
                let event = try session.stream.nextEvent(in: bytes, from: &place, at: now)
            {
                try take(event, bytes, session, at: now)
            }
            try hasRead(session, at: now)
        } catch {
            violated(session, error, at: now)
        }
    }

    /// A block's bytes, read to where they belong. Nil: they have no place.
    func receive(
        _ session: PeerSession, at now: Instant, by read: (inout MutableRawSpan) -> Int
    ) -> Int? {
        guard let place = session.nextPlace else { return nil }
        let count = place.buffer.fill(place.range, by: read)
        guard count > 0 else { return count }
        let payload = session.stream.payloadArrived(count, at: now)
        session.torrent?.arrived(payload, session, at: now)
        do throws(PeerViolation) {
            try hasRead(session, at: now)
        } catch {
            violated(session, error, at: now)
        }
        return count
    }

    private func hasRead(_ session: PeerSession, at now: Instant) throws(PeerViolation) {
        guard sessions[session.id] === session else { return }
        // Haves come of themselves, as many as there are pieces.
        let haves = 9 * (session.torrent?.have.pieceCount ?? 0)
        guard session.untaken <= Limits.peerUnread + haves else { throw .doesNotRead }
        try session.torrent?.hasRead(session, at: now)
        expect(from: session)
    }

    /// Long blocks are read to where they belong, without a copy.
    func expect(from session: PeerSession) {
        if session.expectsPayload { host.expectPayload(on: session.id) }
    }

    func drained(_ session: PeerSession, at now: Instant) {
        session.torrent?.serve(session, at: now)
    }

    /// The connection is gone.
    func ended(_ session: PeerSession, at now: Instant) {
        guard sessions.removeValue(forKey: session.id) != nil else { return }
        paced[session.id] = nil
        session.torrent?.left(session, at: now)
        letGo(session.torrent, at: now)
        session.torrent = nil
    }

    /// Ends a connection.
    func close(_ session: PeerSession, at now: Instant) {
        switchboard.hangUp(peer: session.id)
        ended(session, at: now)
    }

    /// Ends a connection as soon as the peer has been told what it was told.
    func part(from session: PeerSession, at now: Instant) {
        parting.append((session.id, now + Limits.partingTime))
        switchboard.part(fromPeer: session.id)
        ended(session, at: now)
    }

    private func endParting(at now: Instant) {
        while let first = parting.first, first.until <= now {
            host.close(first.id)
            parting.removeFirst()
        }
    }

    func violated(_ session: PeerSession, _ violation: PeerViolation, at now: Instant) {
        host.log(.debug, "swarm", "\(session.endpoint) is left: \(violation)")
        let (torrent, listening) = (session.torrent, session.listening)
        close(session, at: now)
        guard let listening else { return }
        if violation == .ourselves {
            torrent?.candidates.isOurselves(listening)
        } else {
            // Whoever broke the rules is not dialled again soon.
            torrent?.candidates.failed(listening, at: now)
        }
    }

    /// What nobody added is kept as long as somebody talks about it.
    func letGo(_ torrent: Torrent?, at now: Instant) {
        guard let torrent, !torrent.isKept, torrent.sessions.isEmpty else { return }
        remove(torrent)
    }
}

// MARK: What peers say

extension Swarms {
    private func take(
        _ event: PeerEvent, _ bytes: RawSpan, _ session: PeerSession, at now: Instant
    ) throws(PeerViolation) {
        switch event {
        case .wants(let infoHash): welcome(session, infoHash, at: now)
        case .handshake(let theirs): try session.torrent?.greeted(session, theirs, at: now)
        case .message(let message): try session.torrent?.heard(message, session, at: now)
        case .block(let block): try session.torrent?.blockBegins(block, session, at: now)
        case .payload(let payload):
            session.arriving?.put(bytes.extracting(payload.place), at: payload.offset)
            session.torrent?.arrived(payload, session, at: now)
        }
    }

    /// Somebody dialled us for a torrent.
    private func welcome(_ session: PeerSession, _ infoHash: Digest160, at now: Instant) {
        guard let torrent = torrent(infoHash, at: now), torrent.mayJoin(session) else {
            return close(session, at: now)
        }
        let ours = Handshake(infoHash: infoHash, peerID: peerID)
        session.torrent = torrent
        torrent.sessions.append(session)
        session.stream.accept(ours, terms: torrent.terms, at: now)
        var bytes: [UInt8] = []
        ours.append(to: &bytes)
        host.send(bytes, on: session.id)
    }
}

// MARK: Time

extension Swarms {
    var nextDeadline: Instant? {
        let isIdle =
            torrents.isEmpty && sessions.isEmpty && parting.isEmpty && !announcer.isBusy
        var earliest = Earliest(isIdle ? nil : nextTick)
        if !unserved.isEmpty { earliest.add(servedAt) }
        if !paced.isEmpty { earliest.add(paced.values.min()) }
        for listener in local.listeners { earliest.add(listener.nextDeadline) }
        return earliest.instant
    }

    func deadlineReached(at now: Instant) {
        if now >= servedAt {
            servedAt = .start
            for id in takeUnserved() {
                guard let session = sessions[id] else { continue }
                session.torrent?.serve(session, at: now)
            }
        }
        if !paced.isEmpty { releasePaced(at: now) }
        for index in local.listeners.indices {
            local.listeners[index].deadlineReached(host: host, at: now)
        }
        guard now >= nextTick else { return }
        nextTick = now + Limits.swarmTick
        if !torrents.values.contains(where: { $0.state == .leeching }) { spares.clear() }
        endParting(at: now)
        for session in sessionsInOrder { look(at: session, at: now) }
        webCalls = torrents.values.reduce(0) { $0 + $1.webSeeds.count { $0.errand != nil } }
        for torrent in torrentsInOrder {
            torrent.tick(at: now)
            if torrent.haveCountsMoved() { news.note(torrent.infoHash) }
            letGo(torrent, at: now)
        }
        announcer.tick(at: now)
        callOut(at: now)
        askNetwork(at: now)
    }

    // A dictionary's own order is another in each process; the same seed must give the same day.

    /// In the order in which they came.
    var torrentsInOrder: [Torrent] { torrents.values.sorted { $0.number < $1.number } }

    /// In the order in which they came.
    var sessionsInOrder: [PeerSession] { sessions.values.sorted { $0.key < $1.key } }

    private func takeUnserved() -> [ConnectionID] {
        defer { unserved = [] }
        for id in unserved { sessions[id]?.isUnserved = false }
        return unserved
    }

    private func look(at session: PeerSession, at now: Instant) {
        do throws(PeerViolation) {
            if try session.stream.deadlineReached(at: now) {
                var bytes: [UInt8] = []
                PeerMessage.keepAlive.append(to: &bytes)
                host.send(bytes, on: session.id)
            }
        } catch {
            violated(session, error, at: now)
        }
    }
}

@available(*, unavailable) extension Swarms: Sendable {}
