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
            let files = try read(FileList.self, reply).files
            // A column that hardly anybody needs is there for those who do.
            let somePublic = files.contains { $0.public == true }
            let heads = ["name", "size", "sha256"] + (somePublic ? ["public"] : [])
            var table = table(heads)
            for file in files {
                let digest = file.sha256 ?? "-"
                let cells = [
                    file.name,
                    file.size.map { isTerminal ? Figures.size($0) : "\($0)" } ?? "-",
                    isTerminal ? String(digest.prefix(20)) : digest,
                ]
                table.add(cells + (somePublic ? [file.public == true ? "public" : "-"] : []))
            }
            table.show()
        }
    }

    func share() throws {
        try expectWords(1)
        let isCopy = arguments.options["--copy"] != nil
        let isTemporary = arguments.options["--temporary"] != nil
        let isPublic = arguments.options["--public"] != nil
        guard !(isCopy && isTemporary), !(isCopy && isPublic) else { throw wrongUse }
        let path = try absolute(words[0])
        let connection = try connection()
        // What we may open and the node may not, it gets open. What only the node may open, it
        // opens by itself.
        let opened = connection.door.isLocal ? Opened(path) : nil
        let share = Shared(
            path: path, copy: isCopy, temporary: isTemporary, descriptor: opened != nil,
            public: isPublic ? true : nil)
        // A copy is answered when it is on the disk, and files are large.
        let patience = Duration.minutes(isCopy ? 24 * 60 : 1)
        let reply = try withExtendedLifetime(opened) {
            try checked(
                connection.change(
                    "POST", "/api/v1/shares", share, passing: opened?.descriptor,
                    patience: patience))
        }
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
    let temporary: Bool
    let descriptor: Bool
    /// Nil: as it is.
    let `public`: Bool?
}

/// A file or folder that this program may open.
private final class Opened {
    let descriptor: Int32

    /// Nil where it may not. O_NONBLOCK is for FIFOs, which the node refuses.
    init?(_ path: String) {
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }
}
