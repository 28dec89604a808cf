// Rows in the order of their names, kept so while files come and go: a list of a hundred thousand
// is never sorted in one turn, and a part of it costs no more than itself.
//
// Law. Rows stand in blocks, none empty and none longer than `blockMax`; names do not fall from one
// block to the next. What is not told here is which rows there are: the table says that.

import Vocabulary

struct NameOrder {
    /// Where a row stands.
    struct Place: Equatable {
        var block: Int
        var offset: Int
    }

    /// Moving half a kilobyte costs about what comparing two names does.
    private static let blockMax = 256

    private var blocks: [[Int32]] = []
    private(set) var count = 0
    /// Behind the row that came last: files come in the order of the ledger, which is by name, or
    /// of their folders.
    private var finger = Place(block: 0, offset: 0)

    subscript(place: Place) -> Int { Int(blocks[place.block][place.offset]) }

    /// `name` is of a row that is not here. O(log rows) comparisons, and two where it follows the
    /// one before it.
    mutating func insert(_ row: Int, _ name: FileName, _ names: [FileName]) {
        count += 1
        guard !blocks.isEmpty else {
            blocks = [[Int32(row)]]
            finger = Place(block: 0, offset: 1)
            return
        }
        let place = isBehindFinger(name, names) ? finger : self.place(after: name, names)
        insert(row, at: place)
    }

    /// Takes out a row that is here.
    mutating func remove(_ row: Int, _ name: FileName, _ names: [FileName]) {
        var place = place(after: name, names)
        // Namesakes stand side by side, and there are as many as shares at most.
        repeat { place = before(place) } while self[place] != row
        blocks[place.block].remove(at: place.offset)
        if blocks[place.block].isEmpty { blocks.remove(at: place.block) }
        count -= 1
        finger = Place(block: 0, offset: 0)
    }

    /// The rows behind `name`, or from the first on, in their order.
    func rows(after name: FileName?, limit: Int, _ names: [FileName]) -> [Int] {
        guard let name else { return rows(from: Place(block: 0, offset: 0), limit: limit) }
        return rows(from: place(after: name, names), limit: limit)
    }

    private func rows(from start: Place, limit: Int) -> [Int] {
        var rows: [Int] = []
        rows.reserveCapacity(min(limit, count))
        var offset = start.offset
        for block in blocks.dropFirst(start.block) {
            if rows.count >= limit { break }
            rows += block.dropFirst(offset).prefix(limit - rows.count).lazy.map { Int($0) }
            offset = 0
        }
        return rows
    }

    /// Rows have other numbers now; their order is the same.
    mutating func renumber(_ moved: [Int32: Int32]) {
        blocks = blocks.map { $0.compactMap { moved[$0] } }
    }

    // MARK: Places

    private func isBehindFinger(_ name: FileName, _ names: [FileName]) -> Bool {
        guard finger.block < blocks.count, finger.offset > 0,
            finger.offset <= blocks[finger.block].count,
            names[Int(blocks[finger.block][finger.offset - 1])] < name
        else { return false }
        let next =
            finger.offset < blocks[finger.block].count
            ? blocks[finger.block][finger.offset]
            : finger.block + 1 < blocks.count ? blocks[finger.block + 1][0] : nil
        return next.map { name < names[Int($0)] } ?? true
    }

    /// Behind all rows whose names are not greater.
    private func place(after name: FileName, _ names: [FileName]) -> Place {
        func isBehind(_ row: Int32) -> Bool { name < names[Int(row)] }
        let block = max(0, Self.first(blocks.count) { isBehind(blocks[$0][0]) } - 1)
        guard block < blocks.count else { return Place(block: 0, offset: 0) }
        let rows = blocks[block]
        return Place(block: block, offset: Self.first(rows.count) { isBehind(rows[$0]) })
    }

    private func before(_ place: Place) -> Place {
        if place.offset > 0 { return Place(block: place.block, offset: place.offset - 1) }
        precondition(place.block > 0, "a row that is taken out was here")
        return Place(block: place.block - 1, offset: blocks[place.block - 1].count - 1)
    }

    /// The first number below `count` of which it is true, where it is true of all behind that too.
    private static func first(_ count: Int, where isTrue: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isTrue(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func insert(_ row: Int, at place: Place) {
        var place = place
        if blocks[place.block].count == Self.blockMax { place = split(at: place) }
        blocks[place.block].insert(Int32(row), at: place.offset)
        finger = Place(block: place.block, offset: place.offset + 1)
    }

    /// Makes room: in halves, or where rows come in their order by a new block behind.
    private mutating func split(at place: Place) -> Place {
        let isAtEnd = place.offset == Self.blockMax
        let middle = isAtEnd ? Self.blockMax : Self.blockMax / 2
        let behind = Array(blocks[place.block][middle...])
        blocks[place.block].removeSubrange(middle...)
        blocks.insert(behind, at: place.block + 1)
        let isBefore = place.offset <= middle && !isAtEnd
        return isBefore ? place : Place(block: place.block + 1, offset: place.offset - middle)
    }
}
