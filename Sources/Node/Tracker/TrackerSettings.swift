// Whom a bootstrap's tracker answers, and how.

import Digest
import Vocabulary

package struct TrackerSettings: Sendable {
    package var isOn = true
    /// Whether anybody may announce; nil: where the network has no secret to keep.
    package var isOpen: Bool?
    /// How often a peer is to announce.
    package var interval = Duration.minutes(30)
    /// The torrents that are tracked; nil: all.
    package var torrents: Set<Digest160>?
    /// What stands in the path of those who may announce where not everybody may.
    package var tokens: Set<String> = []
    /// Peers that an answer names at the most.
    package var peersTold = 50

    /// Peers that one address may have, or one network of IPv6; 0: no limit.
    package var peersPerAddress = Limits.peersPerAddress

    package init() {}
}
