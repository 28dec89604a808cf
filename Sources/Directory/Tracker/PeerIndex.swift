// Where each peer of a large swarm stands in its list: looking through ten thousand for one that
// announces again would take ten microseconds, and there are swarms like that.
//
// Open addressing, linear probing; what is removed is closed up, so nothing has to be cleaned.

import Vocabulary

struct PeerIndex<Entry: PeerEntry> {
    /// Positions, each one more than it is; 0 is an empty place. A power of two of them, or none.
    private var places: [UInt32] = []

    var isEmpty: Bool { places.isEmpty }
    /// Bytes of memory.
    var bytes: Int { places.isEmpty ? 0 : places.count * 4 + Limits.allocationBytes }

    /// All of `entries` anew, with room for `capacity` of them.
    mutating func rebuild(_ entries: [Entry], capacity: Int, _ keys: IndexKeys) {
        var count = 64
        while count * 3 < capacity * 4 { count *= 2 }
        places = [UInt32](repeating: 0, count: count)
        for position in entries.indices { insert(entries[position], at: position, keys) }
    }

    mutating func drop() { places = [] }

    func position(of entry: Entry, in entries: [Entry], _ keys: IndexKeys) -> Int? {
        var place = home(entry, keys)
        while places[place] != 0 {
            let position = Int(places[place]) - 1
            if entries[position].isAt(entry) { return position }
            place = (place + 1) & (places.count - 1)
        }
        return nil
    }

    mutating func insert(_ entry: Entry, at position: Int, _ keys: IndexKeys) {
        var place = home(entry, keys)
        while places[place] != 0 { place = (place + 1) & (places.count - 1) }
        places[place] = UInt32(position + 1)
    }

    /// Two entries change places.
    mutating func exchange(
        _ one: Entry, at first: Int, with other: Entry, at second: Int, _ keys: IndexKeys
    ) {
        let places = (place(of: one, at: first, keys), place(of: other, at: second, keys))
        self.places[places.0] = UInt32(second + 1)
        self.places[places.1] = UInt32(first + 1)
    }

    /// Forgets the entry, which `entries` still has.
    mutating func remove(at position: Int, in entries: [Entry], _ keys: IndexKeys) {
        var hole = place(of: entries[position], at: position, keys)
        places[hole] = 0
        var next = (hole + 1) & (places.count - 1)
        while places[next] != 0 {
            // Whoever stands behind the hole and would be looked for from before it moves up.
            let from = home(entries[Int(places[next]) - 1], keys)
            if (next &- from) & (places.count - 1) >= (next &- hole) & (places.count - 1) {
                places[hole] = places[next]
                places[next] = 0
                hole = next
            }
            next = (next + 1) & (places.count - 1)
        }
    }

    private func place(of entry: Entry, at position: Int, _ keys: IndexKeys) -> Int {
        var place = home(entry, keys)
        while places[place] != UInt32(position + 1) {
            precondition(places[place] != 0, "what is listed is in the index")
            place = (place + 1) & (places.count - 1)
        }
        return place
    }

    private func home(_ entry: Entry, _ keys: IndexKeys) -> Int {
        Int(truncatingIfNeeded: entry.hash(keys) >> 32) & (places.count - 1)
    }
}
