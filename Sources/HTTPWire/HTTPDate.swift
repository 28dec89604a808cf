// Dates as HTTP writes them (RFC 9110, section 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
//
// Law: we write one form and read three, for the other two are still sent by somebody. What is none
// of them is no date, and whoever asked goes on as if it had not been sent.

import Bytes

package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let longDays = [
        "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday",
    ]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `seconds` since 1970; nil before that, and after the year 9999, which has too many digits.
    package static func text(seconds: Int64) -> String? {
        guard (0...253_402_300_799).contains(seconds) else { return nil }
        let days = Int(seconds / 86400)
        let (year, month, day) = civil(days)
        let time = Int(seconds % 86400)
        let clock = [time / 3600, time / 60 % 60, time % 60].map(padded).joined(separator: ":")
        let years = String(String(10_000 + year).dropFirst())
        return "\(Self.days[days % 7]), \(padded(day)) \(months[month - 1]) \(years) \(clock) GMT"
    }

    /// Seconds since 1970, or nil where the text is no date of HTTP's.
    package static func seconds(_ text: String) -> Int64? {
        let words = text.utf8.split(separator: UInt8(ascii: " ")).map { Array($0) }
        guard let first = words.first else { return nil }
        switch words.count {
        // Sun, 06 Nov 1994 08:49:37 GMT
        case 6 where first.last == UInt8(ascii: ",") && isDay(first.dropLast(), in: days):
            guard words[5] == Array("GMT".utf8), words[1].count == 2, words[3].count == 4 else {
                return nil
            }
            return seconds(day: words[1], month: words[2], year: words[3], words[4])
        // Sunday, 06-Nov-94 08:49:37 GMT
        case 4 where first.last == UInt8(ascii: ",") && isDay(first.dropLast(), in: longDays):
            let date = words[1].split(separator: UInt8(ascii: "-")).map { Array($0) }
            guard words[3] == Array("GMT".utf8), date.count == 3, date[0].count == 2,
                date[2].count == 2, let short = number(date[2])
            else { return nil }
            // Two digits mean the past, and the web began in 1989.
            let year = Array("\(short + (short < 70 ? 2000 : 1900))".utf8)
            return seconds(day: date[0], month: date[1], year: year, words[2])
        // Sun Nov  6 08:49:37 1994
        case 5 where isDay(first[...], in: days):
            guard words[4].count == 4 else { return nil }
            return seconds(day: words[2], month: words[1], year: words[4], words[3])
        default: return nil
        }
    }

    private static func isDay(_ word: ArraySlice<UInt8>, in names: [String]) -> Bool {
        names.contains { $0.utf8.elementsEqual(word) }
    }

    private static func seconds(
        day: [UInt8], month: [UInt8], year: [UInt8], _ clock: [UInt8]
    ) -> Int64? {
        let parts = clock.split(separator: UInt8(ascii: ":")).map { Array($0) }
        guard let day = number(day), let year = number(year), parts.count == 3,
            parts.allSatisfy({ $0.count == 2 }), let month = Self.month(month),
            let hour = number(parts[0]), let minute = number(parts[1]),
            let second = number(parts[2]), hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = days(year, month, day)
        // A day that its month does not have comes out as another.
        guard civil(days) == (year, month, day) else { return nil }
        return Int64(days * 86400 + hour * 3600 + minute * 60 + second)
    }

    private static func month(_ word: [UInt8]) -> Int? {
        months.firstIndex { $0.utf8.elementsEqual(word) }.map { $0 + 1 }
    }

    /// One to four digits.
    private static func number(_ digits: [UInt8]) -> Int? {
        guard (1...4).contains(digits.count), digits.allSatisfy(HTTPGrammar.isDigit) else {
            return nil
        }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    // Years are counted from March, so that the leap day is the last (Howard Hinnant).

    /// Year, month and day of the proleptic Gregorian calendar, from days since 1970.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }

    /// The other way round. `year` is not negative.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let fromMarch = month <= 2 ? year - 1 : year
        let era = (fromMarch >= 0 ? fromMarch : fromMarch - 399) / 400
        let yearOfEra = fromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
}
