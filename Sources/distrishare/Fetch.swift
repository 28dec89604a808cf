// The end of `get -o`: the finished file goes from the node to where a person wants it.
//
// Law: nothing is ever replaced, and nothing is left half: the same content there already is done,
// other content makes ours `name (2).ext`, and a wrong digest leaves nothing behind.

import Bytes
import Digest
import FoundationEssentials
import HTTPWire
import Vocabulary

extension Session {
    func take(_ download: DownloadEntry, to path: String, _ connection: Connection) throws {
        let known = download.sha256.flatMap { Digest256(hex: $0) }
        let target = try Target(path, for: download.name, phrases)
        if let known, target.holds(known) {
            return showPlaced(target.path, phrases.placedBefore(target.path))
        }
        let file = try ArrivingFile(in: target, phrases)
        try fetch(download, known, connection, into: file)
        let digest = try file.seal()
        if let known, known != digest {
            throw Failure(.verification, phrases.wrongContent(download.name))
        }
        switch try file.place(digest) {
        case .placed(let path): showPlaced(path, phrases.placed(path))
        case .held(let path): showPlaced(path, phrases.placedBefore(path))
        }
    }

    private func showPlaced(_ path: String, _ sentence: String) {
        guard !arguments.isJSON else { return }
        Output.write(Output.isTerminal ? sentence : "file\t" + path.escapedForPeople(limit: 4096))
    }

    /// A file that has just arrived may not be in the library yet: it is asked for a few times.
    private func fetch(
        _ download: DownloadEntry, _ digest: Digest256?, _ connection: Connection,
        into file: ArrivingFile
    ) throws {
        let end = Clock.now + .seconds(5)
        while true {
            let name = try libraryName(download, digest, connection)
            guard let refusal = try connection.content(name, { try file.append($0) }) else {
                return
            }
            guard refusal.status == 404 else {
                _ = try checked(refusal)
                throw Failure(.failed, "HTTP \(refusal.status)")
            }
            guard Clock.now < end else {
                throw Failure(.failed, phrases.notHandedOver(download.name))
            }
            try Signals.wait(.milliseconds(200))
        }
    }

    /// Where the library has the content: by its digest, else under the download's name.
    private func libraryName(
        _ download: DownloadEntry, _ digest: Digest256?, _ connection: Connection
    ) throws -> FileName {
        if let digest {
            let reply = try checked(connection.view("/api/v1/files?sha256=\(digest.hex)&limit=1"))
            let found = try read(FileList.self, reply).files.first
            if let name = found.flatMap({ FileName($0.name) }) { return name }
        }
        guard let name = FileName(download.name) else {
            throw Failure(.failed, phrases.noName(download.name))
        }
        return name
    }
}
