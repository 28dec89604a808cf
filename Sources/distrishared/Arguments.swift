// What the command line says. There is little: everything else is in the config file.

import Settings

struct Arguments {
    var config = ""
    var overrides = Settings.Overrides()
    var onlyChecks = false

    enum Wish {
        case run(Arguments)
        case help
        case version
        case wrong(String)
    }

    static let usage = """
        usage: distrishared --config FILE [--port N] [--state DIR] [--check]

          --config FILE   the config: see Config/peer.toml and Config/bootstrap.toml
          --port N        in place of the config's port; FILE-N.toml beside it wins key by key
          --state DIR     in place of the config's state folder
          --check         says whether the config is right, and exits
          --version       prints the version
        """

    static func read(_ words: [String]) -> Wish {
        var arguments = Arguments()
        var rest = words[...]
        func value(of option: String) -> String? { rest.popFirst() }
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": return .help
            case "--version": return .version
            case "--check": arguments.onlyChecks = true
            case "--config", "--port", "--state":
                guard let value = value(of: word) else { return .wrong("\(word) wants a value") }
                switch word {
                case "--config": arguments.config = value
                case "--port": arguments.overrides.port = value
                default: arguments.overrides.state = value
                }
            default: return .wrong("\(word) is no option")
            }
        }
        return arguments.config.isEmpty ? .wrong("--config is missing") : .run(arguments)
    }
}
