// How fast swarms may send and take, by the same rates as everything else of the node.
//
// Law. What is sent waits for its rate in turns; what has come has come, and its sender is not read
// from until that is paid.

import Vocabulary

extension Swarms {
    /// It has its next turn then, or when another has one before.
    func serveLater(_ session: PeerSession, at due: Instant) {
        servedAt = unserved.isEmpty ? due : min(servedAt, due)
        guard !session.isUnserved else { return }
        session.isUnserved = true
        unserved.append(session.id)
    }

    /// Whether so many bytes may go to the peer now; if they may, they are paid for. If not, it is
    /// served again when they may.
    func maySend(_ bytes: Int, _ session: PeerSession, at now: Instant) -> Bool {
        if let due = session.torrent?.sendingLimit(for: bytes, at: now) {
            serveLater(session, at: max(due, now + Limits.throttleTick))
            return false
        }
        guard mayPay(bytes, session, at: now) else { return false }
        session.torrent?.sendingBucket?.spend(Int64(bytes))
        return true
    }

    private func mayPay(_ bytes: Int, _ session: PeerSession, at now: Instant) -> Bool {
        guard desk.switchboard.throttle.isOn, let payer = session.payer else { return true }
        let share = min(Int64(bytes), Int64(Limits.chunk))
        guard desk.switchboard.throttle.available(to: payer, at: now) >= share else {
            let due = desk.switchboard.throttle.ready(for: share, to: payer)
            serveLater(session, at: max(due, now + Limits.throttleTick))
            return false
        }
        // A block may be more than a bucket holds: then the next waits for longer.
        desk.switchboard.throttle.spend(Int64(bytes), of: payer)
        return true
    }

    /// Counts bytes that came, and lets their sender wait where they were too many.
    func pace(_ bytes: Int, _ session: PeerSession, at now: Instant) {
        let ways = [
            payTaking(bytes, session.payer, at: now),
            session.torrent?.payTaking(bytes, at: now),
        ]
        guard let until = ways.compactMap(\.self).max() else { return }
        session.pacedUntil = until
        paced[session.id] = until
        host.pauseReading(session.id)
    }

    /// The same for a call to a web seed.
    func pace(
        _ bytes: Int, _ call: ConnectionID, from endpoint: Endpoint, at now: Instant
    ) {
        guard let until = payTaking(bytes, Payer(endpoint, on: call), at: now) else { return }
        paced[call] = until
        desk.switchboard.hold(call, true)
    }

    /// Until when whoever sent so much has to wait; nil where he has not.
    private func payTaking(_ bytes: Int, _ payer: Payer?, at now: Instant) -> Instant? {
        let settings = desk.settings
        guard settings.downloadRate > 0 || settings.perPeerRate > 0, let payer else { return nil }
        if taking == nil {
            taking = Throttle(inAll: settings.downloadRate, perPeer: settings.perPeerRate)
        }
        _ = taking?.available(to: payer, at: now)
        taking?.spend(Int64(bytes), of: payer)
        guard let until = taking?.ready(for: 0, to: payer), until > now else { return nil }
        return until
    }

    /// Lets those go on whose time has come.
    func releasePaced(at now: Instant) {
        for (id, until) in paced where until <= now {
            paced[id] = nil
            sessions[id]?.pacedUntil = nil
            guard !isHolding else { continue }
            sessions[id] == nil ? desk.switchboard.hold(id, false) : host.resumeReading(id)
        }
        taking?.forgetRested(at: now)
    }

    /// New rates hold from now on.
    func ratesChanged(at now: Instant) {
        taking = nil
        for id in paced.keys { paced[id] = now }
        releasePaced(at: now)
        servedAt = .start
    }
}

// The limits of one torrent, where a person has set them. They hold on this machine, too.
extension Torrent {
    /// When so many bytes may be sent; nil for now.
    fileprivate func sendingLimit(for bytes: Int, at now: Instant) -> Instant? {
        guard wish.uploadLimit > 0 else {
            sendingBucket = nil
            return nil
        }
        var bucket = sendingBucket ?? TokenBucket(rate: wish.uploadLimit, at: now)
        bucket.fill(rate: wish.uploadLimit, at: now)
        sendingBucket = bucket
        let share = min(Int64(bytes), Int64(Limits.chunk))
        return bucket.available >= share ? nil : bucket.ready(for: share)
    }

    /// Until when whoever sent so much has to wait; nil where he has not.
    fileprivate func payTaking(_ bytes: Int, at now: Instant) -> Instant? {
        guard wish.downloadLimit > 0 else {
            takingBucket = nil
            return nil
        }
        var bucket = takingBucket ?? TokenBucket(rate: wish.downloadLimit, at: now)
        bucket.fill(rate: wish.downloadLimit, at: now)
        bucket.spend(Int64(bytes))
        takingBucket = bucket
        let due = bucket.ready(for: 0)
        return due > now ? due : nil
    }
}

extension PeerSession {
    /// Nil: a peer on this machine, whose copy costs the network nothing.
    fileprivate var payer: Payer? { Payer(endpoint, on: id) }
}

extension Payer {
    fileprivate init(_ endpoint: Endpoint, on connection: ConnectionID) {
        self =
            endpoint.address.isLoopback
            ? .connection(connection) : .address(endpoint.address.network)
    }
}
