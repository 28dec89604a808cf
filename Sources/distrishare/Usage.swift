// The page that `distrishare help` shows, and the same as a document for scripts.

import FoundationEssentials
import Vocabulary

extension Session {
    func help() throws {
        try expectWords(0)
        try showHelp(for: nil)
    }

    /// `--help`: the whole page, or one command's part of it.
    func showHelp(for command: Command?) throws {
        if arguments.isJSON {
            let document = HelpDocument(command, arguments.language)
            Output.write(document: try HelpDocument.encode(document))
        } else {
            Output.write(command.map(phrases.usage(of:)) ?? phrases.usage)
        }
    }
}

extension Phrases {
    var usage: String {
        let head = wrongUse("distrishare [OPTION …] COMMAND …")
        let commands = Command.all.map { part($0) }.joined(separator: "\n")
        let options = Option.all.map { line($0, "  ") }.joined(separator: "\n")
        return [head, commands, options, notes].joined(separator: "\n\n")
    }

    func usage(of command: Command) -> String {
        let lines = command.lines.map { "distrishare " + $0 }.joined(separator: "\n       ")
        return
            ([wrongUse(lines), "  " + command.about.text(language)]
            + command.options.map { line($0, "  ") }).joined(separator: "\n")
    }

    private func part(_ command: Command) -> String {
        (command.lines.map { "  " + $0 } + ["      " + command.about.text(language)]
            + command.options.map { line($0, "      ") }).joined(separator: "\n")
    }

    private func line(_ option: Option, _ indentation: String) -> String {
        let gap = String(repeating: " ", count: max(2, 26 - option.form.utf8.count))
        return indentation + option.form + gap + option.about.text(language)
    }

    private var notes: String {
        isSpanish
            ? """
            Nodo: --socket, si no --node, si no DISTRISHARE_SOCKET, si no el único socket que haya
            en /run/distrishare/ y ./run/*/.
            En lugar de --secret-file: DISTRISHARE_SECRET_FILE o DISTRISHARE_SECRET; en lugar de
            --token-file: DISTRISHARE_TOKEN_FILE.
            Final: 0 hecho, 1 fallido, 2 uso erróneo o nombre ambiguo, 3 sin nodo,
            4 no encontrado, 5 comprobación fallida, 6 rechazado.
            """
            : """
            Node: --socket, else --node, else DISTRISHARE_SOCKET, else the only socket found
            in /run/distrishare/ and ./run/*/.
            In place of --secret-file: DISTRISHARE_SECRET_FILE or DISTRISHARE_SECRET; in place of
            --token-file: DISTRISHARE_TOKEN_FILE.
            Exit: 0 done, 1 failed, 2 wrong usage or a name that fits several contents, 3 no node,
            4 not found, 5 verification failed, 6 refused.
            """
    }
}

/// What the page says, for man pages, completions and whoever tests them.
private struct HelpDocument: Encodable {
    struct Choice: Encodable {
        let names: [String]
        let value: String?
        let about: String

        init(_ option: Option, _ language: Language) {
            names = option.names
            value = option.value
            about = option.about.text(language)
        }
    }

    struct Entry: Encodable {
        let name: String
        let forms: [String]
        let about: String
        let options: [Choice]

        init(_ command: Command, _ language: Language) {
            name = command.name
            forms = command.forms
            about = command.about.text(language)
            options = command.options.map { Choice($0, language) }
        }
    }

    let v = 1
    let options: [Choice]
    let commands: [Entry]
    let environment = [
        "DISTRISHARE_SOCKET", "DISTRISHARE_SECRET", "DISTRISHARE_SECRET_FILE",
        "DISTRISHARE_TOKEN_FILE", "LC_ALL", "LC_MESSAGES", "LANG",
    ]
    let exits = ExitCode.allCases.map(\.rawValue)

    init(_ command: Command?, _ language: Language) {
        options = Option.all.map { Choice($0, language) }
        commands = (command.map { [$0] } ?? Command.all).map { Entry($0, language) }
    }

    static func encode(_ document: HelpDocument) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(document))
    }
}
