// Rows in blocks: a table that grows moves none of them. A hundred thousand rows are 10 MB, and
// moving them takes longer than a turn may.

struct Rows<Row> {
    /// Rows of a block, as a power of two.
    private static var blockBits: Int { 12 }
    private static var blockLength: Int { 1 << blockBits }

    /// All are full but the last.
    private var blocks: [[Row]] = []
    private(set) var count = 0

    var indices: Range<Int> { 0..<count }

    subscript(row: Int) -> Row {
        _read { yield blocks[row >> Self.blockBits][row & (Self.blockLength - 1)] }
        _modify { yield &blocks[row >> Self.blockBits][row & (Self.blockLength - 1)] }
    }

    mutating func append(_ row: Row) {
        if count & (Self.blockLength - 1) == 0 {
            blocks.append([])
            // Most libraries are small: the first block grows as it must.
            if blocks.count > 1 { blocks[blocks.count - 1].reserveCapacity(Self.blockLength) }
        }
        blocks[blocks.count - 1].append(row)
        count += 1
    }
}
