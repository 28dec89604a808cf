// How the tool ends. Scripts rely on these numbers.

enum ExitCode: Int32, CaseIterable {
    case done = 0
    case failed = 1
    /// Wrong usage, or a name that fits several contents.
    case usage = 2
    /// There is no node, and the command cannot do without.
    case noNode = 3
    case notFound = 4
    case verification = 5
    /// Credentials were missing or not believed.
    case refused = 6

    /// What a node's refusal means for who asked.
    init(status: Int) {
        switch status {
        case 400: self = .usage
        case 401, 403, 421: self = .refused
        case 404: self = .notFound
        default: self = .failed
        }
    }
}

/// Why the tool ends before it is done.
struct Failure: Error {
    let code: ExitCode
    /// For people; nil where everything has been said already.
    let sentence: String?

    init(_ code: ExitCode, _ sentence: String?) {
        self.code = code
        self.sentence = sentence
    }
}

/// A person pressed Ctrl-C, or the system wants us to end.
struct Interrupted: Error {}
