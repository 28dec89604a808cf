// Tables: aligned columns for people, tab-separated lines without a title for programs.

import Bytes

struct Table {
    private let titles: [String]
    private var rows: [[String]] = []

    init(_ titles: [String]) { self.titles = titles }

    var isEmpty: Bool { rows.isEmpty }

    /// Cells may hold anything: they are made harmless here.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == titles.count, "a row has a cell for every title")
        rows.append(cells.map { $0.escapedForPeople(limit: 4096) })
    }

    /// The lines as they are shown.
    func lines(aligned: Bool) -> [String] {
        guard aligned else { return rows.map { $0.joined(separator: "\t") } }
        let shown = [titles.map { $0.uppercased() }] + rows
        let widths = titles.indices.map { column in
            shown.map { Width.of($0[column]) }.max() ?? 0
        }
        return shown.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                guard column < row.count - 1 else { break }
                line += String(repeating: " ", count: widths[column] - Width.of(cell) + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    func show() {
        for line in lines(aligned: Output.isTerminal) { Output.write(line) }
    }
}

/// How many columns of a terminal a text takes.
enum Width {
    static func of(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns($1) }
    }

    /// The text, no wider than so many columns.
    static func cut(_ text: String, to columns: Int) -> String {
        guard of(text) > columns else { return text }
        var cut = text
        while of(cut) >= columns, !cut.isEmpty { cut.removeLast() }
        return cut + "…"
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        switch scalar.value {
        // The wide blocks of UAX 11, in broad strokes: Hangul, CJK, full width forms, pictures.
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
            0xfe30...0xfe6f, 0xff00...0xff60, 0x1f300...0x1faff, 0x20000...0x3fffd:
            return 2
        default: return 1
        }
    }
}
