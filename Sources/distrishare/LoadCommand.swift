// load: how much a node serves. The options are read here; the work is the Load target's.

import Digest
import Glibc
import Load
import Vocabulary

enum LoadCommand {
    private static let names: Set<String> = [
        "--node", "--file", "--connections", "--seconds", "--rate", "--protocol", "--secret-file",
        "--expect",
    ]

    static func run(_ arguments: Arguments) -> Int32 {
        do {
            return try measure(arguments).rawValue
        } catch let failure as Failure {
            if let sentence = failure.sentence { Output.complain(sentence) }
            return failure.code.rawValue
        } catch {
            Output.complain("\(error)")
            return ExitCode.failed.rawValue
        }
    }

    private static func measure(_ arguments: Arguments) throws -> ExitCode {
        let phrases = Phrases(arguments.language)
        let (options, isJSON) = try options(arguments, phrases)
        var line = LoadLine(phrases, isSilent: isJSON || !Output.isTerminal)
        let report = try LoadRun.run(options) { line.show($0) }
        line.end()
        LoadOutput(phrases, report).show(isJSON: isJSON)
        return report.isClean && report.latency.count > 0 ? .done : .failed
    }

    private static func options(
        _ arguments: Arguments, _ phrases: Phrases
    ) throws -> (LoadOptions, isJSON: Bool) {
        let values = try values(arguments, phrases)
        func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
            guard let text = values[name] else { return nil }
            guard let value = Int(text), range.contains(value) else {
                throw Failure(
                    .usage, phrases.wrongLoadValue(name, "\(range.lowerBound)…\(range.upperBound)"))
            }
            return value
        }
        func wanted<Value>(_ name: String, _ value: Value?) throws -> Value {
            guard let value else { throw Failure(.usage, phrases.valueMissing(name)) }
            return value
        }
        let address = try wanted("--node", values["--node"])
        let file = try wanted("--file", values["--file"])
        guard let node = HostPort(address) else {
            throw Failure(.usage, phrases.noAddress(address))
        }
        guard let name = FileName(file) else { throw Failure(.usage, phrases.noName(file)) }
        guard let dialect = LoadDialect(rawValue: values["--protocol"] ?? "http") else {
            throw Failure(.usage, phrases.wrongLoadValue("--protocol", "json, http, http10"))
        }
        let connections = try wanted(
            "--connections", number("--connections", 1...Limits.loadConnections))
        let seconds = try wanted("--seconds", number("--seconds", 1...Limits.loadSeconds))
        let options = LoadOptions(
            node: try endpoint(of: node, phrases), file: name, connections: connections,
            duration: .seconds(seconds), rate: try number("--rate", 1...Limits.loadRate),
            dialect: dialect, secret: try secret(values["--secret-file"], arguments, phrases),
            expectation: try values["--expect"].map { try expected($0, phrases) } ?? .firstAnswer)
        return (options, values["--json"] != nil)
    }

    private static func secret(
        _ path: String?, _ arguments: Arguments, _ phrases: Phrases
    ) throws -> Secret? {
        var named = arguments
        named.secretFile = path
        return try Credentials(named, phrases).secret
    }

    /// The first address of the host.
    private static func endpoint(of node: HostPort, _ phrases: Phrases) throws -> Endpoint {
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

    private static func expected(_ text: String, _ phrases: Phrases) throws -> LoadExpectation {
        guard text.hasPrefix("sha256:") else { return .file(path: text) }
        guard let digest = Digest256(hex: text.dropFirst("sha256:".count)) else {
            throw Failure(.usage, phrases.wrongLoadValue("--expect", "FILE, sha256:HEX"))
        }
        return .digest(digest)
    }

    /// The options by name. Those that stand before `load` count too.
    private static func values(
        _ arguments: Arguments, _ phrases: Phrases
    ) throws -> [String: String] {
        var values: [String: String] = [:]
        values["--node"] = arguments.node?.description
        values["--secret-file"] = arguments.secretFile
        if arguments.isJSON { values["--json"] = "" }
        var rest = arguments.loadWords[...]
        while let word = rest.popFirst() {
            if word == "--json" {
                values[word] = ""
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts.first.map(String.init) ?? ""
            guard names.contains(name) else { throw Failure(.usage, phrases.noOption(word)) }
            guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                throw Failure(.usage, phrases.valueMissing(name))
            }
            values[name] = value
        }
        return values
    }
}
