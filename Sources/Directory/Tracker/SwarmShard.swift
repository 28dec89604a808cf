// A part of the table of swarms, by info-hash: open addressing, linear probing.
//
// Law. Parts grow one by one, each in a few dozen microseconds: a table of a hundred thousand
//      swarms that grew at once would hold the loop for longer than a turn may take.

import Digest
import Vocabulary

/// Who shares one torrent.
struct PeerSwarm {
    let infoHash: Digest160
    var v4 = PeerList<PeerV4>()
    /// Nil while nobody came over IPv6: most swarms never see anybody.
    var v6: SwarmOverV6?

    init(_ infoHash: Digest160) { self.infoHash = infoHash }

    var count: Int { v4.count + (v6?.list.count ?? 0) }
    var seeders: Int { v4.seeders + (v6?.list.seeders ?? 0) }
    var leechers: Int { v4.leechers + (v6?.list.leechers ?? 0) }
    /// Bytes of memory besides its place in the table.
    var bytes: Int { v4.bytes + (v6.map { $0.list.bytes + Limits.allocationBytes } ?? 0) }
}

final class SwarmOverV6 {
    var list = PeerList<PeerV6>()
}

struct SwarmShard {
    private(set) var slots: [PeerSwarm?] = []
    private(set) var count = 0

    static var slotBytes: Int { MemoryLayout<PeerSwarm?>.stride }

    var bytes: Int { slots.isEmpty ? 0 : slots.count * Self.slotBytes + Limits.allocationBytes }

    /// What one more would cost.
    var bytesOfGrowth: Int {
        (count + 1) * 4 <= slots.count * 3 ? 0 : max(4, slots.count) * Self.slotBytes
    }

    func place(of infoHash: Digest160, _ hash: UInt64) -> Int? {
        guard !slots.isEmpty else { return nil }
        var place = home(hash)
        while let found = slots[place]?.infoHash {
            if found == infoHash { return place }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    /// A swarm that is not here; where it is now.
    mutating func insert(_ infoHash: Digest160, by sip: SipHash) -> Int {
        if (count + 1) * 4 > slots.count * 3 { resize(to: max(4, slots.count * 2), sip) }
        count += 1
        return take(PeerSwarm(infoHash), infoHash.hash(by: sip))
    }

    /// What follows may move to where it was.
    mutating func remove(at place: Int, by sip: SipHash) {
        slots[place] = nil
        count -= 1
        if slots.count > 64, count * 8 < slots.count { return resize(to: slots.count / 4, sip) }
        var hole = place
        var next = (hole + 1) & (slots.count - 1)
        while let infoHash = slots[next]?.infoHash {
            // Whoever stands behind the hole and would be looked for from before it moves up.
            let from = home(infoHash.hash(by: sip))
            if (next &- from) & (slots.count - 1) >= (next &- hole) & (slots.count - 1) {
                slots.swapAt(hole, next)
                hole = next
            }
            next = (next + 1) & (slots.count - 1)
        }
    }

    /// Lends one for a change, in its place.
    mutating func withSwarm<Result>(
        at place: Int, _ body: (inout PeerSwarm) -> Result
    ) -> Result {
        guard slots[place] != nil else { preconditionFailure("a swarm is where it was found") }
        return body(&slots[place]!)
    }

    private mutating func resize(to size: Int, _ sip: SipHash) {
        let old = slots
        slots = [PeerSwarm?](repeating: nil, count: size)
        for case .some(let swarm) in old { _ = take(swarm, swarm.infoHash.hash(by: sip)) }
    }

    private mutating func take(_ swarm: PeerSwarm, _ hash: UInt64) -> Int {
        var place = home(hash)
        while slots[place] != nil { place = (place + 1) & (slots.count - 1) }
        slots[place] = swarm
        return place
    }

    private func home(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash) & (slots.count - 1)
    }
}
