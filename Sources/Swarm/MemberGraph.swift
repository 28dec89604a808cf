// Who of our own network is whose neighbour. Members do not choke each other; what is bounded is
// whom they know, so that a seed of a thousand nodes feeds twenty and they feed the rest.
//
// Law: a node with few neighbours dials; one with room lets others come; one that is full lets the
// new one in and parts with another by lot, so that nobody who comes late stays outside, and the
// graph stays random.

import Vocabulary

package struct MemberGraph: Sendable {
    package private(set) var neighbours: [PeerKey] = []

    package init() {}

    /// Whether to dial another member.
    package var wantsMore: Bool { neighbours.count < Limits.memberDials }

    /// A member is connected, whoever dialled. Returns whom to part with.
    package mutating func joined(_ peer: PeerKey, using chance: inout Chance) -> PeerKey? {
        precondition(!neighbours.contains(peer), "a neighbour joins once")
        var parted: PeerKey?
        if neighbours.count >= Limits.memberNeighbours {
            parted = neighbours.remove(at: Int.random(in: neighbours.indices, using: &chance))
        }
        neighbours.append(peer)
        return parted
    }

    package mutating func left(_ peer: PeerKey) { neighbours.removeAll { $0 == peer } }
}
