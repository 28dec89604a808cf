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
    /// Over IPv4, and over IPv6 where the machine has it.
    var listeners: [MulticastListener]
    /// Tells our own datagrams from others'.
    let cookie: [UInt8]
    fileprivate(set) var notBefore = Instant.start
    /// Dials for torrents of the library in the minute that began then.
    private var minute = Instant.start
    private var dials = 0

    init(isOn: Bool, cookie: UInt64) {
        listeners = [.torrents, .torrents6].map { MulticastListener($0, isOn: isOn) }
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

    func startLocally(at now: Instant) { switchLocally(isLocalOn, at: now) }

    func stopLocally(at now: Instant) { switchLocally(false, at: now) }

    private func switchLocally(_ isOn: Bool, at now: Instant) {
        for index in local.listeners.indices {
            local.listeners[index].isOn = isOn
            local.listeners[index].refresh(host: host, at: now)
        }
    }

    // MARK: Saying

    /// Once a second: what has not been called out for a while is, at most once a minute.
    func callOut(at now: Instant) {
        let listeners = local.listeners.filter(\.isListening)
        guard !listeners.isEmpty, now >= local.notBefore else { return }
        let due = torrents.values.filter { $0.isToBeCalledOut(at: now) }
            .sorted { $0.number < $1.number }.prefix(Limits.lsdTorrents)
        guard !due.isEmpty else { return }
        local.notBefore = now + Limits.lsdPause
        let announcement = LocalAnnouncement(
            infoHashes: due.map(\.infoHash), port: desk.settings.port, cookie: local.cookie)
        for listener in listeners {
            let datagrams = announcement.datagrams(to: listener.group == .torrents ? .v4 : .v6)
            for datagram in datagrams {
                for interface in listener.joined {
                    host.multicast(datagram, to: listener.group, from: interface)
                }
            }
        }
        for torrent in due { torrent.calledOut = now }
    }

    // MARK: Hearing

    func heardLocally(_ bytes: RawSpan, from sender: Endpoint, at now: Instant) {
        // Who has nothing but the link's own address cannot be dialled without its interface.
        guard !sender.address.isLinkLocal || sender.address.v4 != nil else { return }
        guard local.listeners.contains(where: \.isOn), let announcement = LocalAnnouncement(bytes),
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
