// files, share, unshare

import Bytes
import Glibc
import HTTPWire
import Vocabulary

extension Session {
    func files() throws {
        try expectWords(0)
        let reply = try list("/api/v1/files", "files", connection())
        try show(reply) {
            let isTerminal = Output.isTerminal
            var table = table("name", "size", "sha256")
            for file in try read(FileList.self, reply).files {
                let digest = file.sha256 ?? "-"
                table.add([
                    file.name, isTerminal ? Figures.size(file.size) : "\(file.size)",
                    isTerminal ? String(digest.prefix(20)) : digest,
                ])
            }
            table.show()
        }
    }

    func share() throws {
        try expectWords(1)
        let share = Shared(
            path: try absolute(words[0]), copy: arguments.options["--copy"] != nil)
        // A copy is answered when it is on the disk, and files are large.
        let patience = Duration.minutes(share.copy ? 24 * 60 : 1)
        let reply = try checked(
            connection().change("POST", "/api/v1/shares", share, patience: patience))
        try show(reply) {
            let name = try read(ShareAnswer.self, reply).name
            showNamed(name, phrases.shared(name))
        }
    }

    func unshare() throws {
        try expectWords(1)
        guard let name = FileName(words[0]) else {
            throw Failure(.usage, phrases.noName(words[0]))
        }
        let target = "/api/v1/shares/" + PercentCoding.encodePath(name.path)
        let reply = try checked(connection().change("DELETE", target, [String: String]()))
        show(reply) { showNamed(name.path, phrases.unshared(name.path)) }
    }

    private func showNamed(_ name: String, _ sentence: String) {
        Output.write(Output.isTerminal ? sentence : name.escapedForPeople(limit: 4096))
    }

    /// The path as the node has to see it: from the root, without links on the way.
    private func absolute(_ path: String) throws -> String {
        guard let resolved = realpath(path, nil) else {
            let code: ExitCode = errno == ENOENT ? .notFound : .failed
            throw Failure(code, phrases.cannotRead(path, systemError()))
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

private struct Shared: Encodable {
    let path: String
    let copy: Bool
}
