// What a tracker knows: who shares which torrent, for a million peers and more (BEP 3).
//
// Law 1. An announce costs the same however many swarms there are and however large one is, and
//        allocates nothing but when a list grows.
// Law 2. Nothing of it is a peer's word but its port: its address is the one that was seen.
// Law 3. Memory ends at a ceiling. Near it the longest-unseen go first, then swarms that nobody
//        could complete; at it whoever is new is refused.
// Law 4. A swarm is gone with its last peer.
// Law 5. No address has more than its share of all this; those of this machine have no limit.

import Bytes
import Digest
import Vocabulary

/// What a peer says of itself to a tracker.
package struct PeerAnnounce {
    package enum News: Sendable { case none, completed, stopped }

    package var infoHash: Digest160
    /// The address is that of the datagram or connection.
    package var endpoint: Endpoint
    /// Nothing is missing.
    package var isSeed: Bool
    package var news: News
    /// How many peers it wants to hear of.
    package var wanted: Int

    package init(
        infoHash: Digest160, endpoint: Endpoint, isSeed: Bool, news: News = .none, wanted: Int
    ) {
        self.infoHash = infoHash
        self.endpoint = endpoint
        self.isSeed = isSeed
        self.news = news
        self.wanted = wanted
    }
}

package struct SwarmCounts: Equatable, Sendable {
    package var seeders = 0
    package var leechers = 0
    /// How often `completed` was announced.
    package var completed = 0

    package init(seeders: Int = 0, leechers: Int = 0, completed: Int = 0) {
        self.seeders = seeders
        self.leechers = leechers
        self.completed = completed
    }
}

package final class TrackedSwarms {
    package enum Outcome: Equatable {
        /// With the peer that asked; `completed` is not among it.
        case told(SwarmCounts)
        /// There is no room for anybody new.
        case full
        /// The address is none that a single machine has.
        case nobody
        /// The address has as many peers as one may have.
        case tooMany
    }

    var shards: [SwarmShard]
    let sip: SipHash
    let keys: IndexKeys
    /// How long a peer is believed that says nothing, in seconds.
    package var lifetime: Int
    /// Peers that one address may have, or one network of IPv6; 0: as many as it likes.
    package var peersPerAddress: Int
    /// Bytes.
    package internal(set) var memoryMax: Int
    package internal(set) var completions: Completions
    var loads: AddressLoads
    package internal(set) var peers = 0
    package internal(set) var swarms = 0
    /// Bytes that the tables take, as the allocator gives them.
    package internal(set) var bytes: Int
    /// Torrents whose count of completions is another one since somebody asked.
    package internal(set) var completed: Set<Digest160> = []
    var cleaning = Cleaning()

    private static let shardBits: UInt64 = 10

    /// - Parameters:
    ///   - sip: a key that nobody can guess.
    ///   - lifetime: seconds that a peer is believed, an interval and a half.
    ///   - peersPerAddress: peers that one address may have.
    package init(
        sip: SipHash, lifetime: Duration, memoryMax: Int,
        peersPerAddress: Int = Limits.peersPerAddress, seed: UInt64
    ) {
        var chance = Chance(seed: seed)
        self.sip = sip
        keys = IndexKeys(using: &chance)
        self.lifetime = Int(lifetime.components.seconds)
        self.memoryMax = memoryMax
        self.peersPerAddress = peersPerAddress
        completions = Completions(memoryMax: memoryMax)
        loads = AddressLoads(memoryMax: memoryMax, keys)
        shards = Array(repeating: SwarmShard(), count: 1 << Int(Self.shardBits))
        bytes = shards.count * MemoryLayout<SwarmShard>.stride
    }

    /// A peer says where it is; who else there is, is written to `sample`.
    package func announce(
        _ announce: PeerAnnounce, at now: Instant, using chance: inout Chance,
        into sample: inout PeerSample
    ) -> Outcome {
        sample.clear()
        guard
            var wish = SampleWish(
                announce.endpoint, isSeed: announce.isSeed, count: announce.wanted)
        else { return .nobody }
        let hash = announce.infoHash.hash(by: sip)
        let shard = Self.shard(of: hash)
        guard let place = shards[shard].place(of: announce.infoHash, hash) else {
            return begin(announce, in: shard, at: now)
        }
        if announce.news == .stopped { return leave(announce, shard, place) }
        if let refusal = enter(announce, shard, place, at: now) { return refusal }
        return shards[shard].withSwarm(at: place) { swarm in
            Self.sample(swarm, announce.endpoint, &wish, using: &chance, into: &sample)
            return .told(SwarmCounts(seeders: swarm.seeders, leechers: swarm.leechers))
        }
    }

    /// What was counted in an earlier run.
    package func recall(_ record: CompletionRecord) {
        completions.set(record.infoHash, to: record.count)
    }

    /// Counts that are others since this was asked last: 0 where one had to make room.
    package func takeCompletions() -> [CompletionRecord] {
        let changed = completed.union(completions.lost).map {
            CompletionRecord(infoHash: $0, count: UInt32(clamping: completions[$0]))
        }
        completed.removeAll()
        completions.lost = []
        return changed
    }

    package func counts(of infoHash: Digest160) -> SwarmCounts {
        let hash = infoHash.hash(by: sip)
        let shard = Self.shard(of: hash)
        var counts = SwarmCounts(completed: completions[infoHash])
        if let place = shards[shard].place(of: infoHash, hash),
            let swarm = shards[shard].slots[place]
        {
            counts.seeders = swarm.seeders
            counts.leechers = swarm.leechers
        }
        return counts
    }

    static func shard(of hash: UInt64) -> Int { Int(hash >> (64 - shardBits)) }

    private static func sample(
        _ swarm: borrowing PeerSwarm, _ asker: Endpoint, _ wish: inout SampleWish,
        using chance: inout Chance, into sample: inout PeerSample
    ) {
        // Whom it can dial for certain first; of the other family what room is left (BEP 7).
        let isV4 = asker.address.v4 != nil
        if isV4 { Self.v4(swarm, &wish, using: &chance, into: &sample) }
        swarm.v6?.list.sample(&wish, using: &chance) { peer in
            sample.v6.append(peer.high)
            sample.v6.append(peer.low)
            sample.v6.append(peer.port)
        }
        if !isV4 { Self.v4(swarm, &wish, using: &chance, into: &sample) }
    }

    private static func v4(
        _ swarm: borrowing PeerSwarm, _ wish: inout SampleWish, using chance: inout Chance,
        into sample: inout PeerSample
    ) {
        swarm.v4.sample(&wish, using: &chance) { peer in
            sample.v4.append(peer.v4)
            sample.v4.append(peer.port)
        }
    }
}

