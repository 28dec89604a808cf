// Metrics as Prometheus reads them (text format 0.0.4).
//
// Law 1. A family stands together, HELP and TYPE first; a count ends in `_total` and only grows.
// Law 2. Units are base units and stand in the name: bytes, seconds.
// Law 3. Labels have few values, and none that a stranger chooses.

import HTTPWire
import Node
import Vocabulary

enum MetricsText {
    static func response(_ metrics: MetricsView) -> HTTPResponse {
        var fields = HTTPFields()
        fields.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        fields.add("Cache-Control", "no-store")
        fields.add("X-Content-Type-Options", "nosniff")
        var response = HTTPResponse(status: 200, fields: fields, body: Array(text(metrics).utf8))
        response.offers = .coding
        return response
    }

    static func text(_ metrics: MetricsView) -> String {
        var page = MetricsPage()
        page.addNode(metrics)
        page.addFiles(metrics)
        if let catalogue = metrics.catalogue { page.addCatalogue(catalogue) }
        page.addTorrents(metrics)
        page.addConversations(metrics)
        if let tracker = metrics.tracker { page.addTracker(tracker) }
        page.addTables(metrics)
        page.addProcess(metrics)
        if let turns = metrics.host.turns { page.addTurns(turns) }
        return page.text
    }
}

/// A page of families.
struct MetricsPage {
    enum Kind: String { case counter, gauge, histogram }

    private(set) var text = ""

    /// One family; each sample is a value and what tells it from the others.
    mutating func add(
        _ name: String, _ kind: Kind, _ help: String,
        _ samples: [(labels: [(String, String)], value: String)]
    ) {
        add(name, kind, help, samples.map { ("", $0.labels, $0.value) })
    }

    /// One family whose samples carry a suffix to its name, as those of a histogram do.
    mutating func add(
        _ name: String, _ kind: Kind, _ help: String,
        _ samples: [(suffix: String, labels: [(String, String)], value: String)]
    ) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(Self.escaped(help))\n# TYPE \(name) \(kind.rawValue)\n"
        for (suffix, labels, value) in samples {
            let pairs = labels.map { "\($0)=\"\(Self.escaped($1, isQuoted: true))\"" }
            let braced = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
            text += "\(name)\(suffix)\(braced) \(value)\n"
        }
    }

    mutating func add(
        _ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger
    ) {
        add(name, kind, help, [([], "\(value)")])
    }

    /// A backslash and a line's end are escaped everywhere, a quote within quotes.
    static func escaped(_ text: String, isQuoted: Bool = false) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += #"\\"#
            case "\n": escaped += #"\n"#
            case "\"" where isQuoted: escaped += #"\""#
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

// The families. What each means is told in the README, too.
extension MetricsPage {
    fileprivate mutating func addNode(_ metrics: MetricsView) {
        let status = metrics.status
        add(
            "distrishare_build_info", .gauge, "Always 1; what runs here is in the labels.",
            [([("version", status.version), ("role", status.role.rawValue)], "1")])
        add(
            "distrishare_uptime_seconds", .gauge, "Seconds since the node was started.",
            status.uptime.components.seconds)
        add(
            "distrishare_nodes", .gauge, "Other nodes that are known, by whether they answer.",
            [NodeView.Liveness.alive, .down, .unknown].map {
                ([("state", $0.rawValue)], "\(metrics.nodes[$0] ?? 0)")
            })
        add(
            "distrishare_listed_nodes", .gauge, "Other nodes, by the list that they are on.",
            [
                ([("list", "bootstrap")], "\(status.nodesByBootstrap)"),
                ([("list", "multicast")], "\(status.nodesByMulticast)"),
            ])
    }

    fileprivate mutating func addFiles(_ metrics: MetricsView) {
        let status = metrics.status
        add("distrishare_shared_files", .gauge, "Files that are shared.", status.files)
        add(
            "distrishare_shared_bytes", .gauge, "Bytes in all shared files.", status.filesBytes)
        add(
            "distrishare_unhashed_files", .gauge,
            "Shared files whose digests are not known yet.", status.filesUnhashed)
        let states: [DownloadView.State] = [
            .waiting, .searching, .running, .verifying, .paused, .done, .failed, .cancelled,
        ]
        add(
            "distrishare_downloads", .gauge, "Downloads that are listed, by state.",
            states.map { ([("state", $0.rawValue)], "\(metrics.downloads[$0] ?? 0)") })
        add(
            "distrishare_downloaded_bytes_total", .counter,
            "Bytes of files that downloads have taken from other nodes.",
            metrics.downloadedBytes)
    }

    fileprivate mutating func addConversations(_ metrics: MetricsView) {
        let host = metrics.host
        add("distrishare_sent_bytes_total", .counter, "Bytes sent over TCP.", host.bytesSent)
        add(
            "distrishare_received_bytes_total", .counter, "Bytes received over TCP.",
            host.bytesReceived)
        add(
            "distrishare_connections", .gauge, "Connections that are open, both ways.",
            host.connectionsOpen)
        add(
            "distrishare_connections_max", .gauge, "Connections that may be open.",
            host.connectionsMax)
        add(
            "distrishare_connections_accepted_total", .counter, "Connections that came in.",
            host.connectionsAccepted)
        add(
            "distrishare_connections_refused_total", .counter,
            "Connections for which there was no room, in all or for their address.",
            host.connectionsRefused)
        add(
            "distrishare_http_responses_total", .counter,
            "HTTP answers, by the class of their status.",
            metrics.tally.answers.enumerated().map {
                ([("class", "\($0.offset + 1)xx")], "\($0.element)")
            })
        add(
            "distrishare_json_requests_total", .counter,
            "Requests of the old JSON dialect, by kind.",
            Tally.JSONKind.allCases.map {
                ([("kind", "\($0)")], "\(metrics.tally.json($0))")
            })
        add(
            "distrishare_events_total", .counter, "Events that were told to streams.",
            metrics.events)
        add(
            "distrishare_datagrams_malformed_total", .counter,
            "Datagrams on the multicast group that were no HELLO or GOODBYE.",
            metrics.status.datagramsMalformed)
    }

    fileprivate mutating func addTables(_ metrics: MetricsView) {
        add(
            "distrishare_table_entries", .gauge, "Entries of each table that others can fill.",
            metrics.tables.map { ([("table", $0.name)], "\($0.count)") })
        add(
            "distrishare_table_entries_max", .gauge, "Entries at which each table ends.",
            metrics.tables.map { ([("table", $0.name)], "\($0.limit)") })
        add(
            "distrishare_ledger_failures_total", .counter,
            "Times that what changed could not be written to the database.",
            metrics.ledgerFailures)
    }

    /// Under the names that every program's metrics have.
    fileprivate mutating func addProcess(_ metrics: MetricsView) {
        let host = metrics.host
        add(
            "process_start_time_seconds", .gauge, "Start of the process, in seconds since 1970.",
            metrics.started)
        if let seconds = host.processorSeconds {
            add(
                "process_cpu_seconds_total", .counter, "Processor time, of user and system.",
                [([], "\(seconds)")])
        }
        if let bytes = host.residentMemory {
            add("process_resident_memory_bytes", .gauge, "Memory that is resident.", bytes)
        }
        if let count = host.openDescriptors {
            add("process_open_fds", .gauge, "Descriptors that are open.", count)
        }
    }
}
