// What a load test found, as a list for people, lines for programs, or one document.

import Bytes
import FoundationEssentials
import Load
import Vocabulary

struct LoadOutput {
    private let phrases: Phrases
    private let report: LoadReport

    init(_ phrases: Phrases, _ report: LoadReport) {
        self.phrases = phrases
        self.report = report
    }

    func show(isJSON: Bool) {
        guard isJSON else { return showLines() }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let bytes = try? encoder.encode(LoadDocument(report)) {
            Output.write(document: Array(bytes))
        }
    }

    private func showLines() {
        let latency = report.latency
        var lines = [
            ("requests/s", Self.tenths(report.requestsPerSecond)),
            ("MiB/s", Self.tenths(report.mebibytesPerSecond)),
            ("p50", Self.time(latency.percentile(0.5))),
            ("p90", Self.time(latency.percentile(0.9))),
            ("p99", Self.time(latency.percentile(0.99))),
            ("longest", Self.time(latency.longest)),
            ("requests", "\(report.requests) + \(report.awaited)"),
        ]
        if report.neverBegun > 0 { lines.append(("never begun", "\(report.neverBegun)")) }
        lines.append(("failures", "\(report.failures.count)"))
        lines += report.failures.reasons.map { ("failure", "\($0.count) × \($0.failure)") }
        let width = lines.map { Width.of(phrases.term($0.0)) }.max() ?? 0
        for (name, value) in lines {
            let title = Output.isTerminal ? phrases.term(name) : name
            let gap =
                Output.isTerminal
                ? String(repeating: " ", count: width - Width.of(title) + 2) : "\t"
            Output.write(title + gap + value.escapedForPeople())
        }
    }

    static func tenths(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// "0.123 ms": microseconds are as fine as anything here is known.
    private static func time(_ time: Duration) -> String {
        let microseconds = (time.nanoseconds + 500) / 1000
        let fraction = String(microseconds % 1000 + 1000).dropFirst()
        return "\(microseconds / 1000).\(fraction) ms"
    }
}

/// The line that is drawn over each second on a terminal, beside the result: that may go
/// elsewhere.
struct LoadLine {
    private let phrases: Phrases
    private let isSilent: Bool

    init(_ phrases: Phrases, isSilent: Bool) {
        self.phrases = phrases
        self.isSilent = isSilent
    }

    mutating func show(_ moment: LoadMoment) {
        guard !isSilent else { return }
        let rate = LoadOutput.tenths(Double(moment.bytes) / 1_048_576)
        Output.drawAside(
            "\r\u{1b}[2K\(Figures.time(moment.elapsed.components.seconds))  "
                + "\(moment.requests) requests/s  \(rate) MiB/s  "
                + "\(moment.failures) \(phrases.term("failures"))")
    }

    /// Takes the line away.
    func end() {
        if !isSilent { Output.drawAside("\r\u{1b}[2K") }
    }
}

/// The document of `load --json`. Times are milliseconds.
private struct LoadDocument: Encodable {
    struct Latency: Encodable {
        let p50, p90, p99, max: Double
    }
    struct Reason: Encodable {
        let reason: String
        let count: Int
    }

    let requests_per_second: Double
    let mib_per_second: Double
    let requests: Int
    let awaited: Int
    let never_begun: Int
    let bytes: Int64
    let seconds: Double
    let latency_ms: Latency
    let failures: Int
    let reasons: [Reason]

    init(_ report: LoadReport) {
        func milliseconds(_ time: Duration) -> Double { Double(time.nanoseconds) / 1e6 }
        requests_per_second = report.requestsPerSecond
        mib_per_second = report.mebibytesPerSecond
        requests = report.requests
        awaited = report.awaited
        never_begun = report.neverBegun
        bytes = report.bytes
        seconds = report.time.inSeconds
        latency_ms = Latency(
            p50: milliseconds(report.latency.percentile(0.5)),
            p90: milliseconds(report.latency.percentile(0.9)),
            p99: milliseconds(report.latency.percentile(0.99)),
            max: milliseconds(report.latency.longest))
        failures = report.failures.count
        reasons = report.failures.reasons.map {
            Reason(reason: "\($0.failure)", count: $0.count)
        }
    }
}
