// One run of the tool: what was typed, the node that is meant, and how answers are shown.

import Bytes
import FoundationEssentials
import Vocabulary

struct Session {
    let arguments: Arguments
    let phrases: Phrases

    init(_ arguments: Arguments) {
        self.arguments = arguments
        phrases = Phrases(arguments.language)
    }

    var words: [String] { arguments.words }

    func connection() throws -> Connection {
        Connection(
            door: try Discovery.find(arguments, phrases),
            credentials: try Credentials(arguments, phrases), phrases: phrases)
    }

    func term(_ word: String) -> String { phrases.term(word) }

    func table(_ titles: String...) -> Table { table(titles) }
    func table(_ titles: [String]) -> Table { Table(titles.map(term)) }

    /// Throws unless the command has exactly so many words.
    func expectWords(_ count: Int) throws {
        guard words.count == count else { throw wrongUse }
    }

    /// Says how the command is used.
    var wrongUse: Failure {
        let command = arguments.command.flatMap { Command.named($0) }
        return Failure(.usage, command.map(phrases.usage(of:)) ?? phrases.usage)
    }

    /// The word as an address, or wrong usage.
    func address(_ word: String) throws -> HostPort {
        guard let address = HostPort(word) else {
            throw Failure(.usage, phrases.noAddress(word))
        }
        return address
    }

    /// The reply, if it is a good one; else its problem.
    func checked(_ reply: Reply) throws -> Reply {
        guard !reply.isGood else { return reply }
        let detail = (try? JSONDecoder().decode(Problem.self, from: Data(reply.body)))?.detail
        // A drop-in has lines. Each is made harmless by itself.
        let sentence = (detail ?? "HTTP \(reply.status)").split(separator: "\n")
            .map { String($0).escapedForPeople(limit: 4096) }.joined(separator: "\n")
        let code = ExitCode(status: reply.status)
        throw Failure(code, code == .refused ? phrases.refused(sentence) : sentence)
    }

    func read<Document: Decodable>(_ type: Document.Type, _ reply: Reply) throws -> Document {
        do {
            return try JSONDecoder().decode(type, from: Data(reply.body))
        } catch {
            throw Failure(.failed, phrases.notUnderstood("the node"))
        }
    }

    /// Shows the node's document as it is (`--json`), or `otherwise`.
    func show(_ reply: Reply, otherwise: () throws -> Void) rethrows {
        if arguments.isJSON { Output.write(document: reply.body) } else { try otherwise() }
    }
}
