// How many connections an address holds. Loopback is not counted: a local test or a reverse proxy
// is no crowd.

import Vocabulary

struct Callers {
    private var counts: [IPAddress: Int] = [:]
    /// By slot of the connection.
    private var addresses: [IPAddress?] = []

    func count(of address: IPAddress) -> Int { counts[address] ?? 0 }

    mutating func came(_ id: ConnectionID, from address: IPAddress) {
        guard !address.isLoopback else { return }
        let slot = Int(truncatingIfNeeded: id.raw & 0xffff_ffff)
        while addresses.count <= slot { addresses.append(nil) }
        addresses[slot] = address
        counts[address, default: 0] += 1
    }

    mutating func went(_ id: ConnectionID) {
        let slot = Int(truncatingIfNeeded: id.raw & 0xffff_ffff)
        guard slot < addresses.count, let address = addresses[slot] else { return }
        addresses[slot] = nil
        counts[address, default: 1] -= 1
        if counts[address] == 0 { counts[address] = nil }
    }
}
