// get: asks the node for a download, looks on, and takes the file where it is wanted.
//
//   POST ─▶ waiting, searching, running, … ─▶ done ─▶ (-o) fetched, verified, placed
//                     │ Ctrl-C                └▶ failed, cancelled ─▶ exit code
//                     └▶ DELETE

import Bytes
import Digest
import Vocabulary

extension Session {
    func get() throws {
        try expectWords(1)
        let wanted = try Wanted(words[0], from: arguments.options["--from"], self)
        let connection = try connection()
        Signals.hold()
        let reply = try checked(connection.change("POST", "/api/v1/downloads", wanted))
        let started = try read(DownloadEntry.self, reply)
        let (download, last) = try follow(started, reply, connection)
        if arguments.isJSON { Output.write(document: last.body) }
        try check(download)
        if !arguments.isJSON { showDone(download) }
        guard let path = arguments.options["-o"] else { return }
        do {
            try take(download, to: path, connection)
        } catch is Interrupted {
            throw Failure(.failed, phrases.downloadCancelled(download.name))
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
                last = try checked(connection.view("/api/v1/downloads/\(download.id)"))
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

    /// Throws unless the download is done.
    private func check(_ download: DownloadEntry) throws {
        if download.state == "done" { return }
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

    private func showDone(_ download: DownloadEntry) {
        let size = download.size ?? download.received
        if Output.isTerminal {
            Output.write(
                phrases.downloaded(
                    download.name, Figures.size(size), verified: download.verified))
        } else {
            let name = download.name.escapedForPeople(limit: 4096)
            let proof = download.verified ? "verified" : "unverified"
            Output.write("done\t\(name)\t\(size)\t\(download.sha256 ?? "-")\t\(proof)")
        }
    }
}

/// What the node is asked for: 64 hexadecimal digits are a digest, everything else a name.
private struct Wanted: Encodable {
    let name: String?
    let sha256: String?
    let from: String?

    init(_ word: String, from: String?, _ session: Session) throws {
        let digest = Digest256(hex: word)
        guard digest != nil || FileName(word) != nil else {
            throw Failure(.usage, session.phrases.noName(word))
        }
        name = digest == nil ? word : nil
        sha256 = digest?.hex
        self.from = try from.map { try session.address($0).description }
    }
}
