// When web seeds are asked, and for what (BEP 19): large gaps, in runs of many pieces.
//
// Law 1. Peers come first: while they give as fast as a web seed, it gets what is too large for
//        them, and no scattered pieces.
// Law 2. Who sent wrong bytes, or has not got the files, is not asked again. Whoever only failed
//        rests, each time for longer.
//
// A torrent that keeps strangers out may be asked for here: a server learns that it is fetched, and
// nothing of those who share it.

import Swarm
import Vocabulary

extension Torrent {
    /// It is known what is missing.
    func beginWebSeeds(at now: Instant) {
        for text in wish.webSeeds.prefix(Limits.webSeedsPerTorrent)
        where !webSeeds.contains(where: { $0.text == text }) {
            webSeeds.append(WebSeed(text, key: swarms.newKey()))
        }
        for seed in webSeeds where seed.isIdle { picker?.joined(seed.key, having: all) }
        askWebSeeds(at: now)
    }

    /// Somebody named web seeds. A private torrent has its own alone, as it has trackers (BEP 27).
    func learn(webSeeds texts: [String], at now: Instant) {
        guard !isPrivate else { return }
        let new = texts.filter { !wish.webSeeds.contains($0) }
        guard !new.isEmpty else { return }
        wish.webSeeds += new.prefix(max(0, Limits.webSeedsPerTorrent - wish.webSeeds.count))
        swarms.remember(self)
        guard state == .leeching else { return }
        for text in wish.webSeeds where new.contains(text) {
            let seed = WebSeed(text, key: swarms.newKey())
            webSeeds.append(seed)
            if seed.isIdle { picker?.joined(seed.key, having: all) }
        }
        askWebSeeds(at: now)
    }

    /// Nodes of ours were found that have its only file and are in no swarm with us. A private
    /// torrent has the peers of its trackers alone (BEP 27).
    func learn(holders: [Holder], at now: Instant) {
        guard state == .leeching, !isPrivate else { return }
        for holder in holders where !webSeeds.contains(where: { $0.holder == holder }) {
            guard webSeeds.count < Limits.webSeedsPerTorrent else { return }
            let seed = WebSeed(holder, key: swarms.newKey())
            webSeeds.append(seed)
            picker?.joined(seed.key, having: all)
        }
        askWebSeeds(at: now)
    }

    /// Nothing more is wanted of them for now.
    func leaveWebSeeds() {
        for seed in webSeeds where seed.errand != nil {
            letGo(of: seed)
            seed.state = .idle
        }
    }

    /// Once a second.
    func lookAtWebSeeds(at now: Instant) {
        for seed in webSeeds {
            if case .resting(let until) = seed.state, until <= now {
                seed.state = .idle
                if state == .leeching { picker?.joined(seed.key, having: all) }
            }
            guard let errand = seed.errand else { continue }
            if swarms.isHolding || seed.connection.map({ swarms.paced[$0] != nil }) ?? false {
                errand.lastBlock = now
            }
            if now.since(errand.lastBlock) >= Limits.snubTime {
                failed(seed, "it sends next to nothing", at: now)
            }
        }
        askWebSeeds(at: now)
    }

    func askWebSeeds(at now: Instant) {
        for seed in webSeeds where seed.isIdle && !isPeer(seed) {
            guard mayAskWebSeeds, swarms.webCalls < Limits.webCalls else { return }
            begin(seed, at: now)
            if seed.errand != nil { swarms.webCalls += 1 }
        }
    }

    /// Whether it is asked as a peer.
    private func isPeer(_ seed: WebSeed) -> Bool {
        seed.holder.map { session(with: $0.endpoint) != nil } ?? false
    }

    private var mayAskWebSeeds: Bool {
        state == .leeching && mayFillMore && !swarms.isHolding
            && webSeeds.count { $0.errand != nil } < Limits.webSeedsAtOnce
    }

    /// Asks for another run, where there is one for it.
    private func begin(_ seed: WebSeed, on connection: ConnectionID? = nil, at now: Instant) {
        guard let info, let run = run(for: seed, at: now) else { return }
        goOn(seed, WebErrand(run, of: info, at: now), on: connection, at: now)
    }

