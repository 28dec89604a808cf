// The trackers of one torrent: which is asked next, what it is told, and what becomes of it
// (BEP 12, 21, 31).
//
// Law 1. One tracker is asked at a time: tier by tier, and within a tier in an order that chance
//        made once, behind the one that worked last. Only a goodbye, or that a download is
//        complete, goes to all that know of us.
// Law 2. A tracker that accepted `started` hears `completed` and `stopped` once each, another
//        neither.
// Law 3. No tracker is asked more often than once a minute, but for those two, and who failed
//        rests: 20 s, doubled each time up to an hour, or as long as it says.

import Digest
import Vocabulary

/// One announce that is due. Who performs it gives up after `timeout`; so does the list.
package struct TrackerTask: Hashable, Sendable {
    /// Of this asking; an answer names it.
    package let number: UInt64
    /// The same for the life of the list.
    package let tracker: Int
    package let url: TrackerURL
    package let announce: Announce
    package let timeout: Duration
}

package struct TrackerList: Sendable {
    /// Who announces what; the same for the life of the list.
    package struct Identity: Sendable {
        package var infoHash: Digest160
        package var peerID: Digest160
        package var port: UInt16
        package var key: UInt32

        package init(infoHash: Digest160, peerID: Digest160, port: UInt16, key: UInt32) {
            self.infoHash = infoHash
            self.peerID = peerID
            self.port = port
            self.key = key
        }
    }

    /// How far a torrent is; kept up to date by who owns it.
    package struct Progress: Sendable {
        package var uploaded: Int64 = 0
        package var downloaded: Int64 = 0
        package var left: Int64 = 0
        /// Has all it wants, but not all there is (BEP 21).
        package var isPartialSeed = false
        package var peersWanted = Limits.peersWanted

        package init() {}
    }

    enum Phase { case running, stopping, stopped }

    let identity: Identity
    package var progress = Progress()
    /// In the order of asking.
    var trackers: [Tracker] = []
    var phase = Phase.running
    /// When the next tracker is asked; nil while there is none that may be.
    var roundAt: Instant?
    /// The tracker that is asked in this round.
    private var round: Int?
    /// The one that answered last.
    package private(set) var current: Int?
    private var tasks: UInt64 = 0

    /// `tiers` as a torrent has them; what is no URL of a tracker is shown and never asked, and
    /// what comes after the limit is left out.
    package init(
        _ tiers: [[String]], identity: Identity, at now: Instant, using chance: inout Chance
    ) {
        self.identity = identity
        for (tier, texts) in tiers.enumerated() {
            var added = texts.prefix(Limits.trackers).map { $0 }
            added.shuffle(using: &chance)
            for text in added { insert(text, tier: tier) }
        }
        roundAt = now
    }

    /// A tracker that came later, as a tier of its own; whether it was new.
    @discardableResult
    package mutating func add(_ text: String, at now: Instant) -> Bool {
        guard insert(text, tier: (trackers.map(\.tier).max() ?? -1) + 1) else { return false }
        // Who found no other waits for nothing.
        if roundAt == nil || current == nil { roundAt = now }
        return true
    }

    @discardableResult
    private mutating func insert(_ text: String, tier: Int) -> Bool {
        guard trackers.count < Limits.trackers else { return false }
        let tracker = Tracker(text, id: trackers.count, tier: tier)
        guard !trackers.contains(where: { $0.text == tracker.text }) else { return false }
        trackers.append(tracker)
        return true
    }

    /// What to do now; ask until nil.
    package mutating func next(at now: Instant) -> TrackerTask? {
        switch phase {
        case .running: completion(at: now) ?? announce(at: now)
        case .stopping: farewell(at: now)
        case .stopped: nil
        }
    }

    package var nextDeadline: Instant? {
        var first = Earliest()
        for tracker in trackers { first.add(tracker.pending?.deadline) }
        guard phase == .running else { return first.instant }
        if round == nil { first.add(roundAt) }
        for tracker in trackers where tracker.isDueCompletion { first.add(tracker.askableAt) }
        return first.instant
    }

    /// Those that were asked and are silent have failed.
    package mutating func deadlineReached(at now: Instant, using chance: inout Chance) {
        for place in trackers.indices {
            guard let pending = trackers[place].pending, pending.deadline <= now else { continue }
            failed(pending.number, "it did not answer in time", at: now, using: &chance)
        }
    }

    /// A tracker said something. An answer to what is no longer waited for is nothing.
    package mutating func answered(
        _ task: UInt64, _ answer: AnnounceAnswer, at now: Instant, using chance: inout Chance
    ) {
        switch answer {
        case .refused(let refusal):
            failed(task, refusal.reason, retry: refusal.retry, at: now, using: &chance)
        case .reply(let reply):
            guard let place = place(of: task), let pending = trackers[place].pending else { return }
            trackers[place].answered(pending.event, reply, at: now)
            let id = trackers[place].id
            if pending.event != .stopped, id == round || id == current {
                current = id
                roundAt = trackers[place].dueAt
                promote(place)
            }
            ended(id)
        }
    }

    /// A tracker was not reached, or said what nobody understands.
    package mutating func failed(
        _ task: UInt64, _ reason: String, retry: TrackerRefusal.Retry? = nil, at now: Instant,
        using chance: inout Chance
    ) {
        guard let place = place(of: task) else { return }
        let id = trackers[place].id
        trackers[place].failed(reason, retry, at: now, using: &chance)
        // The next one is asked at once.
        if id == round { roundAt = now }
        if id == round, id == current { current = nil }
        ended(id)
    }

    /// The download is complete: those who saw it begin are told.
    package mutating func completed() {
        for place in trackers.indices { trackers[place].completed() }
    }

    /// Says goodbye to all that know of us; what was asked is no longer waited for.
    package mutating func stop() {
        guard phase == .running else { return }
        phase = .stopping
        round = nil
        for place in trackers.indices { trackers[place].abandon() }
    }

    /// Whether all goodbyes were said, and answered or not waited for any longer.
    package var isStopped: Bool {
        phase != .running && !trackers.contains { $0.hasStarted || $0.pending != nil }
    }

    /// Begins anew after a stop. A goodbye that is still waited for is let go.
    package mutating func start(at now: Instant) {
        guard phase != .running else { return }
        phase = .running
        current = nil
        for place in trackers.indices { trackers[place].startAnew() }
        roundAt = now
    }

    /// Asks now, as far as the trackers' shortest intervals let us.
    package mutating func hurry(at now: Instant) {
        for place in trackers.indices { trackers[place].hurry() }
        roundAt = now
    }
}

