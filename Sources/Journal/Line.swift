// One line of the log in each of its shapes.

import Bytes
import Glibc
import Vocabulary

struct Line {
    let level: LogLevel
    let place: String
    let message: String
    let fields: [(name: String, value: String)]

    /// Without the line end.
    func text(in shape: Journal.Shape, at time: timespec) -> String {
        switch shape {
        case .plain: "\(timestamp(time)) \(level.padded) \(place): \(safeMessage)"
        case .prioritized: "<\(level.priority)>\(place): \(safeMessage)"
        case .json: json(at: time)
        }
    }

    /// The message and its fields, with everything escaped that could end the line.
    private var safeMessage: String {
        let named = fields.map { " \($0.name)=\($0.value)" }.joined()
        return (message + named).escapedForPeople(limit: Limits.logMessageLength)
    }

    private func json(at time: timespec) -> String {
        var members = [
            ("time", timestamp(time)), ("level", level.rawValue), ("place", place),
            ("message", message.escapedForPeople(limit: Limits.logMessageLength)),
        ]
        members += fields.map {
            ($0.name, $0.value.escapedForPeople(limit: Limits.logMessageLength))
        }
        return "{" + members.map { "\(quoted($0.0)):\(quoted($0.1))" }.joined(separator: ",") + "}"
    }
}

extension LogLevel {
    /// "info  ": the places of a log stand in one column.
    fileprivate var padded: String {
        rawValue + String(repeating: " ", count: max(0, 5 - rawValue.utf8.count))
    }
}

/// A JSON string (RFC 8259, section 7) of text that has no control characters any more.
private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { quoted += "\\" }
        quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
}

/// "2026-11-21T01:02:03.456Z" (RFC 3339).
private func timestamp(_ time: timespec) -> String {
    var seconds = time.tv_sec
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func padded(_ number: some BinaryInteger, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    let day =
        "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
    let clock = "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
    return "\(day)T\(clock).\(padded(time.tv_nsec / 1_000_000, 3))Z"
}
