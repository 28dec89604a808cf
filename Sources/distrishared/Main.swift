// distrishared: the daemon. Reads its config, takes its state folder, and runs until it is told
// to stop.
//
// Exit codes: 0 stopped as asked · 1 it could not run · 2 wrong usage or a wrong config.

import Bytes
import Glibc
import Settings
import Vocabulary

@main enum Main {
    static func main() {
        switch Arguments.read(Array(CommandLine.arguments.dropFirst())) {
        case .help: say(Arguments.usage, to: stdout)
        case .version: say("distrishared \(Version.text)", to: stdout)
        case .wrong(let why):
            say("distrishared: \(why)\n\(Arguments.usage)")
            exit(2)
        case .run(let arguments): run(arguments)
        }
    }

    private static func run(_ arguments: Arguments) {
        let chosen: Chosen
        do throws(ConfigError) {
            chosen = try Chosen(arguments)
        } catch {
            say("\(error)")
            exit(2)
        }
        if arguments.onlyChecks {
            return say("\(arguments.config): good", to: stdout)
        }
        do throws(StartError) {
            let daemon = try Daemon(chosen)
            daemon.run()
        } catch {
            say("distrishared: \(error.sentence)")
            exit(1)
        }
    }

    private static func say(_ text: String, to stream: UnsafeMutablePointer<FILE> = stderr) {
        fputs(text + "\n", stream)
    }
}

/// Why the daemon cannot run.
struct StartError: Error {
    let sentence: String
}
