// Whom we serve: tit for tat while we load, in turn when we seed (BEP 3).
//
// Law: at most `slots` peers that are not of our own network are unchoked, and one of them on
// trust, so that a newcomer can show what he gives. Members are always unchoked. What is decided is
// returned once, as changes.
//
// O(peers log peers) a round. At 200 peers that is nothing; do not be clever here.

import Vocabulary

package struct Choker: Sendable {
    /// Whether we have all that we want, so that nobody can pay us back.
    package var isSeeding = false
    /// Peers that are served at a time.
    package var slots = Limits.uploadSlots

    /// In the order they came, so that chance alone decides between equals.
    private var records: [ChokeRecord] = []
    private var indices: [PeerKey: Int] = [:]
    private var nextRound: Instant?
    private var nextOptimistic: Instant?
    /// Whether somebody began to wait, or went, since the last choice.
    private var isStale = false

    package init() {}

    // MARK: What happens

    package mutating func joined(_ peer: PeerKey, isMember: Bool = false) {
        precondition(indices[peer] == nil, "a peer joins once")
        indices[peer] = records.count
        records.append(ChokeRecord(peer: peer, isMember: isMember))
        isStale = isStale || isMember
    }

    package mutating func left(_ peer: PeerKey) {
        guard let index = indices.removeValue(forKey: peer) else { return }
        isStale = isStale || records[index].isUnchoked
        records.remove(at: index)
        for later in index..<records.count { indices[records[later].peer] = later }
    }

    /// He wants something of ours, or nothing any more.
    package mutating func interested(_ peer: PeerKey, _ isInterested: Bool) {
        change(peer) { $0.isInterested = isInterested }
        isStale = true
    }

    /// He has, or no longer has, left our requests unanswered for too long.
    package mutating func snubbed(_ peer: PeerKey, _ isSnubbed: Bool) {
        change(peer) { $0.isSnubbed = isSnubbed }
    }

    package mutating func received(_ bytes: Int, from peer: PeerKey) {
        change(peer) { $0.received += Int64(bytes) }
    }

    private mutating func change(_ peer: PeerKey, _ body: (inout ChokeRecord) -> Void) {
        guard let index = indices[peer] else { return }
        body(&records[index])
    }

    package func isUnchoked(_ peer: PeerKey) -> Bool {
        indices[peer].map { records[$0].isUnchoked } ?? false
    }

    // MARK: The choice

    /// When `choke` has something to decide; nil while nobody is there.
    package var nextDeadline: Instant? {
        guard !records.isEmpty else { return nil }
        return isStale ? .start : nextRound ?? .start
    }

    /// Decides who is served from now on, and returns what is different. Between two rounds it
    /// only fills what has become free.
    package mutating func choke(at now: Instant, using chance: inout Chance) -> [ChokeChange] {
        isStale = false
        let isRound = nextRound.map { $0 <= now } ?? true
        if isRound {
            nextRound = now + Limits.chokeInterval
            for index in records.indices { records[index].closeRound() }
        }
        let rotates = nextOptimistic.map { $0 <= now } ?? true
        if rotates { nextOptimistic = now + Limits.optimisticInterval }
        let regular =
            isSeeding
            ? inTurn(slots, at: now, isRound: isRound, using: &chance)
            : byRate(max(0, slots - 1), isRound: isRound, using: &chance)
        let trusted = isSeeding ? [] : onTrust(regular, rotates: rotates, using: &chance)
        return apply(regular.union(trusted), trusted, at: now)
    }

    /// Those who gave us most. Who is served keeps his place between rounds.
    private func byRate(
        _ count: Int, isRound: Bool, using chance: inout Chance
    ) -> Set<Int> {
        let kept = isRound ? [] : served().filter { !records[$0].isOptimistic }
        let waiting = drawn(using: &chance) { $0.isEligible && !(!isRound && $0.isUnchoked) }
            .enumerated().sorted {
                (-records[$0.element].credit, $0.offset) < (-records[$1.element].credit, $1.offset)
            }.map(\.element)
        return Set((kept + waiting).prefix(count))
    }

    /// Who had his turn gives it to him who waits longest; who never was served comes first.
    private func inTurn(
        _ count: Int, at now: Instant, isRound: Bool, using chance: inout Chance
    ) -> Set<Int> {
        let kept = served().filter { !isRound || now.since(records[$0].since) < Limits.seedingTurn }
        let done = served().filter { !kept.contains($0) }
        let waiting = drawn(using: &chance) { $0.isEligible && !$0.isUnchoked }
            .enumerated().sorted {
                (records[$0.element].since, $0.offset) < (records[$1.element].since, $1.offset)
            }.map(\.element)
        return Set((kept + waiting + done).prefix(count))
    }

    /// One who is served whatever he gave, and again until his time is over. Who never was served
    /// is more likely. Snubbed peers are not excluded: this is how they come back.
    private func onTrust(
        _ regular: Set<Int>, rotates: Bool, using chance: inout Chance
    ) -> Set<Int> {
        guard slots > 0 else { return [] }
        let current = records.indices.first {
            records[$0].isOptimistic && records[$0].isInterested && !regular.contains($0)
        }
        if let current, !rotates { return [current] }
        var hat: [Int] = []
        for index in records.indices {
            let record = records[index]
            guard record.isInterested, !record.isMember, !regular.contains(index), index != current
            else { continue }
            let weight = record.wasServed ? 1 : Limits.newcomerWeight
            hat += Array(repeating: index, count: weight)
        }
        return (hat.randomElement(using: &chance) ?? current).map { [$0] } ?? []
    }

    /// Those who are unchoked and still want to be, in the order they came.
    private func served() -> [Int] {
        records.indices.filter { records[$0].isUnchoked && records[$0].isEligible }
    }

    /// Those of whom it is true, in an order that chance makes.
    private func drawn(
        using chance: inout Chance, where isTrue: (ChokeRecord) -> Bool
    ) -> [Int] {
        records.indices.filter { isTrue(records[$0]) }.shuffled(using: &chance)
    }

    private mutating func apply(
        _ chosen: Set<Int>, _ trusted: Set<Int>, at now: Instant
    ) -> [ChokeChange] {
        var changes: [ChokeChange] = []
        for index in records.indices {
            let isServed = records[index].isMember || chosen.contains(index)
            records[index].isOptimistic = trusted.contains(index)
            guard isServed != records[index].isUnchoked else { continue }
            records[index].isUnchoked = isServed
            records[index].since = now
            records[index].wasServed = true
            let peer = records[index].peer
            changes.append(isServed ? .unchoke(peer) : .choke(peer))
        }
        return changes
    }
}
