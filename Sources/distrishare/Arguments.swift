// What a person typed, taken apart.
//
// Options may stand before or after the command, as `--name value` or `--name=value`; after `--`
// everything is a word. A secret is never an argument: everybody on the machine can read those.

import Vocabulary

struct Arguments {
    var socket: String?
    var node: HostPort?
    var isJSON = false
    var isHelp = false
    var language: Language
    var secretFile: String?
    var tokenFile: String?

    /// The command's first word.
    var command: String?
    /// Its further words.
    var words: [String] = []
    /// Its own options with their values, by their first names; flags have an empty one.
    var options: [String: String] = [:]

    init(_ words: [String], _ language: Language) throws {
        self.language = language
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                takeWords(rest)
                return
            }
            guard word.hasPrefix("-"), word != "-" else {
                takeWords([word])
                continue
            }
            try takeOption(word, &rest)
        }
    }

    private mutating func takeWords(_ more: some Sequence<String>) {
        for word in more {
            if command == nil { command = word } else { words.append(word) }
        }
    }

    private mutating func takeOption(_ word: String, _ rest: inout ArraySlice<String>) throws {
        let phrases = Phrases(language)
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isLong = word.hasPrefix("--")
        let name = isLong ? String(parts[0]) : word
        let attached = isLong && parts.count > 1 ? String(parts[1]) : nil
        guard let option = option(name) else {
            throw Failure(.usage, phrases.noOption(name))
        }
        guard option.value != nil else {
            guard attached == nil else { throw Failure(.usage, phrases.noValueWanted(name)) }
            return try set(option.name, "")
        }
        guard let value = attached ?? rest.popFirst() else {
            throw Failure(.usage, phrases.valueMissing(name))
        }
        try set(option.name, value)
    }

    private func option(_ name: String) -> Option? {
        let own = command.flatMap { Command.named($0)?.options } ?? []
        return (own + Option.all).first { $0.names.contains(name) }
    }

    private mutating func set(_ name: String, _ value: String) throws {
        let phrases = Phrases(language)
        switch name {
        case "--json": isJSON = true
        case "-h": isHelp = true
        case "--version": command = "version"
        case "--socket": socket = value
        case "--secret-file": secretFile = value
        case "--token-file": tokenFile = value
        case "--node":
            guard let address = HostPort(value) else {
                throw Failure(.usage, phrases.noAddress(value))
            }
            node = address
        case "--lang":
            guard let chosen = Language(rawValue: value) else {
                throw Failure(.usage, phrases.noLanguage(value))
            }
            language = chosen
        default: options[name] = value
        }
    }
}
