// Local service discovery (BEP 14): torrents that somebody added are called out on the local
// network, and whoever calls out one of ours is dialled.
//
// Law 1. A datagram is a hint from anybody at all: it makes us dial its own sender, so often.
// Law 2. Of torrents that strangers may not join nothing is said, nor heard; of private ones never
//        (BEP 27).

import Bytes
import Digest
import LANWire
import Swarm
import Vocabulary

struct LocalDiscovery {
    var listener: MulticastListener
    /// Tells our own datagrams from others'.
    let cookie: [UInt8]
    fileprivate(set) var notBefore = Instant.start
    /// Dials for torrents of the library in the minute that began then.
    private var minute = Instant.start
    private var dials = 0

    init(isOn: Bool, cookie: UInt64) {
        listener = MulticastListener(.torrents, isOn: isOn)
        self.cookie = Array(String(cookie, radix: 16).utf8)
    }

    mutating func mayDial(at now: Instant) -> Bool {
        if now.since(minute) >= .minutes(1) { (minute, dials) = (now, 0) }
        guard dials < Limits.lsdDials else { return false }
        dials += 1
        return true
    }
}

extension Swarms {
    private var isLocalOn: Bool {
        desk.settings.lsd && (admitsStrangers || !publicShares.isEmpty)
    }

    func startLocally(at now: Instant) {
        local.listener.isOn = isLocalOn
        local.listener.refresh(host: host, at: now)
    }

    func stopLocally(at now: Instant) {
        local.listener.isOn = false
        local.listener.refresh(host: host, at: now)
    }

    // MARK: Saying

    /// Once a second: what has not been called out for a while is, at most once a minute.
    func callOut(at now: Instant) {
        guard local.listener.isListening, now >= local.notBefore else { return }
        let due = torrents.values.filter { $0.isToBeCalledOut(at: now) }
            .sorted { $0.number < $1.number }.prefix(Limits.lsdTorrents)
        guard !due.isEmpty else { return }
        local.notBefore = now + Limits.lsdPause
        let announcement = LocalAnnouncement(
            infoHashes: due.map(\.infoHash), port: desk.settings.port, cookie: local.cookie)
        for datagram in announcement.datagrams(to: .v4) {
            for interface in local.listener.joined {
                host.multicast(datagram, to: .torrents, from: interface)
            }
        }
        for torrent in due { torrent.calledOut = now }
    }

    // MARK: Hearing

    func heardLocally(_ bytes: RawSpan, from sender: Endpoint, at now: Instant) {
        guard local.listener.isOn, let announcement = LocalAnnouncement(bytes),
            announcement.cookie != local.cookie,
            let endpoint = Endpoint(sender.address, port: announcement.port)
        else { return }
        for infoHash in announcement.infoHashes {
            if let torrent = torrents[infoHash], torrent.isAdded {
                torrent.heardLocally(of: endpoint, at: now)
            } else {
                give(infoHash, to: endpoint, at: now)
            }
        }
    }

    /// Who calls out may want what a file of the library is: that comes to life and dials him.
    private func give(_ infoHash: Digest160, to endpoint: Endpoint, at now: Instant) {
        guard torrents[infoHash] != nil || owner.hasShared(infoHash), local.mayDial(at: now),
            let torrent = torrent(infoHash, at: now), !torrent.isPrivate,
            torrent.admitsStrangers
        else { return }
        guard !torrent.sessions.contains(where: { $0.endpoint.address == endpoint.address }),
            torrent.sessions.count < Limits.peersDialled, sessions.count < Limits.peerSessions
        else { return }
        torrent.learn(of: endpoint, .lsd, teller: endpoint.address, at: now)
        dial(endpoint, of: torrent, at: now)
    }
}

extension Torrent {
    fileprivate func isToBeCalledOut(at now: Instant) -> Bool {
        guard isAdded, isRunning, state != .opening, !isPrivate, admitsStrangers else {
            return false
        }
        return calledOut.map { now.since($0) >= Limits.lsdInterval } ?? true
    }

    fileprivate func heardLocally(of endpoint: Endpoint, at now: Instant) {
        guard isRunning, !isPrivate, admitsStrangers else { return }
        learn(of: endpoint, .lsd, teller: endpoint.address, at: now)
        dial(at: now)
    }
}
