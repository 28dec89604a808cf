// Text from strangers that a person will read: in a terminal or a log it must stay text.
// (Escape sequences and bidirectional marks in file names have turned terminals against users.)

extension String {
    /// The same text with control and bidirectional characters, and what no terminal can show,
    /// written as `\u{1b}`. Ends with "…" where it was cut to `limit` characters of what is shown.
    package func escapedForPeople(limit: Int = 512) -> String {
        var safe = ""
        var room = limit
        for scalar in unicodeScalars {
            let shown =
                scalar.isTreacherous
                ? "\\u{" + String(scalar.value, radix: 16) + "}" : String(scalar)
            room -= shown.unicodeScalars.count
            if room < 0 { return safe + "…" }
            safe += shown
        }
        return safe
    }
}

extension Unicode.Scalar {
    fileprivate var isTreacherous: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            true
        default: false
        }
    }
}