    /// Where in the content the next run is; it counts as asked.
    private func run(for seed: WebSeed, at now: Instant) -> Range<Int64>? {
        guard let geometry else { return nil }
        let takesAll = isFaster(seed, at: now)
        let most = max(1, Limits.webRunLength / geometry.pieceLength)
        let run =
            picker?.nextRun(
                for: seed.key, maxLength: Limits.webRunLength,
                least: takesAll ? 1 : min(Limits.webGapPieces, most)) ?? []
        if let first = run.first, let last = run.last {
            return geometry.range(of: first).lowerBound..<geometry.range(of: last).upperBound
        }
        guard takesAll, !isLeftToOthers(than: seed, at: now) else { return nil }
        let extent = picker?.nextExtent(
            for: seed.key, having: all, maxLength: Limits.webRunLength,
            using: &swarms.desk.chance)
        return extent.map { geometry.range(of: $0) }
    }

    /// Whether it brings more than all who are asked for blocks now.
    private func isFaster(_ seed: WebSeed, at now: Instant) -> Bool {
        let givers = sessions.filter { !$0.asked.isEmpty && !$0.depth.isSnubbed }
        let rate = givers.reduce(0) { $0 + $1.receiving.rate(at: now) }
        return givers.isEmpty || rate < seed.rate ?? Limits.webRateUnknown
    }

    /// Whether others like it are at all that is missing, and not for long: it need not come twice.
    private func isLeftToOthers(than seed: WebSeed, at now: Instant) -> Bool {
        picker?.isEndgame == true
            && webSeeds.contains { other in
                guard other !== seed, let errand = other.errand else { return false }
                return now.since(errand.began) < Limits.snubTime
            }
    }

    private var all: PieceSet { PieceSet(pieceCount: have.pieceCount, all: true) }

    // MARK: How it ends

    /// A run is here. Its server may be asked for the next on the same connection.
    func ran(_ seed: WebSeed, _ errand: WebErrand, on connection: ConnectionID?, at now: Instant) {
        let time = max(now.since(errand.began), .milliseconds(1))
        seed.rate = Int64(Double(errand.length) / time.inSeconds)
        seed.state = .idle
        if mayAskWebSeeds, !isPeer(seed) { begin(seed, on: connection, at: now) }
    }

    /// It brings nothing now, and may later.
    func failed(_ seed: WebSeed, _ reason: String, at now: Instant) {
        let doublings = min(seed.failures, 10)
        seed.failures += 1
        let rest = min(Limits.webSeedRest * (1 << doublings), Limits.webSeedRestMax)
        leave(seed, .resting(until: now + rest), reason, at: now)
    }

    /// It is asked for nothing any more.
    func discard(_ seed: WebSeed, _ reason: String, at now: Instant) {
        host.log(.warning, "swarm", "\(seed.text) is not asked for \(name) again: \(reason)")
        leave(seed, .gone, reason, at: now)
    }

    private func leave(
        _ seed: WebSeed, _ state: WebSeed.State, _ reason: String, at now: Instant
    ) {
        let wasThere = seed.isIdle || seed.errand != nil
        letGo(of: seed)
        seed.state = state
        seed.problem = reason
        if wasThere { picker?.gone(seed.key, having: all) }
        forgetAbandoned()
        for session in Array(sessions) { ask(session, at: now) }
    }

    /// Ends what is under way there.
    private func letGo(of seed: WebSeed) {
        if let connection = seed.connection {
            swarms.paced[connection] = nil
            swarms.desk.switchboard.hangUp(callOn: connection)
        }
        seed.errand?.arriving?.release(seed.key)
        (seed.way, seed.found) = (nil, nil)
    }

    /// More waits for the disk than should, or no more.
    func holdWebSeeds(_ isHeld: Bool) {
        for seed in webSeeds {
            guard let connection = seed.connection, swarms.paced[connection] == nil else {
                continue
            }
            swarms.desk.switchboard.hold(connection, isHeld)
        }
    }

    // MARK: Shown

    func webSeedViews(at now: Instant) -> [TorrentWebSeedView] {
        // Before it is known what is missing nobody has been asked.
        let unasked = wish.webSeeds.filter { text in !webSeeds.contains { $0.text == text } }
        return (webSeeds + unasked.map { WebSeed($0, key: PeerKey(0)) }).map { seed in
            TorrentWebSeedView(
                url: seed.text, state: seed.state.shown, problem: seed.problem,
                received: seed.received, downloadRate: seed.receiving.rate(at: now))
        }
    }
}

extension WebSeed.State {
    fileprivate var shown: TorrentWebSeedView.State {
        switch self {
        case .idle: .waiting
        case .resolving, .asking: .asking
        case .resting: .resting
        case .gone: .gone
        case .unspoken: .unspoken
        }
    }
}
