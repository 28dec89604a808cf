// What lies between machines: how long bytes take, what gets lost, and who cannot hear whom.
//
// Law. A cut is silent: nobody is told. Bytes that were under way wait for ever or until the cut is
// healed, as TCP's do; datagrams are gone.

import Vocabulary

/// The weather of the network. Connections within one machine have none.
package struct Network {
    /// One way, at the least and at the most.
    package var delay: ClosedRange<Duration> = .microseconds(200)...(.milliseconds(3))
    /// How often a segment must be sent again: TCP delays it, UDP loses it.
    package var loss = 0.0
    /// How often a segment meets a reset in the middle of the way.
    package var resets = 0.0
    /// How often a datagram comes twice, and how often it comes late.
    package var duplicates = 0.0
    package var reorders = 0.0
    /// Bytes a second on one connection.
    package var bandwidth = 20_000_000.0
    /// Bytes on the way and not yet read, of one direction of a connection.
    package var window = 64 << 10
    /// How often what arrives is handed over in pieces.
    package var slicing = 0.3
    /// How often a connection that met a cut is dead even after it is healed.
    package var severs = 0.5

    /// The part of the world that a machine is in; those of different parts are cut off.
    private var parts: [Int: Int] = [:]

    package init() {}

    /// Cuts these machines off from all others; among themselves they talk on.
    package mutating func cut(_ machines: [Int], part: Int) {
        precondition(part != 0, "part 0 is the rest of the world")
        for machine in machines { parts[machine] = part }
    }

    package mutating func heal() { parts.removeAll() }

    package var isWhole: Bool { parts.isEmpty }

    /// Whether bytes from one machine get to the other.
    package func reaches(_ one: Machine, _ other: Machine) -> Bool {
        guard one.isOn, other.isOn else { return false }
        return one === other || parts[one.index, default: 0] == parts[other.index, default: 0]
    }
}
