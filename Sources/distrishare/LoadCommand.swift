// load: how much a node serves. The options are read here; the work is the Load target's.

import Digest
import Vocabulary

/// What a load test is to do.
struct LoadPlan {
    enum Dialect: String { case json, http, http10 }
    enum Expected {
        case file(String)
        case digest(Digest256)
    }

    var node: HostPort
    var file: FileName
    var connections: Int
    var seconds: Int
    /// Requests a second in all; nil: as many as go through.
    var rate: Int?
    var dialect: Dialect
    var secretFile: String?
    var expected: Expected?
}

enum LoadCommand {
    private static let names: Set<String> = [
        "--node", "--file", "--connections", "--seconds", "--rate", "--protocol", "--secret-file",
        "--expect",
    ]

    static func run(_ arguments: Arguments) -> Int32 {
        let phrases = Phrases(arguments.language)
        do {
            _ = try plan(arguments, phrases)
        } catch {
            Output.complain((error as? Failure)?.sentence ?? "\(error)")
            return ExitCode.usage.rawValue
        }
        Output.complain(phrases.noLoad)
        return ExitCode.failed.rawValue
    }

    private static func plan(_ arguments: Arguments, _ phrases: Phrases) throws -> LoadPlan {
        let values = try values(arguments, phrases)
        func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
            guard let text = values[name] else { return nil }
            guard let value = Int(text), range.contains(value) else {
                let allowed = "\(range.lowerBound)…\(range.upperBound)"
                throw Failure(.usage, phrases.wrongLoadValue(name, allowed))
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
        guard let dialect = LoadPlan.Dialect(rawValue: values["--protocol"] ?? "http") else {
            throw Failure(.usage, phrases.wrongLoadValue("--protocol", "json, http, http10"))
        }
        return LoadPlan(
            node: node, file: name,
            connections: try wanted(
                "--connections", number("--connections", 1...Limits.loadConnections)),
            seconds: try wanted("--seconds", number("--seconds", 1...Limits.loadSeconds)),
            rate: try number("--rate", 1...Limits.loadRate), dialect: dialect,
            secretFile: values["--secret-file"],
            expected: try values["--expect"].map { try expected($0, phrases) })
    }

    private static func expected(_ text: String, _ phrases: Phrases) throws -> LoadPlan.Expected {
        guard text.hasPrefix("sha256:") else { return .file(text) }
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
        var rest = arguments.loadWords[...]
        while let word = rest.popFirst() {
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
