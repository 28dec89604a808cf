// search

import Vocabulary

extension Session {
    func search() throws {
        let text = words.joined(separator: " ")
        guard !text.isEmpty else { throw wrongUse }
        let reply = try checked(
            connection().change("POST", "/api/v1/search", ["words": text]))
        let answer = try read(SearchAnswer.self, reply)
        show(reply) { showContents(answer.results) }
        guard answer.results.isEmpty else { return }
        throw Failure(
            .notFound, phrases.nothingFound(asked: answer.asked, silent: answer.silent))
    }

    /// One line a content. For programs the last cell is a list of addresses.
    func showContents(_ contents: [ContentEntry]) {
        let isTerminal = Output.isTerminal
        var table = table("name", "size", "sha256", "holders")
        for content in contents {
            let digest = content.sha256 ?? "-"
            let size = content.size.map { isTerminal ? Figures.size($0) : "\($0)" }
            let holders = content.holders.map { holder in
                isTerminal ? person(holder) : holder.address ?? "-"
            }
            table.add([
                content.name, size ?? "-", digest,
                holders.joined(separator: isTerminal ? ", " : ","),
            ])
        }
        table.show()
    }

    private func person(_ holder: ContentEntry.Holder) -> String {
        // Who has no address is this node itself, or somebody of whom a name is all that is known.
        guard let address = holder.address else {
            return holder.id == nil && !holder.name.isEmpty ? holder.name : term("here")
        }
        let name = holder.name.isEmpty || holder.name == address ? "" : " \(holder.name)"
        return "\(address)\(name) (\(holder.ms) ms)"
    }
}
