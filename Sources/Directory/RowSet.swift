// Rows that fit, a bit each: a million of them are 125 KB, and two sets of them are held against
// each other in the time that a thousand names take.

struct RowSet {
    private var bits: [UInt64]
    let capacity: Int

    /// None of the rows below `capacity`.
    init(capacity: Int) {
        self.capacity = capacity
        bits = [UInt64](repeating: 0, count: (capacity + 63) / 64)
    }

    /// How many words its rows stand in, 64 each.
    var stretches: Int { bits.count }

    @inline(__always)
    func contains(_ row: Int) -> Bool { bits[row >> 6] & (1 << UInt64(row & 63)) != 0 }

    /// A row that came after the set was made is not in it.
    @inline(__always)
    mutating func insert(_ row: Int32) {
        guard row < capacity else { return }
        bits[Int(row) >> 6] |= 1 << UInt64(row & 63)
    }

    mutating func formUnion(_ other: RowSet) {
        for place in bits.indices { bits[place] |= other.bits[place] }
    }

    mutating func formIntersection(_ other: RowSet) {
        for place in bits.indices { bits[place] &= other.bits[place] }
    }

    var count: Int { bits.reduce(0) { $0 + $1.nonzeroBitCount } }

    var rows: [Int32] {
        var rows: [Int32] = []
        for stretch in bits.indices { forEach(in: stretch) { rows.append($0) } }
        return rows
    }

    /// The rows of one stretch, in their order.
    @inline(__always)
    func forEach(in stretch: Int, _ body: (Int32) -> Void) {
        var left = bits[stretch]
        while left != 0 {
            body(Int32(stretch << 6 + left.trailingZeroBitCount))
            left &= left &- 1
        }
    }
}

/// The first of many places, kept without sorting them all: a heap whose top is the last.
struct FirstPlaces {
    private let limit: Int
    private var keys: [UInt64] = []

    init(limit: Int) { self.limit = limit }

    /// Whether `place` would be among them.
    @inline(__always)
    func wouldTake(_ place: CataloguePlace) -> Bool {
        keys.count < limit || place.key < keys[0]
    }

    mutating func insert(_ place: CataloguePlace) {
        guard wouldTake(place) else { return }
        if keys.count < limit {
            keys.append(place.key)
            rise()
        } else {
            keys[0] = place.key
            sink()
        }
    }

    var sorted: [CataloguePlace] { keys.sorted().map(CataloguePlace.init(key:)) }

    private mutating func rise() {
        var place = keys.count - 1
        while place > 0, keys[(place - 1) / 2] < keys[place] {
            keys.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink() {
        var place = 0
        while true {
            var larger = 2 * place + 1
            guard larger < keys.count else { return }
            if larger + 1 < keys.count, keys[larger] < keys[larger + 1] { larger += 1 }
            guard keys[place] < keys[larger] else { return }
            keys.swapAt(place, larger)
            place = larger
        }
    }
}
