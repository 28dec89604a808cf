// Lists by parts: a cursor is the number of rows that were shown before.

/// One part of a list.
struct Part<Row> {
    let rows: [Row]
    /// The cursor of the part after this; nil for the last.
    let next: String?
}

extension Page {
    func part<Row>(of rows: [Row]) -> Part<Row> {
        let start = min(max(0, cursor.flatMap { Int($0) } ?? 0), rows.count)
        let end = min(rows.count, start + max(1, limit))
        return Part(rows: Array(rows[start..<end]), next: end < rows.count ? String(end) : nil)
    }
}
