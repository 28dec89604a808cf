// Numbers of rows, in their order: what a word leads to. Most words have one, a few have hundreds
// of thousands, and both come and go.
//
// Law. Numbers stand in blocks, none empty and none longer than `blockMax`, so whatever a set's
// length is, a number that comes or goes moves half a kilobyte.

struct NumberSet {
    private enum Body {
        case none
        case one(Int32)
        case few([Int32])
        case many([[Int32]])
    }

    /// Moving so many numbers costs about what finding their place does.
    private static let blockMax = 256

    private var body = Body.none
    private(set) var count: Int32 = 0

    /// A number that is here already stays once.
    mutating func insert(_ number: Int32) {
        switch body {
        case .none:
            body = .one(number)
            count = 1
        case .one(let other):
            guard other != number else { return }
            body = .few(other < number ? [other, number] : [number, other])
            count = 2
        case .few(var numbers):
            // The array is this set's alone again, so it is changed where it is.
            body = .none
            if Self.insert(number, into: &numbers) { count += 1 }
            body = numbers.count > Self.blockMax ? .many(Self.halves(numbers)) : .few(numbers)
        case .many(var blocks):
            body = .none
            let block = Self.block(of: number, in: blocks)
            if Self.insert(number, into: &blocks[block]) { count += 1 }
            if blocks[block].count > Self.blockMax { Self.split(block, of: &blocks) }
            body = .many(blocks)
        }
    }

    /// A number that is not here may be taken out.
    mutating func remove(_ number: Int32) {
        switch body {
        case .none: break
        case .one(let other):
            guard other == number else { return }
            body = .none
            count = 0
        case .few(var numbers):
            body = .none
            if Self.remove(number, from: &numbers) { count -= 1 }
            body = numbers.count > 1 ? .few(numbers) : numbers.first.map { .one($0) } ?? .none
        case .many(var blocks):
            body = .none
            let block = Self.block(of: number, in: blocks)
            if Self.remove(number, from: &blocks[block]) { count -= 1 }
            if blocks[block].isEmpty { blocks.remove(at: block) }
            body = blocks.count > 1 ? .many(blocks) : .few(blocks.first ?? [])
        }
    }

    /// Calls `body` with every number, in their order.
    func forEach(_ visit: (Int32) -> Void) {
        switch body {
        case .none: break
        case .one(let number): visit(number)
        case .few(let numbers): for number in numbers { visit(number) }
        case .many(let blocks): for block in blocks { for number in block { visit(number) } }
        }
    }

    /// At most `limit` numbers from `number` on, and whether these are all.
    func numbers(from number: Int32, limit: Int) -> (numbers: [Int32], isAll: Bool) {
        var found: [Int32] = []
        switch body {
        case .none: break
        case .one(let other): if other >= number { found = [other] }
        case .few(let numbers):
            found = Array(numbers[Self.place(of: number, in: numbers)...].prefix(limit + 1))
        case .many(let blocks):
            for block in blocks[Self.block(of: number, in: blocks)...] {
                found += block[Self.place(of: number, in: block)...].prefix(limit + 1 - found.count)
                if found.count > limit { break }
            }
        }
        return (Array(found.prefix(limit)), found.count <= limit)
    }

    // MARK: Places

    private static func insert(_ number: Int32, into numbers: inout [Int32]) -> Bool {
        // Rows are numbered as they come, so a new one often is the last.
        if let last = numbers.last, last < number {
            numbers.append(number)
            return true
        }
        let place = place(of: number, in: numbers)
        guard place == numbers.count || numbers[place] != number else { return false }
        numbers.insert(number, at: place)
        return true
    }

    private static func remove(_ number: Int32, from numbers: inout [Int32]) -> Bool {
        let place = place(of: number, in: numbers)
        guard place < numbers.count, numbers[place] == number else { return false }
        numbers.remove(at: place)
        return true
    }

    /// Where the first number stands that is not below `number`.
    private static func place(of number: Int32, in numbers: [Int32]) -> Int {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The block that has the number, or would have it.
    private static func block(of number: Int32, in blocks: [[Int32]]) -> Int {
        var (low, high) = (0, blocks.count)
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle][0] <= number { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    private static func halves(_ numbers: [Int32]) -> [[Int32]] {
        let middle = numbers.count / 2
        return [Array(numbers[..<middle]), Array(numbers[middle...])]
    }

    /// In halves, or where numbers come in their order by a new block behind.
    private static func split(_ block: Int, of blocks: inout [[Int32]]) {
        let isLast = block == blocks.count - 1
        let middle = isLast ? blockMax : blocks[block].count / 2
        let behind = Array(blocks[block][middle...])
        blocks[block].removeSubrange(middle...)
        blocks.insert(behind, at: block + 1)
    }
}
