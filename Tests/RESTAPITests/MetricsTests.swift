// Metrics, read as a monitor reads them (Prometheus' text format 0.0.4).

import HTTPWire
import Node
import Testing
import Vocabulary

@testable import RESTAPI

/// A page of metrics that follows the rules of the format, or what is wrong with it.
private struct MetricsPageReader {
    struct Family {
        var type = ""
        var samples: [String: Double] = [:]
    }

    private(set) var families: [String: Family] = [:]
    private(set) var faults: [String] = []
    private var current = ""

    init(_ text: String) {
        if !text.hasSuffix("\n") { faults.append("the last line has no end") }
        for line in text.split(separator: "\n") { take(String(line)) }
        for (name, family) in families {
            if family.type.isEmpty { faults.append("\(name) has no TYPE") }
            if family.samples.isEmpty { faults.append("\(name) has no sample") }
            if (family.type == "counter") != name.hasSuffix("_total") {
                faults.append("\(name) is a \(family.type)")
            }
        }
    }

    private mutating func take(_ line: String) {
        let word = /[a-zA-Z_:][a-zA-Z0-9_:]*/
        if line.hasPrefix("# HELP ") {
            let parts = line.split(separator: " ", maxSplits: 3)
            current = parts.count > 3 ? String(parts[2]) : ""
            if (try? word.wholeMatch(in: current)) == nil { faults.append("no name: \(line)") }
            if families[current] != nil { faults.append("\(current) stands in two places") }
            families[current] = Family()
        } else if line.hasPrefix("# TYPE ") {
            let parts = line.split(separator: " ")
            if parts.count != 4 || parts[2] != current { faults.append("out of place: \(line)") }
            families[current]?.type = String(parts.last ?? "")
        } else {
            takeSample(line)
        }
    }

    private mutating func takeSample(_ line: String) {
        let pattern = /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? ([0-9.eE+-]+)/
        let label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"/
        guard let sample = line.wholeMatch(of: pattern), sample.1.hasPrefix(current),
            let value = Double(String(sample.3))
        else { return faults.append("not understood: \(line)") }
        let suffix = String(sample.1.dropFirst(current.count))
        let isHistogram = families[current]?.type == "histogram"
        if !(isHistogram ? ["_bucket", "_sum", "_count"] : [""]).contains(suffix) {
            faults.append("of another family: \(line)")
        }
        let labels = String(sample.2 ?? "")
        let inner = labels.dropFirst().dropLast()
        let joined = inner.matches(of: label).map { String($0.0) }.joined(separator: ",")
        if joined != inner { faults.append("labels not understood: \(line)") }
        if families[current]?.samples.updateValue(value, forKey: suffix + labels) != nil {
            faults.append("there twice: \(line)")
        }
    }
}

private func metrics() -> MetricsView {
    var status = StatusView(
        id: node(), instance: 1, name: "n", role: .peer, version: "0.1.0", port: 9000, zone: "",
        uptime: .seconds(61), hasSecret: true)
    status.files = 3
    status.filesBytes = 1 << 40
    var host = HostFigures()
    host.bytesSent = .max
    host.residentMemory = 12_345_678
    host.openDescriptors = 17
    host.processorSeconds = 0.25
    var view = MetricsView(status: status, host: host, tally: Tally())
    view.nodes = [.alive: 2]
    view.downloads = [.running: 1, .done: 4]
    view.tables = [TableSize(name: "odd \"name\"\\\n", count: 1, limit: 2)]
    view.started = 1_790_000_000
    return view
}

@Suite("Metrics") struct MetricsTests {
    private let page = MetricsPageReader(MetricsText.text(metrics()))

    @Test("are a page that follows the rules") func format() {
        #expect(page.faults.isEmpty, "\(page.faults)")
        let fields = MetricsText.response(metrics()).fields
        #expect(fields["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
    }

    @Test("have the project's name, or the names that all processes share") func prefix() {
        for name in page.families.keys {
            #expect(name.hasPrefix("distrishare_") || name.hasPrefix("process_"))
        }
    }

    @Test("say what is") func values() {
        func value(_ name: String, _ labels: String = "") -> Double? {
            page.families[name]?.samples[labels]
        }
        #expect(value("distrishare_build_info", #"{version="0.1.0",role="peer"}"#) == 1)
        #expect(value("distrishare_uptime_seconds") == 61)
        #expect(value("distrishare_nodes", #"{state="alive"}"#) == 2)
        #expect(value("distrishare_nodes", #"{state="down"}"#) == 0)
        #expect(value("distrishare_shared_bytes") == 1_099_511_627_776)
        #expect(value("distrishare_downloads", #"{state="done"}"#) == 4)
        #expect(value("distrishare_sent_bytes_total") == Double(UInt64.max))
        #expect(value("process_resident_memory_bytes") == 12_345_678)
        #expect(value("process_cpu_seconds_total") == 0.25)
        #expect(value("distrishare_http_responses_total", #"{class="5xx"}"#) == 0)
    }

    @Test("escape what stands between quotes") func escaping() {
        let labels = #"{table="odd \"name\"\\\n"}"#
        #expect(page.families["distrishare_table_entries"]?.samples[labels] == 1)
    }

    @Test("tell of the loop's turns where they are measured, as histograms") func turns() {
        var turns = TurnFigures()
        turns.add(
            processor: .microseconds(20), wall: .microseconds(25), queued: .zero,
            blocks: false)
        turns.add(
            processor: .milliseconds(2), wall: .milliseconds(14), queued: .milliseconds(3),
            blocks: true)
        var view = metrics()
        view.host.turns = turns
        let page = MetricsPageReader(MetricsText.text(view))
        #expect(page.faults.isEmpty, "\(page.faults)")
        func value(_ name: String, _ sample: String = "") -> Double? {
            page.families["distrishare_loop_turn_" + name]?.samples[sample]
        }
        #expect(value("processor_seconds", #"_bucket{le="1e-05"}"#) == 0)
        #expect(value("processor_seconds", #"_bucket{le="3e-05"}"#) == 1)
        #expect(value("processor_seconds", #"_bucket{le="+Inf"}"#) == 2)
        #expect(value("processor_seconds", "_count") == 2)
        #expect(value("processor_seconds", "_sum") == 0.00202)
        #expect(value("wall_seconds_max") == 0.014)
        #expect(value("blocked_total") == 1)
        #expect(value("blocked_seconds_max") == 0.009)
        #expect(value("blocked_or_queued_seconds_max") == 0.012)
    }

    @Test("leave out what the system does not tell") func unknown() {
        var view = metrics()
        view.host = HostFigures()
        let page = MetricsPageReader(MetricsText.text(view))
        #expect(page.faults.isEmpty)
        #expect(page.families["process_open_fds"] == nil)
        #expect(page.families["process_start_time_seconds"] != nil)
    }
}
