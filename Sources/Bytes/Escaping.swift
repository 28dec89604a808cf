// Text from strangers that a person will read: in a terminal or a log it must stay text.
// (Escape sequences and bidirectional marks in file names have turned terminals against users.)

extension String {
    /// The same text with control and bidirectional characters, and what no terminal can show,
    /// written as `\u{1b}`. Ends with "…" where it was cut to `limit` characters.
    package func escapedForPeople(limit: Int = 512) -> String {
        var safe = ""
        var count = 0
        for scalar in unicodeScalars {
            if count == limit { return safe + "…" }
            count += 1
            if scalar.isTreacherous {
                safe += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                safe.unicodeScalars.append(scalar)
            }
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
