// Places that belong together: who adds a command, a key, a metric or a document to one of them is
// told which of the others have not heard of it. CONTRIBUTING.md has them in order.
//
// Law. A place is found by what stands in its text, so that a test that finds nothing has failed.

import Testing

/// The whole text of a file of the project.
private func text(_ path: String) throws -> String {
    try #require(Tree.files.first { $0.path == path }, "there is no \(path)").lines
        .joined(separator: "\n")
}

/// The code of a target's files, without words and comments.
private func code(of target: String, but path: String = "") -> String {
    Tree.sources.filter { $0.target == target && $0.path != path }
        .flatMap { $0.code.map(\.text) }.joined(separator: "\n")
}

/// What the pattern's group found, each once.
private func found(
    _ pattern: Regex<(Substring, Substring)>, in text: String, atLeast least: Int
) -> [String] {
    let all = Set(text.matches(of: pattern).map { String($0.1) }).sorted()
    #expect(all.count >= least, "the place has changed its look: only \(all) was found")
    return all
}

@Suite("A command") struct CommandPlaces {
    private func commands() throws -> [String] {
        let table = try text("Sources/distrishare/Command+all.swift")
        return found(#/Command\(\s*"(\w+)"/#, in: table, atLeast: 15)
    }

    @Test("is completed by every shell") func completions() throws {
        let bash = try text("Packaging/completions/distrishare.bash")
        let fish = try text("Packaging/completions/distrishare.fish")
        let zsh = try text("Packaging/completions/_distrishare")
        let offered = bash.firstMatch(of: #/,0\) _distrishare_words '([^']+)'/#)?.1 ?? ""
        for command in try commands() {
            let isOffered = (
                bash: offered.split(whereSeparator: \.isWhitespace).contains(Substring(command)),
                fish: fish.contains("-n $first -a \(command) "),
                zsh: zsh.contains("\n    '\(command):")
            )
            #expect(isOffered == (true, true, true), "\(command): \(isOffered)")
        }
    }

    /// Else the value would be taken for a word of the command.
    @Test("has options whose values the shells step over") func values() throws {
        let table = try text("Sources/distrishare/Command+all.swift")
        let bash = try text("Packaging/completions/distrishare.bash")
        let fish = try text("Packaging/completions/distrishare.fish")
        let inBash = bash.firstMatch(of: #/case \$\{words\[i\]\} in([^)]*)\)/#)?.1 ?? ""
        let inFish = fish.firstMatch(of: #/set -l valued ((?:[^\n]*\\\n)*[^\n]*)/#)?.1 ?? ""
        let known = [inBash, inFish].map { list in
            Set(list.split { $0.isWhitespace || $0 == "|" || $0 == "\\" }.map(String.init))
        }
        let valued = #/Option\(\s*((?:"[^"]+",\s*)+)value:/#
        for names in found(valued, in: table, atLeast: 10) {
            for name in names.matches(of: #/"([^"]+)"/#).map({ String($0.1) }) {
                let isKnown = (bash: known[0].contains(name), fish: known[1].contains(name))
                #expect(isKnown == (true, true), "\(name): \(isKnown)")
            }
        }
    }

    @Test("stands in the manual") func manual() throws {
        let page = try text("Packaging/man/distrishare.1")
        for command in try commands() {
            let isThere = [" ", "\n"].contains { page.contains("Cm \(command)" + $0) }
            #expect(isThere, "\(command): distrishare.1")
        }
    }

    @Test("speaks Spanish, too") func spanish() throws {
        let words = try text("Sources/distrishare/Words.swift")
        let files = Tree.sources.filter { $0.target == "distrishare" }
        let tool = files.flatMap(\.lines).joined(separator: "\n")
        let titles = found(#/table\(\s*("[^)]*)\)/#, in: tool, atLeast: 4)
            .flatMap { $0.matches(of: #/"([^"]+)"/#).map { String($0.1) } }
        let terms = found(#/term\("([^"]+)"\)/#, in: tool, atLeast: 3)
        for word in Set(titles + terms) where !["id", "sha256"].contains(word) {
            let isSaid = words.contains("\"\(word)\": \"")
            #expect(isSaid, "“\(word)” has no Spanish in Words.swift")
        }
    }
}

@Suite("A key of the config") struct KeyPlaces {
    /// The fields of `Settings` that keys fill: `transfer.idleTimeout`.
    private func fields() throws -> [String] {
        let table = try text("Sources/Settings/Key+all.swift")
        return found(#/"[a-z_.]+",\s*\\\.([\w.]+),/#, in: table, atLeast: 30)
    }

    @Test("is heard by the daemon") func wired() throws {
        let daemon = code(of: "distrishared") + (try text("Sources/Settings/SecretSource.swift"))
        let read = Set(daemon.matches(of: #/settings\.([\w.]+)/#).map { String($0.1) })
        for field in try fields() {
            let isRead = read.contains { $0 == field || $0.hasPrefix(field + ".") }
            #expect(isRead, "nothing reads settings.\(field): see Chosen.swift")
        }
    }

    @Test("that a node has is chosen by the daemon, and used by the node") func node() throws {
        let home = "Sources/Node/NodeSettings.swift"
        let declared = try text(home).prefix { $0 != "}" }
        let daemon = code(of: "distrishared")
        let node = code(of: "Node", but: home)
        for field in found(#/package var (\w+)/#, in: String(declared), atLeast: 20) {
            let isUsed = ["ettings.", "new."].contains { node.contains($0 + field) }
            #expect(isUsed, "no node uses \(field)")
            // No config has this one.
            let isChosen = field == "segmentLength" || daemon.contains("node.\(field) = ")
            #expect(isChosen, "\(field): see Chosen.swift")
        }
    }

    @Test("is a word for the fuzzer") func fuzzed() throws {
        let table = try text("Sources/Settings/Key+all.swift")
        let words = try text("Tests/Fuzz/words/settings.dict")
        for key in found(#/Key\(\s*"([a-z_.]+)"/#, in: table, atLeast: 30) {
            let last = key.split(separator: ".").last ?? ""
            let isThere = words.contains("\"\(last) = \"")
            #expect(isThere, "\(key): Tests/Fuzz/words/settings.dict")
        }
    }
}

@Suite("A metric") struct MetricPlaces {
    @Test("is explained in the README, and nothing else is") func readme() throws {
        let page =
            try text("Sources/RESTAPI/MetricsText.swift")
            + text("Sources/RESTAPI/MetricsPage+Torrents.swift")
            + text("Sources/RESTAPI/MetricsPage+Tracker.swift")
            + text("Sources/RESTAPI/MetricsPage+Catalogue.swift")
        let written = found(#/"((?:distrishare|process)_\w+)"/#, in: page, atLeast: 20)
        let rows = try text("README.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
        let told = found(
            #/`((?:distrishare|process)_\w+)[`{]/#, in: rows.joined(separator: "\n"), atLeast: 20)
        #expect(Set(written).symmetricDifference(told).sorted() == [])
    }
}

@Suite("A document of the API") struct RoutePlaces {
    @Test("has a path that the fuzzer knows") func fuzzed() throws {
        let routes = try text("Sources/RESTAPI/Route.swift")
        let words = try text("Tests/Fuzz/words/rest.dict")
        for path in found(#/case "([a-z.]+)": self = /#, in: routes, atLeast: 10) {
            // A list, or what may be done to one of its items.
            let isThere = ["\"", "\"/"].contains { words.contains($0 + path + "\"") }
            #expect(isThere, "\(path): Tests/Fuzz/words/rest.dict")
        }
    }
}
