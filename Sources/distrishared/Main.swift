// distrishared: the daemon. Reads its config, takes its state folder, and runs until it is told
// to stop.
//
// Exit codes: 0 stopped as asked · 1 it could not run · 2 wrong usage · 78 a wrong config
// (EX_CONFIG, which systemd does not answer with another start).

import Bytes
import Digest
import Glibc
import Settings
import Vocabulary

@main enum Main {
    static func main() {
        switch Arguments.read(Array(CommandLine.arguments.dropFirst())) {
        case .help: say(Arguments.usage, to: 1)
        case .version: say("distrishared \(Version.text)", to: 1)
        case .wrong(let why):
            say("distrishared: \(why)\n\(Arguments.usage)")
            exit(2)
        case .run(let arguments): run(arguments)
        }
    }

    private static func run(_ arguments: Arguments) {
        OpenSSL.staysToTheEnd()
        let chosen: Chosen
        do throws(ConfigError) {
            chosen = try Chosen(arguments)
        } catch {
            say("\(error)")
            exit(EX_CONFIG)
        }
        if arguments.onlyChecks {
            return say("\(arguments.config): good", to: 1)
        }
        do throws(StartError) {
            let daemon = try Daemon(chosen)
            daemon.run()
        } catch {
            say("distrishared: \(error.sentence)")
            exit(1)
        }
    }

    private static func say(_ text: String, to descriptor: Int32 = 2) {
        let line = Array((text + "\n").utf8)
        _ = write(descriptor, line, line.count)
    }
}

/// Why the daemon cannot run.
struct StartError: Error {
    let sentence: String
}
