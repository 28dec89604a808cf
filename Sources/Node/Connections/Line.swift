// One connection and what is being said on it.

import HTTPWire
import JSONWire
import Vocabulary

/// Lives in the switchboard's table for as long as its connection does. Kept small: there may be
/// ten thousand that say nothing.
final class Line {
    enum State {
        /// Accepted; has not said anything.
        case sniffing
        case json(JSONServer)
        case http(HTTPExchange)
        /// BitTorrent, whoever dialled.
        case peer(PeerSession)
        /// Everything was said; what is queued still goes out, and what arrives is dropped.
        case leaving
        /// One that we dialled.
        case calling(Call)
    }

    let id: ConnectionID
    let remote: Remote
    var state: State
    /// Closed when this passes, unless bytes were moving.
    var deadline: Instant
    /// What the kernel had taken when the deadline was set.
    var sentBefore: UInt64 = 0
    /// What of a file waits to be sent because of a rate.
    var shipment: Shipment?

    init(id: ConnectionID, remote: Remote, state: State, deadline: Instant) {
        self.id = id
        self.remote = remote
        self.state = state
        self.deadline = deadline
    }
}
