// Lists by parts: a cursor is the number of rows that were shown before.

/// One part of a list.
struct Part<Row> {
    let rows: [Row]
    /// The cursor of the part after this; nil for the last.
    let next: String?
}

extension Page {
    func part<Row>(of rows: [Row]) -> Part<Row> { part(of: rows.count) { Array(rows[$0]) } }

    /// A part of `count` rows, of which only those are asked for that are in it.
    func part<Row>(of count: Int, _ rows: (Range<Int>) -> [Row]) -> Part<Row> {
        let start = min(max(0, cursor.flatMap { Int($0) } ?? 0), count)
        let end = min(count, start + max(1, limit))
        return Part(rows: rows(start..<end), next: end < count ? String(end) : nil)
    }
}
