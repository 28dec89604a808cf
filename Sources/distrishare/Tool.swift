// The tool: one command, one node, one exit code.

import Glibc

@main
enum Tool {
    static func main() {
        exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    private static func run(_ words: [String]) -> ExitCode {
        let language = Language.ofEnvironment
        do {
            let arguments = try Arguments(words, language)
            try run(arguments)
            return .done
        } catch let failure as Failure {
            if let sentence = failure.sentence { Output.complain(sentence) }
            return failure.code
        } catch {
            Output.complain("\(error)")
            return .failed
        }
    }

    private static func run(_ arguments: Arguments) throws {
        let session = Session(arguments)
        let command = arguments.command.flatMap { Command.named($0) }
        if arguments.isHelp { return try session.showHelp(for: command) }
        guard let word = arguments.command else {
            throw Failure(.usage, session.phrases.usage)
        }
        guard let command else { throw Failure(.usage, session.phrases.noCommand(word)) }
        try command.run(session)
    }
}
