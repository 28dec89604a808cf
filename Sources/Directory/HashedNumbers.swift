// From what rows are called to their numbers.
//
// A table of numbers, probed one slot after another (Knuth, 6.4, algorithm L). It knows neither
// names nor hashes: whoever keeps the rows says both, so growing hashes nothing again and keeps no
// name twice.
//
// Law 1. Hashes are Swift's, whose seed is another in every process: names are strangers' choice.
// Law 2. A table of a million that grows holds the loop for tens of milliseconds. `SplitNumbers` is
//        many by the first byte of the hash, and each grows when it is its turn.

struct HashedNumbers {
    /// A number, or -1. A power of two, at most half of them taken; none where there are no
    /// numbers.
    private var slots: [Int32] = []
    private(set) var count = 0

    /// The number with that hash for which `isIt`; -1 for none.
    @inline(__always)
    func first(_ hash: UInt32, where isIt: (Int32) -> Bool) -> Int32 {
        guard !slots.isEmpty else { return -1 }
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            if isIt(slots[slot]) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return -1
    }

    /// `number` is not here.
    @inline(__always)
    mutating func insert(_ number: Int32, _ hash: UInt32, hashes: (Int32) -> UInt32) {
        if 2 * (count + 1) > slots.count { grow(hashes) }
        count += 1
        put(number, hash)
    }

    @inline(__always)
    private mutating func put(_ number: Int32, _ hash: UInt32) {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = number
    }

    /// `number` is here.
    @inline(__always)
    mutating func remove(_ number: Int32, _ hash: UInt32, hashes: (Int32) -> UInt32) {
        let mask = slots.count - 1
        var hole = Int(hash) & mask
        while slots[hole] != number { hole = (hole + 1) & mask }
        count -= 1
        // Whoever was pushed past the hole moves into it.
        var next = (hole + 1) & mask
        while slots[next] >= 0 {
            let home = Int(hashes(slots[next]))
            if (next &- home) & mask >= (next &- hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = -1
    }

    /// Puts `other`, which is not here, where `number` is; both have the same hash.
    @inline(__always)
    mutating func replace(_ number: Int32, _ hash: UInt32, by other: Int32) {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != number { slot = (slot + 1) & mask }
        slots[slot] = other
    }

    /// Slot after slot, from one on: at most `limit` numbers, and the slot behind them; nil: the
    /// last.
    func numbers(from slot: Int, limit: Int) -> (numbers: [Int32], next: Int?) {
        var found: [Int32] = []
        var slot = slot
        while slot < slots.count, found.count < limit {
            if slots[slot] >= 0 { found.append(slots[slot]) }
            slot += 1
        }
        return (found, slot < slots.count ? slot : nil)
    }

    var all: [Int32] { slots.filter { $0 >= 0 } }

    private mutating func grow(_ hashes: (Int32) -> UInt32) {
        let old = slots
        slots = [Int32](repeating: -1, count: max(8, old.count * 2))
        for number in old where number >= 0 { put(number, hashes(number)) }
    }
}

struct SplitNumbers {
    private var tables = [HashedNumbers](repeating: HashedNumbers(), count: 256)

    @inline(__always)
    func first(_ hash: UInt32, where isIt: (Int32) -> Bool) -> Int32 {
        tables[Int(hash >> 24)].first(hash, where: isIt)
    }

    @inline(__always)
    mutating func insert(_ number: Int32, _ hash: UInt32, hashes: (Int32) -> UInt32) {
        tables[Int(hash >> 24)].insert(number, hash, hashes: hashes)
    }

    @inline(__always)
    mutating func remove(_ number: Int32, _ hash: UInt32, hashes: (Int32) -> UInt32) {
        tables[Int(hash >> 24)].remove(number, hash, hashes: hashes)
    }

    @inline(__always)
    mutating func replace(_ number: Int32, _ hash: UInt32, by other: Int32) {
        tables[Int(hash >> 24)].replace(number, hash, by: other)
    }
}
