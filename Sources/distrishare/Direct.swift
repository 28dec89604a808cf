// get without a node on this machine: the one node that was named is asked by this program itself.
//
// Law. What is found is fetched and held against its digest as a node would; Ctrl-C leaves nothing.

import Digest
import HTTPWire
import Vocabulary

extension Session {
    func getDirectly(_ wanted: Wanted, _ landing: Landing) throws {
        guard let from = wanted.from.flatMap({ HostPort($0) }) else { throw wrongUse }
        let connection = Connection(
            door: .tcp(from), credentials: try Credentials(arguments, phrases), phrases: phrases)
        let found: FileEntry
        do {
            found = try find(wanted, connection)
        } catch let failure as Failure where failure.code == .noNode {
            throw Failure(.failed, failure.sentence)
        }
        guard let name = FileName(found.name) else {
            throw Failure(.failed, phrases.noName(found.name))
        }
        var download = DownloadEntry(name: found.name, state: "running")
        download.size = found.size
        download.sha256 = found.sha256
        download.holder = from.description
        let file = try ArrivingFile(in: landing, phrases)
        let digest = try fetch(&download, name, connection, into: file)
        let isPromised = download.sha256 != nil
        let ending = try file.place(as: found.name, digest)
        download.state = "done"
        download.sha256 = digest.hex
        download.verified = isPromised
        showDone(download, nil, at: ending)
    }

    private func fetch(
        _ download: inout DownloadEntry, _ name: FileName, _ connection: Connection,
        into file: ArrivingFile
    ) throws -> Digest256 {
        var progress = Progress(phrases, isSilent: arguments.isJSON)
        var shown = download
        defer { progress.end() }
        let fetch = Fetch(
            name, shown.sha256.flatMap { Digest256(hex: $0) }, from: connection, into: file, self
        ) { received, size, rate in
            shown.received = received
            shown.size = size ?? shown.size
            shown.rate = rate
            progress.show(shown)
        }
        let digest = try fetch.run()
        download = shown
        download.sha256 = fetch.expected?.hex
        return digest
    }

    // MARK: Finding

    /// The one content at that node that is meant.
    private func find(_ wanted: Wanted, _ connection: Connection) throws -> FileEntry {
        if let digest = wanted.sha256 {
            let reply = try checked(connection.view("/api/v1/files?sha256=\(digest)&limit=1"))
            guard let file = try read(FileList.self, reply).files.first else {
                throw Failure(.notFound, phrases.notThere(digest, connection.door.description))
            }
            return file
        }
        let name = wanted.name ?? ""
        let fitting = try files(called: name, connection)
        let contents = Dictionary(grouping: fitting) { $0.sha256 ?? "\($0.name) \($0.size ?? -1)" }
        guard contents.count <= 1 else { throw ambiguous(name, fitting, connection) }
        if let file = fitting.first { return file }
        // Words find no name without letters: then it is asked for by itself, and may be missing.
        return FileEntry(name: name, size: nil, sha256: nil, modified: 0)
    }

    /// The very name, else the same last part.
    private func files(called name: String, _ connection: Connection) throws -> [FileEntry] {
        guard name.utf8.count <= Limits.searchWordsLength else { return [] }
        let target = "/api/v1/files?q=" + PercentCoding.encodeQuery(name)
        let files = try read(FileList.self, list(target, "files", connection)).files
        if let exact = files.first(where: { FileName($0.name) == FileName(name) }) {
            return [exact]
        }
        return files.filter { FileName($0.name)?.base == name }
    }

    private func ambiguous(
        _ name: String, _ files: [FileEntry], _ connection: Connection
    ) -> Failure {
        var download = DownloadEntry(name: name, state: "failed")
        download.failure = "ambiguous"
        download.choices = files.map { file in
            let holder = ContentEntry.Holder(
                address: connection.door.description, id: nil, name: "", ms: 0)
            return ContentEntry(
                name: file.name, size: file.size, sha256: file.sha256, holders: [holder])
        }
        if arguments.isJSON {
            Output.write(document: document(download, nil, nil))
        } else {
            Output.complain(phrases.severalContents(name))
            showContents(download.choices)
        }
        return Failure(.usage, nil)
    }
}