@available(*, unavailable) extension TrackedSwarms: Sendable {}

// MARK: Coming and going

extension TrackedSwarms {
    /// The first of a swarm.
    private func begin(_ announce: PeerAnnounce, in shard: Int, at now: Instant) -> Outcome {
        if announce.news == .stopped { return .told(SwarmCounts()) }
        guard hasPlace(announce.endpoint) else { return .tooMany }
        let list = Limits.allocationBytes + PeerList<PeerV6>().bytesOfGrowth
        let table = Limits.allocationBytes + shards[shard].bytesOfGrowth
        guard bytes + list + table <= memoryMax else { return .full }
        bytes -= shards[shard].bytes
        let place = shards[shard].insert(announce.infoHash, by: sip)
        bytes += shards[shard].bytes
        swarms += 1
        _ = enter(announce, shard, place, at: now)
        return .told(
            SwarmCounts(seeders: announce.isSeed ? 1 : 0, leechers: announce.isSeed ? 0 : 1))
    }

    /// Whether one more peer of its address may come.
    private func hasPlace(_ endpoint: Endpoint) -> Bool {
        guard peersPerAddress > 0, let source = endpoint.source else { return true }
        return loads.count(source) < peersPerAddress
    }

    private func counted(_ endpoint: Endpoint, isComing: Bool) {
        guard let source = endpoint.source else { return }
        guard isComing else { return loads.remove(source) }
        let before = loads.bytes
        loads.add(source)
        bytes += loads.bytes - before
    }

