// Dates as HTTP writes them (RFC 9110, section 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".

enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `seconds` since 1970; nil before that, and after the year 9999, which has too many digits.
    static func text(seconds: Int64) -> String? {
        guard (0...253_402_300_799).contains(seconds) else { return nil }
        let days = Int(seconds / 86400)
        let (year, month, day) = civil(days)
        let time = Int(seconds % 86400)
        let clock = [time / 3600, time / 60 % 60, time % 60].map(padded).joined(separator: ":")
        let years = String(String(10_000 + year).dropFirst())
        return "\(Self.days[days % 7]), \(padded(day)) \(months[month - 1]) \(years) \(clock) GMT"
    }

    /// Year, month and day of the proleptic Gregorian calendar, from days since 1970. Years are
    /// counted from March, so that the leap day is the last (Howard Hinnant, civil_from_days).
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }

    private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
}
