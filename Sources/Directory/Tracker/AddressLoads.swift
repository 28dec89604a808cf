// How many peers each address has in a tracker, about, so that nobody fills it alone.
//
// Two rows of counters. An address has one in each, found by a hash of chance, and has as many
// peers as the smaller of them says: never fewer than it has, and more where others share both (a
// count-min sketch: Cormode and Muthukrishnan, 2005). A table of addresses would be exact, and cost
// as much again as the peers themselves; these take a thousandth of the tracker's memory.
//
// Law. What comes is counted once and goes once: only a peer that is new or leaves costs anything.

import Vocabulary

struct AddressLoads {
    private var counters: [UInt32] = []
    private let keys: IndexKeys
    /// Counters of a row, as a power of two.
    private let bits: UInt64

    /// - Parameter memoryMax: bytes of the tracker that it is of; it takes a thousandth of them.
    init(memoryMax: Int, _ keys: IndexKeys) {
        self.keys = keys
        var bits: UInt64 = Limits.addressCountersMin
        while bits < Limits.addressCountersMax, 8 << (bits + 1) <= memoryMax / 1024 { bits += 1 }
        self.bits = bits
    }

    /// Bytes of memory; none before the first peer.
    var bytes: Int { counters.isEmpty ? 0 : counters.count * 4 + Limits.allocationBytes }

    /// Peers of an address; at least as many as it has.
    func count(_ source: UInt64) -> Int {
        guard !counters.isEmpty else { return 0 }
        let (one, other) = places(source)
        return Int(min(counters[one], counters[other]))
    }

    mutating func add(_ source: UInt64) {
        if counters.isEmpty { counters = [UInt32](repeating: 0, count: 2 << Int(bits)) }
        let (one, other) = places(source)
        counters[one] += 1
        counters[other] += 1
    }

    mutating func remove(_ source: UInt64) {
        let (one, other) = places(source)
        counters[one] -= 1
        counters[other] -= 1
    }

    private func places(_ source: UInt64) -> (Int, Int) {
        let one = (source &* keys.one) >> (64 - bits)
        let other = (source &* keys.two) >> (64 - bits)
        return (Int(one), Int(other | (1 << bits)))
    }
}
