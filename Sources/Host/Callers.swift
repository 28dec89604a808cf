// How many connections an address holds. Loopback is not counted: a local test or a reverse proxy
// is no crowd.
//
// Law. A slot is used again before the end of who had it is told: so an entry knows whose it is,
//      and who comes into a slot ends what is left there.

import Vocabulary

struct Callers {
    private struct Entry {
        let id: ConnectionID
        let network: IPAddress
    }

    private var counts: [IPAddress: Int] = [:]
    /// By slot of the connection.
    private var entries: [Entry?] = []

    func count(of address: IPAddress) -> Int { counts[address.network] ?? 0 }

    mutating func came(_ id: ConnectionID, from address: IPAddress) {
        let slot = Self.slot(of: id)
        if slot < entries.count { release(slot) }
        guard !address.isLoopback else { return }
        while entries.count <= slot { entries.append(nil) }
        entries[slot] = Entry(id: id, network: address.network)
        counts[address.network, default: 0] += 1
    }

    mutating func went(_ id: ConnectionID) {
        let slot = Self.slot(of: id)
        guard slot < entries.count, entries[slot]?.id == id else { return }
        release(slot)
    }

    private mutating func release(_ slot: Int) {
        guard let entry = entries[slot] else { return }
        entries[slot] = nil
        counts[entry.network, default: 1] -= 1
        if counts[entry.network] == 0 { counts[entry.network] = nil }
    }

    private static func slot(of id: ConnectionID) -> Int {
        Int(truncatingIfNeeded: id.raw & 0xffff_ffff)
    }
}
