// How fast bytes may come: in all, and from each address. Who was too fast waits until he was not.

import Vocabulary

struct Pacing {
    private var all: TokenBucket
    private var byPeer: [Peer: TokenBucket] = [:]

    /// Behind one address is one peer, but for this machine itself, where each connection is one.
    private enum Peer: Hashable {
        case address(IPAddress)
        case local(ConnectionID)
    }

    init(at now: Instant) { all = TokenBucket(at: now) }

    /// Counts bytes that came. Nil where more may come at once, else when.
    mutating func take(
        _ bytes: Int, from address: IPAddress, on connection: ConnectionID,
        _ settings: NodeSettings, at now: Instant
    ) -> Instant? {
        var until: Instant?
        if settings.downloadRate > 0 {
            until = all.take(bytes, rate: settings.downloadRate, at: now)
        }
        guard settings.perPeerRate > 0 else { return until }
        let peer = address.isLoopback ? Peer.local(connection) : .address(address)
        var bucket = byPeer[peer] ?? TokenBucket(at: now)
        let peersUntil = bucket.take(bytes, rate: settings.perPeerRate, at: now)
        byPeer[peer] = bucket
        guard let peersUntil else { return until }
        return max(peersUntil, until ?? peersUntil)
    }

    /// Forgets peers whose time is long paid: O(peers), and there are few.
    mutating func forget(before: Instant) {
        byPeer = byPeer.filter { $0.value.isOwed(after: before) }
    }
}

extension Downloads {
    func pace(_ lane: Lane, _ bytes: Int, at now: Instant) {
        let settings = desk.settings
        guard settings.downloadRate > 0 || settings.perPeerRate > 0,
            let connection = lane.connection
        else { return }
        let until = pacing.take(
            bytes, from: lane.source.endpoint.address, on: connection, settings, at: now)
        guard let until else { return }
        lane.paceUntil = until
        wake(at: until)
    }

    /// Lets those go on whose time has come.
    func releasePaced(at now: Instant) {
        for download in all {
            guard let transfer = download.transfer else { continue }
            for lane in transfer.lanes {
                guard let until = lane.paceUntil else { continue }
                if until > now { return wake(at: until) }
                lane.paceUntil = nil
                lane.lastByte = now
                hold(lane, transfer)
            }
        }
    }
}
