// What a person may type, as data.
//
// Law. Commands and options are told once, in `Command+all`. The words of a command line are read
// by that table and carried out by it, the help page and its document are made of it, and the man
// page and the shells' completions are held against it.

/// A sentence in the languages that the tool speaks.
struct Said {
    let english: String
    let spanish: String

    init(_ english: String, _ spanish: String) {
        self.english = english
        self.spanish = spanish
    }

    func text(_ language: Language) -> String {
        switch language {
        case .english: english
        case .spanish: spanish
        }
    }
}

struct Option {
    /// As they are typed; the first one is what the tool itself calls it.
    let names: [String]
    /// What the value is; nil for a flag.
    let value: String?
    let about: Said

    init(
        _ names: String..., value: String? = nil, about english: String, _ spanish: String
    ) {
        self.names = names
        self.value = value
        about = Said(english, spanish)
    }

    var name: String { names[0] }
    /// "-o, --output PATH".
    var form: String { names.joined(separator: ", ") + (value.map { " " + $0 } ?? "") }
}

struct Command {
    let name: String
    /// What may follow the name, a line each.
    let forms: [String]
    let about: Said
    let options: [Option]
    /// Carries it out; throws a `Failure` where that did not go well.
    let run: @Sendable (Session) throws -> Void

    init(
        _ name: String, _ forms: String..., options: [Option] = [], about english: String,
        _ spanish: String, run: @escaping @Sendable (Session) throws -> Void
    ) {
        self.name = name
        self.run = run
        self.forms = forms.isEmpty ? [""] : forms
        self.options = options
        about = Said(english, spanish)
    }

    static func named(_ name: String) -> Command? { all.first { $0.name == name } }

    /// The forms as they are typed, without the program's name.
    var lines: [String] { forms.map { $0.isEmpty ? name : name + " " + $0 } }
}
