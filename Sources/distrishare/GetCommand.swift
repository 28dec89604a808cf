// get: asks the node for a download, looks on, and takes the file where it is wanted.
//
//   POST ─▶ waiting, searching, running, … ─▶ done ─▶ (-o) delivered, placed
//                     │ Ctrl-C                └▶ failed, cancelled ─▶ exit code
//                     └▶ DELETE
//
// With -o the node writes into a descriptor of ours, passed with the POST. A node that was started
// anew in between has it no more: the finished file is asked for again, or fetched from /files.

import Bytes
import Digest
import Vocabulary

extension Session {
    func get() throws {
        try expectWords(1)
        if let source = try TorrentSource(words[0], self) { return try get(source) }
        try refuseTorrentOptions()
        let wanted = try Wanted(self)
        let landing = try arguments.options["-o"].map { try Landing($0, phrases) }
        Signals.hold()
        if let landing, let name = landing.name, let digest = wanted.digest,
            Landing.digest(of: landing.path(name)) == digest
        {
            return try showHeld(landing.path(name), name, digest)
        }
        do {
            try get(wanted, landing)
        } catch is Interrupted {
            throw Failure(.failed, phrases.interrupted)
        }
    }

    private func get(_ wanted: Wanted, _ landing: Landing?) throws {
        let connection: Connection
        let file: ArrivingFile?
        let begun: (DownloadEntry, Reply)
        do {
            connection = try self.connection()
            file =
                try connection.door.isLocal
                ? landing.map { try ArrivingFile(in: $0, phrases) } : nil
            begun = try begin(wanted, file, connection)
        } catch let failure as Failure where failure.code == .noNode && mayDoWithout(wanted) {
            return try getDirectly(wanted, landing ?? Landing(".", phrases))
        }
        let (download, last) = try followAgain(begun, wanted, file, connection)
        try check(download, last)
        guard let landing else { return showDone(download, last, at: nil) }
        let ending = try land(download, wanted, file, landing, connection)
        showDone(download, last, at: ending)
    }

    /// Without a node here the one that was named is asked by ourselves; not where a person said
    /// which node is meant.
    private func mayDoWithout(_ wanted: Wanted) -> Bool {
        wanted.from != nil && arguments.socket == nil && arguments.node == nil
    }

    private func begin(
        _ wanted: Wanted, _ file: ArrivingFile?, _ connection: Connection
    ) throws -> (DownloadEntry, Reply) {
        var wanted = wanted
        if file != nil { wanted.descriptor = true }
        let reply = try withExtendedLifetime(file) {
            try checked(
                connection.change(
                    "POST", "/api/v1/downloads", wanted, passing: file?.descriptor))
        }
        return (try read(DownloadEntry.self, reply), reply)
    }

    // MARK: Looking on

    /// What a node was killed over before it could remember it is asked for once more.
    private func followAgain(
        _ begun: (DownloadEntry, Reply), _ wanted: Wanted, _ file: ArrivingFile?,
        _ connection: Connection
    ) throws -> (DownloadEntry, Reply) {
        do {
            return try follow(begun.0, begun.1, connection)
        } catch let failure as Failure where failure.code == .notFound {
            let again = try begin(wanted, file, connection)
            return try follow(again.0, again.1, connection)
        }
    }

    /// Polls until the download has ended; Ctrl-C ends it.
    private func follow(
        _ started: DownloadEntry, _ reply: Reply, _ connection: Connection
    ) throws -> (DownloadEntry, Reply) {
        var download = started
        var last = reply
        var progress = Progress(phrases, isSilent: arguments.isJSON)
        defer { progress.end() }
        var pause = Duration.milliseconds(100)
        do {
            progress.show(download)
            while !download.isEnded {
                try Signals.wait(pause)
                pause = min(pause * 1.25, .seconds(1))
                last = try look(at: "/api/v1/downloads/\(download.id)", connection)
                download = try read(DownloadEntry.self, last)
                progress.show(download)
            }
        } catch is Interrupted {
            _ = try? connection.change(
                "DELETE", "/api/v1/downloads/\(download.id)", [String: String]())
            throw Failure(.failed, phrases.downloadCancelled(download.name))
        }
        return (download, last)
    }

    /// A node that is being started anew is waited for: it remembers what is wanted of it.
    func look(at target: String, _ connection: Connection) throws -> Reply {
        let end = Clock.now + Limits.returnPatience
        while true {
            do {
                return try checked(connection.view(target))
            } catch let failure as Failure
                where [.noNode, .failed].contains(failure.code) && Clock.now < end
            {
                try Signals.wait(.milliseconds(500))
            }
        }
    }

    /// Throws unless the download is done.
    private func check(_ download: DownloadEntry, _ last: Reply) throws {
        if download.state == "done" { return }
        if arguments.isJSON { Output.write(document: last.body) }
        if download.state == "cancelled" {
            throw Failure(.failed, phrases.downloadCancelled(download.name))
        }
        if download.failure == "ambiguous" {
            if !arguments.isJSON {
                Output.complain(phrases.severalContents(download.name))
                showContents(download.choices)
            }
            throw Failure(.usage, nil)
        }
        let code: ExitCode =
            switch download.failure {
            case "notFound": .notFound
            case "verification": .verification
            case "refused": .refused
            default: .failed
            }
        throw Failure(code, phrases.downloadFailed(download.name, download.reason))
    }

    // MARK: Landing

    private func land(
        _ download: DownloadEntry, _ wanted: Wanted, _ file: ArrivingFile?, _ landing: Landing,
        _ connection: Connection
    ) throws -> ArrivingFile.Ending {
        let digest = download.sha256.flatMap { Digest256(hex: $0) }
        if let file {
            if download.delivered == true { return try file.place(as: download.name, digest) }
            // It was started anew, and has the file: what it has is delivered at once.
            if let digest {
                let begun = try begin(Wanted(digest, from: wanted.from), file, connection)
                let (again, _) = try follow(begun.0, begun.1, connection)
                if again.state == "done", again.delivered == true {
                    return try file.place(as: download.name, digest)
                }
            }
        }
        let own = try file ?? ArrivingFile(in: landing, phrases)
        try own.beginAnew()
        let found = try fetch(download, digest, connection, into: own)
        return try own.place(as: download.name, found)
    }

    /// Over HTTP, as everybody else gets it. A file that has just arrived may not be in the library
    /// yet: it is asked for a few times.
    private func fetch(
        _ download: DownloadEntry, _ digest: Digest256?, _ connection: Connection,
        into file: ArrivingFile
    ) throws -> Digest256 {
        let end = Clock.now + .seconds(5)
        while true {
            do {
                let name = try libraryName(download, digest, connection)
                return try Fetch(name, digest, from: connection, into: file, self).run()
            } catch let failure as Failure where failure.code == .notFound {
                guard Clock.now < end else {
                    throw Failure(.failed, phrases.notHandedOver(download.name))
                }
                try Signals.wait(.milliseconds(200))
            }
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
