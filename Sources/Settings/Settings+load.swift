// From files and options to settings. All problems of a file are collected before any is thrown, so
// that a person mends them in one go.

import Glibc
import Vocabulary

extension Settings {
    /// What the command line says; it wins over every file.
    package struct Overrides: Sendable, Equatable {
        /// As it was typed after --port.
        package var port: String?
        /// As it was typed after --state.
        package var state: String?

        package init(port: String? = nil, state: String? = nil) {
            self.port = port
            self.state = state
        }
    }

    /// Reads the file at `path`, then `<name>-<port>.toml` beside it where that exists, key by key,
    /// then `overrides`. Throws all problems that were found.
    package static func load(
        path: String, overrides: Overrides = Overrides()
    ) throws(ConfigError) -> Settings {
        var reading = Reading()
        reading.take(try document(at: path), from: path)
        reading.override(with: overrides)
        if reading.isPortKnown, let beside = fileBeside(path, port: reading.portOrDefault) {
            let port = reading.portOrDefault
            reading.take(try document(at: beside), from: beside)
            reading.expectPort(port, in: beside)
            reading.override(with: overrides)
        }
        return try reading.finish()
    }

    /// `peer-9000.toml` beside `peer.toml`, where it exists.
    private static func fileBeside(_ path: String, port: UInt16) -> String? {
        let stem = path.hasSuffix(".toml") ? String(path.dropLast(5)) : path
        let beside = "\(stem)-\(port).toml"
        return access(beside, F_OK) == 0 ? beside : nil
    }
}

/// Settings on their way: what was read so far, and what was wrong.
private struct Reading {
    private var settings = Settings()
    private var seen: Set<String> = []
    private var problems: [ConfigProblem] = []

    /// Which file is beside depends on the port: one that was refused would name the wrong file.
    var isPortKnown: Bool { !problems.contains { $0.key == "port" || $0.file == "--port" } }

    var portOrDefault: UInt16 {
        seen.contains("port") || settings.role == .peer ? settings.port : 8000
    }

    mutating func take(_ entries: [Entry], from file: String) {
        let before = problems.count
        var strangers: [String] = []
        for entry in entries where !strangers.contains(where: { entry.path.hasPrefix($0) }) {
            if let message = take(entry) {
                problems.append(
                    ConfigProblem(
                        file: file, line: message.line ?? entry.line, key: entry.path,
                        message: message.text))
                // What is inside an unknown table needs no complaint of its own.
                if case .table = entry.value { strangers.append(entry.path + ".") }
            }
        }
        problems[before...].sort { $0.line < $1.line }
    }

    private mutating func take(_ entry: Entry) -> (text: String, line: Int?)? {
        if let key = Key.all.first(where: { $0.name == entry.path }) {
            seen.insert(key.name)
            do {
                try key.read(entry.value, &settings)
                return nil
            } catch {
                return ("must be \(key.allowed); got \(error.got)", error.line)
            }
        }
        guard Key.tables.contains(entry.path) else { return (unknown(entry), nil) }
        if case .table = entry.value { return nil }
        return ("must be a table, [\(entry.path)]; got \(entry.value.shown)", nil)
    }

    private func unknown(_ entry: Entry) -> String {
        if case .table = entry.value {
            return "unknown table" + suggestion(for: entry.path, among: Key.tables)
        }
        return "unknown key" + suggestion(for: entry.path, among: Key.all.map(\.name))
    }

    private func suggestion(for word: String, among known: [String]) -> String {
        nearest(to: word, among: known).map { "; did you mean \($0)?" } ?? ""
    }

    mutating func override(with overrides: Settings.Overrides) {
        if let text = overrides.port {
            take(
                "port", UInt64(text).flatMap { Int64(exactly: $0) }.map(Value.number) ?? .text(text)
            )
        }
        if let text = overrides.state { take("state", .text(text)) }
    }

    private mutating func take(_ option: String, _ value: Value) {
        let file = "--\(option)"
        guard let complaint = take(Entry(path: option, line: 0, value: value)),
            !problems.contains(where: { $0.file == file })
        else { return }
        problems.append(ConfigProblem(file: file, line: 0, key: "", message: complaint.text))
    }

    /// A file that is named for a port cannot be another port's.
    mutating func expectPort(_ port: UInt16, in file: String) {
        guard settings.port != port, seen.contains("port"), isPortKnown else { return }
        problems.append(
            ConfigProblem(
                file: file, line: 0, key: "port",
                message: "must be \(port), as the file's name says; got \(settings.port)"))
    }

    /// Fills in what follows from other keys.
    mutating func finish() throws(ConfigError) -> Settings {
        guard problems.isEmpty else { throw ConfigError(problems) }
        settings.port = portOrDefault
        if !seen.contains("state") {
            let place = settings.role == .peer ? "\(settings.port)" : "bootstrap"
            settings.state = "/var/lib/distrishare/\(place)"
        }
        // The port has the doors already, and a port twice is one port.
        var doors: Set = [settings.port]
        settings.also = settings.also.filter { doors.insert($0).inserted }
        return settings
    }
}
