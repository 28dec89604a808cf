// status, version

import Bytes
import Glibc
import Vocabulary

extension Session {
    func status() throws {
        try expectWords(0)
        let reply = try checked(connection().view("/api/v1/status"))
        try show(reply) { show(try read(StatusAnswer.self, reply)) }
    }

    private func show(_ status: StatusAnswer) {
        var lines: [(String, String)] = [
            ("name", status.name), ("id", status.short), ("role", role(status.role)),
            ("version", status.version), ("port", "\(status.port)"), ("zone", status.zone),
            ("uptime", amount(status.uptime_s, Figures.time)),
            ("secret", term(status.secret ? "yes" : "no")),
            ("multicast", term(status.multicast ? "on" : "off")),
        ]
        lines += [
            ("nodes", nodes(status.nodes)), ("files", files(status.files)),
            ("downloads", "\(status.downloads.running)"),
            ("connections", "\(status.connections)"),
        ]
        lines += status.bootstraps.map { ("bootstrap", bootstrap($0)) }
        lines += status.notices.map { ("notice", $0) }
        showPairs(lines)
    }

    /// Two columns for people, `name<TAB>value` for programs.
    private func showPairs(_ lines: [(String, String)]) {
        let isTerminal = Output.isTerminal
        let width = lines.map { Width.of(term($0.0)) }.max() ?? 0
        for (name, value) in lines {
            let safe = value.escapedForPeople(limit: 4096)
            if isTerminal {
                let title = term(name)
                let gap = String(repeating: " ", count: width - Width.of(title) + 2)
                Output.write(title + gap + safe)
            } else {
                Output.write(name + "\t" + safe)
            }
        }
    }

    /// "peer" is the role's name in configs; for people it is a word like others.
    private func role(_ role: String) -> String { Output.isTerminal ? term(role) : role }

    private func amount(_ value: Int64, _ words: (Int64) -> String) -> String {
        Output.isTerminal ? words(value) : "\(value)"
    }

    private func nodes(_ nodes: StatusAnswer.Nodes) -> String {
        "\(nodes.known) (\(term("alive")) \(nodes.alive), bootstrap \(nodes.bootstrap), "
            + "multicast \(nodes.multicast))"
    }

    private func files(_ files: StatusAnswer.Files) -> String {
        let bytes = amount(files.bytes, Figures.size)
        let unhashed = files.unhashed > 0 ? ", \(term("unhashed")) \(files.unhashed)" : ""
        return "\(files.count) (\(bytes)\(unhashed))"
    }

    private func bootstrap(_ bootstrap: BootstrapEntry) -> String {
        let reason = bootstrap.reason.map { ": " + $0 } ?? ""
        return "\(bootstrap.server) \(term(bootstrap.state))\(reason)"
    }
}

extension Session {
    func version() throws {
        try expectWords(0)
        if arguments.isJSON {
            Output.write(#"{"v":1,"version":"\#(Version.text)"}"#)
            return
        }
        Output.write("distrishare \(Version.text)")
        guard arguments.options["--verbose"] != nil else { return }
        showPairs([("system", system), ("node", node)])
    }

    private var system: String {
        var names = utsname()
        uname(&names)
        return [text(&names.sysname), text(&names.release), text(&names.machine)]
            .joined(separator: " ")
    }

    /// The version of the node, if there is one: this command does without.
    private var node: String {
        guard let connection = try? connection(),
            let reply = try? checked(connection.view("/api/v1/status")),
            let status = try? read(StatusAnswer.self, reply)
        else { return "-" }
        return "\(status.name) \(status.version) \(status.short)"
    }

    /// A C array of characters as text.
    private func text<Characters>(_ characters: inout Characters) -> String {
        withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
