// Rows in blocks: a table that grows moves none of them. A hundred thousand rows are 10 MB, and
// moving them takes longer than a turn may.

/// Public, for only so the compiler makes one for each kind of row that another module has; as
/// `package` it asked the type of each row at every look.
public struct Rows<Row> {
    /// Rows of a block, as a power of two.
    @inlinable static var blockBits: Int { 12 }
    @inlinable static var blockLength: Int { 1 << blockBits }

    /// All are full but the last.
    @usableFromInline internal var blocks: [[Row]] = []
    @usableFromInline internal var length = 0

    @inlinable public init() {}

    @inlinable public var count: Int { length }
    @inlinable public var indices: Range<Int> { 0..<length }

    @inlinable public subscript(row: Int) -> Row {
        _read { yield blocks[row >> Self.blockBits][row & (Self.blockLength - 1)] }
        _modify { yield &blocks[row >> Self.blockBits][row & (Self.blockLength - 1)] }
    }

    @inlinable public mutating func append(_ row: Row) {
        if length & (Self.blockLength - 1) == 0 {
            blocks.append([])
            // Most tables are small: the first block grows as it must.
            if blocks.count > 1 { blocks[blocks.count - 1].reserveCapacity(Self.blockLength) }
        }
        blocks[blocks.count - 1].append(row)
        length += 1
    }
}
