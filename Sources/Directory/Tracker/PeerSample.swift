// Peers that are told to one who asks, as BEP 23 and BEP 7 write them.
//
// Law 1. Nobody hears of himself, and a seed of no seed.
// Law 2. An address is told to whoever is as near to it as we are, or nearer: one of this network,
//        or of this machine, says nothing to the world, and would aim the world's peers at somebody
//        of ours.
// Law 3. Each peer of a swarm is as likely to be told as any other: the first is chance, the rest
//        stand behind it. Nothing is shuffled and nothing allocated.

import Bytes
import Vocabulary

package struct PeerSample {
    /// Six bytes each, and eighteen: address and port in the network's order.
    package var v4 = WriteBuffer(room: 6 * Limits.peersTold)
    package var v6 = WriteBuffer(room: 18 * Limits.peersTold)

    package init() {}

    mutating func clear() {
        v4.clear()
        v6.clear()
    }
}

/// Who asks, and for how many.
struct SampleWish {
    let asker: Endpoint
    let isSeed: Bool
    var count: Int
    let reach: AddressReach

    init?(_ asker: Endpoint, isSeed: Bool, count: Int) {
        guard let reach = asker.address.reach else { return nil }
        self.asker = asker
        self.isSeed = isSeed
        self.count = min(count, Limits.peersTold)
        self.reach = reach
    }
}

extension PeerList {
    /// Writes of the list what is wished for, and takes it off the wish.
    func sample(
        _ wish: inout SampleWish, using chance: inout Chance, _ write: (Entry) -> Void
    ) {
        let eligible = wish.isSeed ? leechers : count
        guard wish.count > 0, eligible > 0 else { return }
        // A product's upper half: even, without a division.
        var position = Int(chance.next().multipliedFullWidth(by: UInt64(eligible)).high)
        // Nobody may make us look through a hundred thousand that he may not hear of.
        var looks = min(eligible, wish.count + Limits.peersPassedOver)
        let port = wish.asker.port
        while looks > 0, wish.count > 0 {
            let entry = entries[position]
            looks -= 1
            position = position + 1 == eligible ? 0 : position + 1
            if entry.port == port, entry.address == wish.asker.address { continue }
            // To this machine itself all addresses are told.
            if wish.reach > .loopback, let reach = entry.address.reach, reach < wish.reach {
                continue
            }
            write(entry)
            wish.count -= 1
        }
    }
}
