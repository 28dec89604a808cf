// The trackers of a torrent that somebody added: told of us while it runs, and shown.
//
// Law 1. A torrent of the library that nobody added is announced to nobody.
// Law 2. Our network's bootstraps hear of every other that is not private, beside its own trackers.

import PeerWire
import Swarm
import TrackerWire
import Vocabulary

extension Torrent {
    /// Once a second: whoever should hear of us now does.
    func announce(at now: Instant) {
        guard isAdded else { return }
        if isRunning {
            beginTrackers(at: now)
            beginOwnTrackers(at: now)
        }
        for case .some(let talk) in [trackers, ownTrackers] {
            if isRunning { talk.list.start(at: now) } else { talk.list.stop() }
            // What is here is known when the disk has answered.
            guard state != .opening else { continue }
            talk.update()
            swarms.announcer.drive(talk, at: now)
        }
    }

    private func beginTrackers(at now: Instant) {
        guard trackers == nil, isAdded, !wish.trackers.isEmpty else { return }
        trackers = TrackerTalk(list(of: wish.trackers, at: now), of: self)
    }

    /// A bootstrap that is added later is one more.
    private func beginOwnTrackers(at now: Instant) {
        guard !isPrivate else { return }
        let urls = swarms.owner.bootstraps.map { "http://\($0)/announce" }
        guard !urls.isEmpty else { return }
        guard let ownTrackers else {
            self.ownTrackers = TrackerTalk(list(of: [urls], at: now), of: self, isOwn: true)
            return
        }
        for url in urls { ownTrackers.list.add(url, at: now) }
    }

    private func list(of tiers: [[String]], at now: Instant) -> TrackerList {
        let settings = swarms.desk.settings
        let key = UInt32.random(in: .min ... .max, using: &swarms.desk.chance)
        let identity = TrackerList.Identity(
            infoHash: infoHash, peerID: swarms.peerID.value,
            port: settings.advertise?.port ?? settings.port, key: key)
        return TrackerList(tiers, identity: identity, at: now, using: &swarms.desk.chance)
    }

    /// Somebody named trackers. A private torrent has its own alone (BEP 27).
    func learn(trackers tiers: [[String]], at now: Instant) {
        guard !isPrivate else { return }
        var known = Set(wish.trackers.joined())
        for tier in tiers {
            let new = tier.filter { known.insert($0).inserted }
            guard !new.isEmpty, known.count <= Limits.trackers else { continue }
            wish.trackers.append(new)
            for text in new { trackers?.list.add(text, at: now) }
        }
    }

    /// A tracker named peers; `teller` is where it is.
    func heard(_ reply: AnnounceReply, from teller: IPAddress, at now: Instant) {
        for peer in reply.peers where peer.id != swarms.peerID.value {
            learn(of: peer.endpoint, .tracker, teller: teller, at: now)
        }
        dial(at: now)
    }

    func trackerViews(at now: Instant) -> [TorrentTrackerView] {
        beginTrackers(at: now)
        guard let trackers else { return [] }
        return trackers.list.views.map { view in
            TorrentTrackerView(
                url: view.url, tier: view.tier, state: view.status.shown, problem: view.lastError,
                seeders: view.seeders, leechers: view.leechers, completed: view.downloaded,
                nextAnnounce: view.nextAnnounce.map { max(.zero, $0.since(now)) })
        }
    }
}

extension TrackerView.Status {
    fileprivate var shown: TorrentTrackerView.State {
        switch self {
        case .waiting: .waiting
        case .asking: .asking
        case .working: .working
        case .failing, .ended: .failing
        case .unspoken: .unspoken
        }
    }
}
