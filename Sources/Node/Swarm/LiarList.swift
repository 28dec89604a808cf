// Peers that sent wrong data of a torrent, by the ids that they gave: behind one private address
// there may be many, and a port tells them apart only while they keep it.

import PeerWire
import Vocabulary

struct LiarList {
    private var ids: Set<PeerID> = []
    private var order: [PeerID] = []

    var isEmpty: Bool { ids.isEmpty }

    func contains(_ peer: PeerID) -> Bool { ids.contains(peer) }

    /// The oldest is forgotten when there are too many.
    mutating func insert(_ peer: PeerID) {
        guard ids.insert(peer).inserted else { return }
        order.append(peer)
        if order.count > Limits.bannedAddresses { ids.remove(order.removeFirst()) }
    }
}
