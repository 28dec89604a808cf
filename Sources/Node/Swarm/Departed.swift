// Peers that have gone and may still be found to have lied: a piece is judged when it is whole, and
// who sent a block of it may not wait for that.

import PeerWire
import Swarm
import Vocabulary

struct Departed {
    struct Peer {
        let endpoint: Endpoint
        let peerID: PeerID
    }

    private var peers: [PeerKey: Peer] = [:]
    private var order: [PeerKey] = []

    subscript(key: PeerKey) -> Peer? { peers[key] }

    /// Who gave us something is remembered; the oldest is forgotten when there are too many.
    mutating func insert(_ session: PeerSession) {
        guard session.received > 0, let peerID = session.peerID else { return }
        peers[session.key] = Peer(
            endpoint: session.listening ?? session.endpoint, peerID: peerID)
        order.append(session.key)
        if order.count > Limits.departedPeers { peers[order.removeFirst()] = nil }
    }
}
