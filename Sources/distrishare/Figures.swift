// Numbers for people: sizes in binary units, times in the two largest of theirs.

enum Figures {
    private static let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

    /// "17 B", "1.5 KiB".
    static func size(_ bytes: Int64) -> String {
        guard bytes >= 1024 else { return "\(bytes) B" }
        var value = Double(bytes) / 1024
        var unit = 0
        while value >= 1023.95, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    /// "42 s", "3 min 5 s", "2 d 4 h".
    static func time(_ seconds: Int64) -> String {
        let parts = [
            (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"),
            (seconds % 60, "s"),
        ]
        guard let first = parts.firstIndex(where: { $0.0 > 0 }) else { return "0 s" }
        return parts[first...].prefix(2).filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            .joined(separator: " ")
    }

    /// Hundredths of `whole`, never over 100.
    static func percent(_ part: Int64, of whole: Int64) -> Int {
        whole > 0 ? Int(max(0, min(100, Double(part) / Double(whole) * 100))) : 100
    }
}
