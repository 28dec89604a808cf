// Durations and sizes as a config has them: a whole number and one unit. No signs, no fractions:
// "1.5h" is "90m", and nothing is rounded behind anybody's back.

private let durationUnits: [(name: String, nanoseconds: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
    ("s", 1_000_000_000), ("ms", 1_000_000),
]

private let sizeUnits: [(name: String, bytes: Int64)] = [
    ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
]

/// Reads "250ms", "5s", "10m", "1h", "1d"; nil for anything else and for what overflows.
func time(from text: String) -> Duration? {
    guard let (count, unit) = numberAndUnit(text),
        let factor = durationUnits.first(where: { $0.name == unit })?.nanoseconds
    else { return nil }
    let (nanoseconds, overflow) = count.multipliedReportingOverflow(by: factor)
    return overflow ? nil : .nanoseconds(nanoseconds)
}

/// Reads "123" (bytes), "4KiB", "64MiB", "1GiB", "2TiB"; nil for anything else and for what
/// overflows.
func bytes(from text: String) -> Int64? {
    guard let (count, unit) = numberAndUnit(text) else { return nil }
    if unit.isEmpty { return count }
    guard let factor = sizeUnits.first(where: { $0.name == unit })?.bytes else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
    return overflow ? nil : bytes
}

/// The text that `time(from:)` reads, in the largest unit that divides it.
func shown(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    let unit = durationUnits.first {
        nanoseconds >= $0.nanoseconds && nanoseconds % $0.nanoseconds == 0
    }
    guard let unit else { return "0s" }
    return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
}

/// The text that `bytes(from:)` reads, in the largest unit that divides it.
func shown(size bytes: Int64) -> String {
    let unit = sizeUnits.first { bytes >= $0.bytes && bytes % $0.bytes == 0 }
    guard let unit else { return "\(bytes)" }
    return "\(bytes / unit.bytes)\(unit.name)"
}

private func numberAndUnit(_ text: String) -> (Int64, Substring)? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    guard let count = Int64(digits) else { return nil }
    return (count, text[digits.endIndex...])
}
