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
            return try run(arguments)
        } catch let failure as Failure {
            if let sentence = failure.sentence { Output.complain(sentence) }
            return failure.code
        } catch {
            Output.complain("\(error)")
            return .failed
        }
    }

    private static func run(_ arguments: Arguments) throws -> ExitCode {
        let session = Session(arguments)
        if arguments.isHelp {
            try session.showHelp(for: arguments.command.flatMap { .named($0) })
            return .done
        }
        switch arguments.command {
        case nil:
            Output.complain(session.phrases.usage)
            return .usage
        case "help": try session.help()
        case "status": try session.status()
        case "nodes": try session.nodes()
        case "bootstrap": try session.bootstrap()
        case "multicast": try session.multicast()
        case "files": try session.files()
        case "share": try session.share()
        case "unshare": try session.unshare()
        case "search": try session.search()
        case "get": try session.get()
        case "downloads": try session.downloads()
        case "pause": try session.pause()
        case "resume": try session.resume()
        case "cancel": try session.cancel()
        case "secret": try session.secret()
        case "version": try session.version()
        case "load": return try session.load()
        case let other?: throw Failure(.usage, session.phrases.noCommand(other))
        }
        return .done
    }
}
