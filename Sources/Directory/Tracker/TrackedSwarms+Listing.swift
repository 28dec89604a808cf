// The swarms as a list, part by part, in an order that stays while swarms come and go: by shard,
// and in it by info-hash. A shard is a thousandth of all swarms, so to sort one is little.

import Digest
import Vocabulary

/// Where a list of swarms goes on.
package struct SwarmPlace: Equatable, Sendable {
    package let shard: Int
    /// The last of the shard that was shown; nil: none of it was.
    package let infoHash: Digest160?

    package init(shard: Int, infoHash: Digest160?) {
        self.shard = shard
        self.infoHash = infoHash
    }
}

extension TrackedSwarms {
    /// Swarms with so many seeders, from the first after a place on, and where to go on; nil at the
    /// end. Of a part with few rows there may be more: `Limits.swarmsLookedThrough` are looked at
    /// for it, and those of one shard.
    package func list(
        after place: SwarmPlace?, seedersMin: Int, limit: Int
    ) -> (rows: [(infoHash: Digest160, counts: SwarmCounts)], next: SwarmPlace?) {
        var rows: [(infoHash: Digest160, counts: SwarmCounts)] = []
        var shard = place?.shard ?? 0
        var last = place?.infoHash
        var left = Limits.swarmsLookedThrough
        while shard < shards.count {
            guard left > 0 else { return (rows, SwarmPlace(shard: shard, infoHash: last)) }
            left -= 1 + shards[shard].count
            for (infoHash, counts) in swarms(of: shard, after: last, seedersMin) {
                guard rows.count < limit else {
                    return (rows, SwarmPlace(shard: shard, infoHash: last))
                }
                rows.append((infoHash, counts))
                last = infoHash
            }
            (shard, last) = (shard + 1, nil)
        }
        return (rows, nil)
    }

    private func swarms(
        of shard: Int, after last: Digest160?, _ seedersMin: Int
    ) -> [(infoHash: Digest160, counts: SwarmCounts)] {
        var found: [(infoHash: Digest160, counts: SwarmCounts)] = []
        for case .some(let swarm) in shards[shard].slots {
            guard last.map({ $0 < swarm.infoHash }) ?? true else { continue }
            guard swarm.seeders >= seedersMin else { continue }
            let counts = SwarmCounts(
                seeders: swarm.seeders, leechers: swarm.leechers,
                completed: completions[swarm.infoHash])
            found.append((swarm.infoHash, counts))
        }
        return found.sorted { $0.infoHash < $1.infoHash }
    }
}