    /// The peer is listed, or still is. Else it is new, and may not come.
    private func enter(
        _ announce: PeerAnnounce, _ shard: Int, _ place: Int, at now: Instant
    ) -> Outcome? {
        let mark = PeerMark(second: PeerMark.second(of: now), hasCompleted: false)
        let hasCompleted = announce.news == .completed && announce.isSeed
        let room = memoryMax - bytes
        let (arrival, growth) = shards[shard].withSwarm(at: place) { swarm in
            let before = swarm.bytes
            let arrival: Arrival
            if let peer = PeerV4(announce.endpoint, mark) {
                arrival = swarm.v4.take(
                    peer, isSeed: announce.isSeed, hasCompleted: hasCompleted, room, keys
                ) { hasPlace(announce.endpoint) }
            } else if let peer = PeerV6(announce.endpoint, mark) {
                let over = swarm.v6 ?? SwarmOverV6()
                swarm.v6 = over
                arrival = over.list.take(
                    peer, isSeed: announce.isSeed, hasCompleted: hasCompleted, room, keys
                ) { hasPlace(announce.endpoint) }
            } else {
                preconditionFailure("an address is of one family or of the other")
            }
            return (arrival, swarm.bytes - before)
        }
        bytes += growth
        if growth > 0 { hurry(at: now) }
        switch arrival {
        case .known(let isFirstCompletion): if isFirstCompletion { count(announce) }
        case .new:
            peers += 1
            counted(announce.endpoint, isComing: true)
            if hasCompleted { count(announce) }
        case .noRoom: return .full
        case .noPlace: return .tooMany
        // There are so many others to tell of that one more makes no difference.
        case .crowded: break
        }
        return nil
    }

    /// A peer has completed the torrent, unless it said so before.
    private func count(_ announce: PeerAnnounce) {
        let (infoHash, endpoint) = (announce.infoHash, announce.endpoint)
        let peer = sip.of(
            infoHash.hash(by: sip) ^ UInt64(endpoint.port), endpoint.address.high,
            endpoint.address.low)
        guard completions.add(infoHash, by: peer) else { return }
        if completed.count < Limits.completionsWaiting { completed.insert(infoHash) }
    }

    private func leave(_ announce: PeerAnnounce, _ shard: Int, _ place: Int) -> Outcome {
        let mark = PeerMark(second: 0, hasCompleted: false)
        let (counts, change, isGone) = shards[shard].withSwarm(at: place) { swarm in
            let (before, count) = (swarm.bytes, swarm.count)
            if let peer = PeerV4(announce.endpoint, mark) {
                if let position = swarm.v4.position(of: peer, keys) {
                    swarm.v4.remove(at: position, keys)
                }
            } else if let peer = PeerV6(announce.endpoint, mark), let over = swarm.v6,
                let position = over.list.position(of: peer, keys)
            {
                over.list.remove(at: position, keys)
                if over.list.count == 0 { swarm.v6 = nil }
            }
            let counts = SwarmCounts(seeders: swarm.seeders, leechers: swarm.leechers)
            return (counts, swarm.bytes - before, swarm.count < count)
        }
        bytes += change
        if isGone {
            peers -= 1
            counted(announce.endpoint, isComing: false)
        }
        if counts.seeders + counts.leechers == 0 { end(shard, place) }
        return .told(counts)
    }

    /// A swarm without peers is none.
    func end(_ shard: Int, _ place: Int) {
        bytes -= shards[shard].bytes + (shards[shard].slots[place]?.bytes ?? 0)
        shards[shard].remove(at: place, by: sip)
        bytes += shards[shard].bytes
        swarms -= 1
    }
}

private enum Arrival {
    case new
    case known(isFirstCompletion: Bool)
    /// The memory is at its ceiling.
    case noRoom
    /// The address has as many as one may have.
    case noPlace
    /// The swarm has as many as one may have.
    case crowded
}

extension PeerList {
    /// `room`: bytes that the list may grow by. `mayCome` is asked where the peer is new.
    fileprivate mutating func take(
        _ peer: Entry, isSeed: Bool, hasCompleted: Bool, _ room: Int, _ keys: IndexKeys,
        mayCome: () -> Bool
    ) -> Arrival {
        var mark = peer.mark
        guard let position = position(of: peer, keys) else {
            guard count < Limits.peersPerSwarm else { return .crowded }
            guard mayCome() else { return .noPlace }
            guard bytesOfGrowth <= room else { return .noRoom }
            var peer = peer
            if hasCompleted { peer.mark = mark.completed }
            insert(peer, isSeed: isSeed, keys)
            return .new
        }
        let hadCompleted = entries[position].mark.hasCompleted
        if hadCompleted || hasCompleted { mark = mark.completed }
        renew(position, mark, isSeed: isSeed, keys)
        return .known(isFirstCompletion: hasCompleted && !hadCompleted)
    }
}

extension Endpoint {
    /// What a peer here counts under for its address: as `PeerEntry.source` has it.
    fileprivate var source: UInt64? {
        if let v4 = address.v4 { return v4 >> 24 == 127 ? nil : UInt64(v4) }
        return address.high == 0 ? nil : address.high
    }
}
