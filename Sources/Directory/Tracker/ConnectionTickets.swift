// Connection ids of BEP 15 that nobody has to remember: a number of the time and a tag over it and
// the address, so that whoever shows it has heard what we sent to that address.
//
//     63 ─────────────── 16 ┊ 15 ───────────── 0
//     tag over address, time   the second (its lower half)
//
// Law. An id is good for two minutes from its making, at one address, and never before. The key is
//      chance and lives as long as the program: whose id is of an earlier run is told so, and asks
//      anew.

import Digest
import Vocabulary

package struct ConnectionTickets: Sendable {
    private let sip: SipHash

    /// - Parameter sip: a key that nobody can guess.
    package init(sip: SipHash) { self.sip = sip }

    package func ticket(for address: IPAddress, at now: Instant) -> UInt64 {
        let second = Self.second(of: now)
        return tag(address, second) | second & 0xffff
    }

    package func isGood(_ ticket: UInt64, from address: IPAddress, at now: Instant) -> Bool {
        let second = Self.second(of: now)
        // One of the future is eighteen hours old, as far as sixteen bits can tell.
        let age = (second &- ticket) & 0xffff
        guard age <= UInt64(Limits.ticketAge.components.seconds), age <= second else {
            return false
        }
        return tag(address, second - age) == ticket & ~0xffff
    }

    private func tag(_ address: IPAddress, _ second: UInt64) -> UInt64 {
        sip.of(address.high, address.low, second) & ~0xffff
    }

    private static func second(of now: Instant) -> UInt64 { now.nanoseconds / 1_000_000_000 }
}