extension TrackerList {
    private mutating func announce(at now: Instant) -> TrackerTask? {
        guard round == nil, let roundAt, roundAt <= now else { return nil }
        guard let ready = trackers.firstIndex(where: { $0.mayBeAsked(at: now) }) else {
            var first = Earliest()
            for tracker in trackers { first.add(tracker.askableAt) }
            self.roundAt = first.instant
            return nil
        }
        guard trackers[ready].notBefore <= now else {
            self.roundAt = trackers[ready].notBefore
            return nil
        }
        round = trackers[ready].id
        let event: AnnounceEvent =
            trackers[ready].hasStarted ? progress.isPartialSeed ? .paused : .none : .started
        return task(for: ready, event, at: now)
    }

    private mutating func completion(at now: Instant) -> TrackerTask? {
        trackers.firstIndex { $0.isDueCompletion && $0.mayBeAsked(at: now) }.flatMap {
            task(for: $0, .completed, at: now)
        }
    }

    private mutating func farewell(at now: Instant) -> TrackerTask? {
        let known = trackers.firstIndex { $0.hasStarted && $0.pending == nil }
        guard let known else {
            if isStopped { phase = .stopped }
            return nil
        }
        return task(for: known, .stopped, at: now)
    }

    private mutating func task(
        for place: Int, _ event: AnnounceEvent, at now: Instant
    ) -> TrackerTask? {
        guard case .success(let url) = trackers[place].url else { return nil }
        let timeout = event == .stopped ? Limits.stoppedTimeout : Limits.announceTimeout
        tasks += 1
        trackers[place].pending = .init(number: tasks, event: event, deadline: now + timeout)
        let announce = Announce(
            infoHash: identity.infoHash, peerID: identity.peerID, port: identity.port,
            uploaded: progress.uploaded, downloaded: progress.downloaded, left: progress.left,
            event: event, numWant: event == .stopped ? 0 : progress.peersWanted,
            key: identity.key, trackerID: trackers[place].trackerID)
        return TrackerTask(
            number: tasks, tracker: trackers[place].id, url: url, announce: announce,
            timeout: timeout)
    }

    private func place(of task: UInt64) -> Int? {
        trackers.firstIndex { $0.pending?.number == task }
    }

    private mutating func ended(_ id: Int) {
        if let place = trackers.firstIndex(where: { $0.id == id }) {
            trackers[place].pending = nil
        }
        if id == round { round = nil }
        if phase == .stopping, isStopped { phase = .stopped }
    }

    /// Who works is asked first in its tier.
    private mutating func promote(_ place: Int) {
        let tier = trackers[place].tier
        guard let front = trackers.firstIndex(where: { $0.tier == tier }) else { return }
        trackers.insert(trackers.remove(at: place), at: front)
    }
}
