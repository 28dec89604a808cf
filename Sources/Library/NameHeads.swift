// From a name to the first row that has it.
//
// A table of row numbers, probed one slot after another (Knuth, 6.4, algorithm L), because it grows
// without hashing again: Swift's dictionary takes forty milliseconds for a hundred thousand names,
// which is four turns, and keeps all names once more.
//
// Law. Hashes are Swift's, whose seed is another in every process: names are strangers' choice.

import Vocabulary

struct NameHeads {
    /// A row, or -1. A power of two, at most half of them taken.
    private var slots = [Int32](repeating: -1, count: 16)
    private var taken = 0
    /// Each row's hash.
    private var hashes: [UInt32] = []

    /// A row that comes has a hash before it is anybody's first.
    mutating func append(_ name: FileName) { hashes.append(Self.hash(name)) }

    /// The first row of that name; -1 for none.
    func first(_ name: FileName, _ names: [FileName]) -> Int32 {
        slots[slot(of: name, Self.hash(name), names)]
    }

    mutating func setFirst(_ name: FileName, _ row: Int32, _ names: [FileName]) {
        if 2 * (taken + 1) > slots.count { grow(to: slots.count * 2) }
        let slot = slot(of: name, Self.hash(name), names)
        if slots[slot] < 0 { taken += 1 }
        slots[slot] = row
    }

    mutating func remove(_ name: FileName, _ names: [FileName]) {
        var hole = slot(of: name, Self.hash(name), names)
        guard slots[hole] >= 0 else { return }
        taken -= 1
        // Whoever was pushed past the hole moves into it.
        var next = after(hole)
        while slots[next] >= 0 {
            let home = Int(hashes[Int(slots[next])])
            if (next &- home) & mask >= (next &- hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = after(next)
        }
        slots[hole] = -1
    }

    mutating func reserve(_ count: Int) {
        hashes.reserveCapacity(count)
        var wanted = slots.count
        while wanted < 2 * count { wanted *= 2 }
        if wanted > slots.count { grow(to: wanted) }
    }

    private var mask: Int { slots.count - 1 }

    private func after(_ slot: Int) -> Int { (slot + 1) & mask }

    private static func hash(_ name: FileName) -> UInt32 {
        UInt32(truncatingIfNeeded: name.hashValue)
    }

    /// Where the name stands, or would stand.
    private func slot(of name: FileName, _ hash: UInt32, _ names: [FileName]) -> Int {
        var slot = Int(hash) & mask
        while slots[slot] >= 0 {
            let row = Int(slots[slot])
            if hashes[row] == hash, names[row] == name { return slot }
            slot = after(slot)
        }
        return slot
    }

    private mutating func grow(to count: Int) {
        let old = slots
        slots = [Int32](repeating: -1, count: count)
        for row in old where row >= 0 {
            var slot = Int(hashes[Int(row)]) & mask
            while slots[slot] >= 0 { slot = after(slot) }
            slots[slot] = row
        }
    }
}
