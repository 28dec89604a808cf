// The peers of one swarm, of one family of addresses.
//
// Law 1. Those that miss something stand first, those that have everything behind them: how many
//        there are of each is known without counting, and a seed is told of the first alone.
// Law 2. A list grows by half, so that a million peers leave a quarter of their room empty and not
//        half.
// Law 3. A long list has an index; a short one is looked through, which is faster and costs
//        nothing.

import Vocabulary

struct PeerList<Entry: PeerEntry> {
    private(set) var entries: [Entry] = []
    private var index = PeerIndex<Entry>()
    private var missing: UInt32 = 0

    var count: Int { entries.count }
    /// Peers that miss something; they stand first.
    var leechers: Int { Int(missing) }
    var seeders: Int { entries.count - Int(missing) }

    /// Bytes of memory.
    var bytes: Int {
        let capacity = entries.capacity
        let list =
            capacity == 0 ? 0 : capacity * MemoryLayout<Entry>.stride + Limits.allocationBytes
        return list + index.bytes
    }

    /// What one more would cost, with what the allocator rounds up.
    var bytesOfGrowth: Int {
        entries.count < entries.capacity
            ? 0 : (grown - entries.capacity) * MemoryLayout<Entry>.stride + 16
    }

    func position(of entry: Entry, _ keys: IndexKeys) -> Int? {
        index.isEmpty
            ? entries.firstIndex { $0.isAt(entry) } : index.position(of: entry, in: entries, keys)
    }

    mutating func insert(_ entry: Entry, isSeed: Bool, _ keys: IndexKeys) {
        grow(keys)
        entries.append(entry)
        if !index.isEmpty { index.insert(entry, at: entries.count - 1, keys) }
        if !isSeed {
            swap(entries.count - 1, Int(missing), keys)
            missing += 1
        }
    }

    /// It was seen again, and has everything now or does not.
    mutating func renew(_ position: Int, _ mark: PeerMark, isSeed: Bool, _ keys: IndexKeys) {
        entries[position].mark = mark
        guard isSeed == (position < Int(missing)) else { return }
        if isSeed {
            missing -= 1
            swap(position, Int(missing), keys)
        } else {
            swap(position, Int(missing), keys)
            missing += 1
        }
    }

    mutating func remove(at position: Int, _ keys: IndexKeys) {
        var position = position
        if position < Int(missing) {
            missing -= 1
            swap(position, Int(missing), keys)
            position = Int(missing)
        }
        swap(position, entries.count - 1, keys)
        if !index.isEmpty { index.remove(at: entries.count - 1, in: entries, keys) }
        entries.removeLast()
        shrink(keys)
    }

    /// Takes out those whose marks are old, from `position` down to the first, as long as there is
    /// time: each costs one, and one that goes as much as sixteen. Where to go on; nil at the end.
    mutating func forget(
        from position: Int, time: inout Int, _ keys: IndexKeys, if isOld: (PeerMark) -> Bool,
        went: (Entry) -> Void
    ) -> Int? {
        var position = min(position, entries.count - 1)
        while position >= 0 {
            guard time > 0 else { return position }
            time -= 1
            if isOld(entries[position].mark) {
                // Whoever takes its place stood behind it, and was looked at.
                went(entries[position])
                remove(at: position, keys)
                time -= 16
            }
            position -= 1
        }
        return nil
    }

    private mutating func swap(_ one: Int, _ other: Int, _ keys: IndexKeys) {
        guard one != other else { return }
        if !index.isEmpty {
            index.exchange(entries[one], at: one, with: entries[other], at: other, keys)
        }
        entries.swapAt(one, other)
    }

    private var grown: Int { entries.count + max(2, entries.count / 2) }

    private mutating func grow(_ keys: IndexKeys) {
        guard entries.count == entries.capacity else { return }
        entries.reserveCapacity(grown)
        guard entries.count >= Limits.peersUnindexed else { return }
        index.rebuild(entries, capacity: entries.capacity, keys)
    }

    /// Where three of four have gone, their room goes too.
    private mutating func shrink(_ keys: IndexKeys) {
        guard entries.capacity > 16, entries.count < entries.capacity / 4 else { return }
        var fewer: [Entry] = []
        fewer.reserveCapacity(entries.count * 2)
        fewer.append(contentsOf: entries)
        entries = fewer
        if entries.count < Limits.peersUnindexed / 2 {
            index.drop()
        } else if !index.isEmpty {
            index.rebuild(entries, capacity: entries.capacity, keys)
        }
    }
}
