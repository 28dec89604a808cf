// Peers that fell silent are forgotten, bit by bit: a look through a million at once would hold the
// loop.
//
// A round goes through the whole table and begins every eighth of a lifetime; its steps are short,
// and the loop breathes between them. So a peer is forgotten at most that much later than it should
// be.
//
// When the memory is near its ceiling, rounds follow one another, and each is stricter:
//
//     1.5 intervals ──▶ … less by an eighth of the way … ──▶ 1 1/8 ──▶ swarms without seeders
//
// Whoever speaks when it was asked to keeps its promise, and is not given up for one who comes: the
// interval that a client is told is longer by `intervalJitter` at most, and as much again is left
// for a datagram that is lost.

import Vocabulary

struct Cleaning {
    /// Where the round goes on; nil between two.
    var place: Place?
    /// When the next step is due.
    var due = Instant.start
    var nextRound = Instant.start
    /// The memory came near its ceiling, and there is not enough room again.
    var isPressed = false
    /// Rounds since then.
    var strictness = 0

    struct Place {
        var shard = 0
        var slot = 0
        var isV6 = false
        /// In the list; nil at its end.
        var position: Int?
    }
}

extension TrackedSwarms {
    /// Whether room must be made.
    package var isNearCeiling: Bool { bytes > memoryMax - memoryMax / 16 }
    /// Whether enough was made: else the next who come would press again.
    private var isRoomy: Bool { bytes <= memoryMax - memoryMax / 8 }

    /// What it may take is another from now on.
    package func limit(to bytes: Int, at now: Instant) {
        guard bytes != memoryMax else { return }
        memoryMax = bytes
        hurry(at: now)
    }

    /// Lets a round begin soon, where the memory is near its ceiling.
    func hurry(at now: Instant) {
        guard isNearCeiling, !cleaning.isPressed else { return }
        cleaning.isPressed = true
        cleaning.due = min(cleaning.due, now)
    }

    package var nextDeadline: Instant? { peers == 0 ? nil : cleaning.due }

    /// Goes on with forgetting, where it is time for that.
    package func deadlineReached(at now: Instant) {
        guard peers > 0, now >= cleaning.due else { return }
        if cleaning.place == nil { beginRound(at: now) }
        var time = Limits.peersPerStep
        clean(&time, at: PeerMark.second(of: now))
        if cleaning.place == nil { roundEnded() }
        cleaning.due = nextStep(after: now)
    }

    private func nextStep(after now: Instant) -> Instant {
        guard cleaning.place == nil else { return now + Limits.cleaningPause }
        guard cleaning.isPressed else { return max(cleaning.nextRound, now) }
        // The strictest round may have found nobody: then only time makes somebody older.
        let isStrictest = cleaning.strictness == Self.strictest
        return now + (isStrictest ? Limits.cleaningRest : Limits.cleaningPause)
    }

    private func beginRound(at now: Instant) {
        cleaning.place = Cleaning.Place()
        cleaning.nextRound = now + .milliseconds(max(1, lifetime) * 1000 / 8)
    }

    private func roundEnded() {
        if isRoomy { cleaning.isPressed = false }
        cleaning.strictness =
            cleaning.isPressed ? min(cleaning.strictness + 1, Self.strictest) : 0
    }

    /// Eight steps from a lifetime to what everybody is granted, and one beyond.
    private static let strictest = 9

    /// Seconds that whoever was heard is kept, come what may.
    private var granted: Int {
        let interval = lifetime * 2 / 3
        return interval + 2 * interval / Limits.intervalJitter
    }

    /// Seconds after which a peer is too old for this round.
    private var ageMax: Int {
        let steps = Self.strictest - 1
        return lifetime - (lifetime - granted) * min(cleaning.strictness, steps) / steps
    }

    private func clean(_ time: inout Int, at second: UInt16) {
        while time > 0, let place = cleaning.place {
            guard place.shard < shards.count else {
                cleaning.place = nil
                return
            }
            guard place.slot < shards[place.shard].slots.count else {
                cleaning.place = Cleaning.Place(shard: place.shard + 1)
                time -= 1
                continue
            }
            time -= 1
            if shards[place.shard].slots[place.slot] == nil {
                cleaning.place = Cleaning.Place(shard: place.shard, slot: place.slot + 1)
            } else {
                time -= 7  // a swarm lies elsewhere than the one before it
                clean(place, &time, at: second)
            }
        }
    }

    /// One swarm, or as much of it as there is time for.
    private func clean(_ place: Cleaning.Place, _ time: inout Int, at second: UInt16) {
        let ageMax = ageMax
        let isStrictest = cleaning.strictness == Self.strictest && !isRoomy
        let (went, change, count, next) = shards[place.shard].withSwarm(at: place.slot) { swarm in
            let (before, count) = (swarm.bytes, swarm.count)
            if isStrictest, swarm.seeders == 0, count < Limits.peersPerStep {
                swarm.forEachSource { loads.remove($0) }
                swarm.v4 = PeerList()
                swarm.v6 = nil
                time -= count
            }
            let next = swarm.forget(place, &time, keys) {
                $0.age(at: second) > ageMax
            } went: {
                loads.remove($0)
            }
            return (count - swarm.count, swarm.bytes - before, swarm.count, next)
        }
        peers -= went
        bytes += change
        if let next {
            cleaning.place = next
        } else if count == 0 {
            // What stood behind it may stand here now.
            end(place.shard, place.slot)
            cleaning.place = Cleaning.Place(shard: place.shard, slot: place.slot)
        } else {
            cleaning.place = Cleaning.Place(shard: place.shard, slot: place.slot + 1)
        }
    }
}

extension PeerSwarm {
    /// What each of its peers counts under for its address.
    fileprivate func forEachSource(_ body: (UInt64) -> Void) {
        for peer in v4.entries { if let source = peer.source { body(source) } }
        for peer in v6?.list.entries ?? [] { if let source = peer.source { body(source) } }
    }

    /// Where to go on in this swarm; nil when it was gone through.
    fileprivate mutating func forget(
        _ place: Cleaning.Place, _ time: inout Int, _ keys: IndexKeys,
        if isOld: (PeerMark) -> Bool, went: (UInt64) -> Void
    ) -> Cleaning.Place? {
        var place = place
        if !place.isV6 {
            place.position = v4.forget(
                from: place.position ?? .max, time: &time, keys, if: isOld
            ) { peer in
                if let source = peer.source { went(source) }
            }
            if place.position != nil { return place }
            place.isV6 = true
        }
        guard let over = v6 else { return nil }
        place.position = over.list.forget(
            from: place.position ?? .max, time: &time, keys, if: isOld
        ) { peer in
            if let source = peer.source { went(source) }
        }
        if over.list.count == 0 { v6 = nil }
        return place.position == nil ? nil : place
    }
}
