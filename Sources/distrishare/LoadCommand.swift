// load: how much a node serves. The options are read here; the work is the Load target's.

import Digest
import Glibc
import Load
import Vocabulary

extension Session {
    func load() throws {
        try expectWords(0)
        var line = LoadLine(phrases, isSilent: !Output.isWatched)
        let report =
            if let way = announcing {
                try LoadRun.run(try announceOptions(way)) { line.show($0) }
            } else {
                try LoadRun.run(try loadOptions()) { line.show($0) }
            }
        line.end()
        LoadOutput(phrases, report).show(isJSON: arguments.isJSON)
        // The report has said already what went wrong.
        guard report.isClean, report.latency.count > 0 else { throw Failure(.failed, nil) }
    }

    /// How a tracker is asked; nil: a file is asked for.
    private var announcing: AnnounceOptions.Way? {
        switch arguments.options["--protocol"] {
        case "udp-tracker": .datagrams
        case "http-tracker": .requests(kept: arguments.options["--kept"] != nil)
        default: nil
        }
    }

    private func announceOptions(_ way: AnnounceOptions.Way) throws -> AnnounceOptions {
        AnnounceOptions(
            node: try endpoint(of: try wanted("--node", arguments.node)), way: way,
            window: try wanted(
                "--connections", number("--connections", 1...Limits.loadConnections)),
            torrents: try number("--torrents", 1...Limits.loadTorrents) ?? 1000,
            duration: .seconds(
                try wanted("--seconds", number("--seconds", 1...Limits.loadSeconds))),
            announces: try number("--requests", 1...Limits.loadRequests))
    }

    private func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let text = arguments.options[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw Failure(
                .usage, phrases.wrongLoadValue(name, "\(range.lowerBound)…\(range.upperBound)"))
        }
        return value
    }

    private func wanted<Value>(_ name: String, _ value: Value?) throws -> Value {
        guard let value else { throw Failure(.usage, phrases.valueMissing(name)) }
        return value
    }

    private func loadOptions() throws -> LoadOptions {
        let values = arguments.options
        let node = try wanted("--node", arguments.node)
        let file = try wanted("--file", values["--file"])
        guard let name = FileName(file) else { throw Failure(.usage, phrases.noName(file)) }
        guard let dialect = LoadDialect(rawValue: values["--protocol"] ?? "http") else {
            throw Failure(
                .usage,
                phrases.wrongLoadValue(
                    "--protocol", "json, http, http10, udp-tracker, http-tracker"))
        }
        let connections = try wanted(
            "--connections", number("--connections", 1...Limits.loadConnections))
        let seconds = try wanted("--seconds", number("--seconds", 1...Limits.loadSeconds))
        return LoadOptions(
            node: try endpoint(of: node), file: name, connections: connections,
            duration: .seconds(seconds), rate: try number("--rate", 1...Limits.loadRate),
            requests: try number("--requests", 1...Limits.loadRequests), dialect: dialect,
            secret: try Credentials(arguments, phrases).secret,
            expectation: try values["--expect"].map(expected) ?? .firstAnswer)
    }

    /// The first address of the host.
    private func endpoint(of node: HostPort) throws -> Endpoint {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(node.host, String(node.port), &hints, &list)
        defer { if status == 0 { freeaddrinfo(list) } }
        guard status == 0, let first = list?.pointee else {
            throw Failure(
                .noNode,
                phrases.unreachable(node.description, String(cString: gai_strerror(status))))
        }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        getnameinfo(
            first.ai_addr, first.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        let host = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        guard let address = IPAddress(host), let endpoint = Endpoint(address, port: node.port)
        else { throw Failure(.usage, phrases.noAddress(node.description)) }
        return endpoint
    }

    private func expected(_ text: String) throws -> LoadExpectation {
        guard text.hasPrefix("sha256:") else { return .file(path: text) }
        guard let digest = Digest256(hex: text.dropFirst("sha256:".count)) else {
            throw Failure(.usage, phrases.wrongLoadValue("--expect", "FILE, sha256:HEX"))
        }
        return .digest(digest)
    }
}
