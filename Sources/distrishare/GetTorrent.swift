// get and add of a torrent: the node is told of it, looked on at until everything that is wanted is
// in its place, and the files are taken where they are wanted.
//
//   POST or PUT ─▶ naming, checking, downloading, placing ─▶ seeding ─▶ (-o) fetched, placed
//                     │ Ctrl-C                            └▶ failed ─▶ exit code
//                     └▶ DELETE, unless it was there before
//
// The node goes on giving it to others when the tool has ended.

import Bytes
import Digest
import HTTPWire
import Vocabulary

extension Session {
    func get(_ source: TorrentSource) throws {
        if arguments.options["--sha256"] != nil { throw wrongUse }
        let landing = try arguments.options["-o"].map { try Landing($0, phrases) }
        Signals.hold()
        guard arguments.options["--standalone"] == nil else {
            return try getAlone(source, landing)
        }
        let connection: Connection
        do {
            connection = try self.connection()
        } catch let failure as Failure where failure.code == .noNode && isNodeOpen {
            return try getAlone(source, landing)
        }
        try get(source, landing, connection)
    }

    /// Whether nobody said which node is meant.
    private var isNodeOpen: Bool { arguments.socket == nil && arguments.node == nil }

    /// Without a node, or beside it.
    private func getAlone(_ source: TorrentSource, _ landing: Landing?) throws {
        guard isNodeOpen else { throw wrongUse }
        let landing = try landing ?? Landing(".", phrases)
        do {
            let node = try Standalone(in: landing, phrases)
            let connection = Connection(
                door: .socket(node.socket), credentials: .none, phrases: phrases)
            try withExtendedLifetime(node) { try get(source, landing, connection) }
        } catch is Interrupted {
            throw Failure(.failed, phrases.interrupted)
        }
    }

    private func get(
        _ source: TorrentSource, _ landing: Landing?, _ connection: Connection
    ) throws {
        let isNew = try !isThere(source.infoHash, connection)
        var torrent = try add(source, connection)
        var last: Reply
        do {
            if source.files == nil, let selection = try selection, selection.numbersAlone == nil {
                torrent = try follow(torrent, connection, until: { $0.files?.isEmpty == false }).0
                torrent = try select(selection, of: torrent, connection)
            }
            (torrent, last) = try follow(torrent, connection, until: \.isDone)
        } catch is Interrupted {
            if isNew { try? remove(torrent, withData: true, connection) }
            throw Failure(.failed, phrases.downloadCancelled(torrent.name))
        }
        guard let landing else { return showDone(torrent.asDone, last, at: nil) }
        let ending = try land(torrent, landing, connection)
        showDone(torrent.asDone, last, at: ending)
    }

    func add() throws {
        try expectWords(1)
        let connection = try connection()
        guard let source = try TorrentSource(words[0], self) else {
            return try addDownload(connection)
        }
        if source.files == nil, let selection = try selection, selection.numbersAlone == nil {
            // Nobody waits here who could choose once the names are known.
            throw Failure(.usage, phrases.namesNotKnown)
        }
        let torrent = try add(source, connection)
        let reply = try checked(connection.view("/api/v1/torrents/\(torrent.infohash)"))
        show(reply) {
            Output.write(
                Output.isTerminal
                    ? phrases.torrentAdded(torrent.name)
                    : "\(torrent.infohash)\t" + torrent.name.escapedForPeople(limit: 4096))
        }
    }

    /// A name, a digest or a URL: a download that nobody waits for.
    private func addDownload(_ connection: Connection) throws {
        try refuseTorrentOptions()
        let reply = try checked(
            connection.change("POST", "/api/v1/downloads", try Wanted(self)))
        let download = try read(DownloadEntry.self, reply)
        show(reply) {
            Output.write(
                Output.isTerminal
                    ? phrases.downloadAdded(download.name, download.id)
                    : "\(download.id)\t" + download.name.escapedForPeople(limit: 4096))
        }
    }

    /// What a file that comes whole has no use for.
    func refuseTorrentOptions() throws {
        let options = [
            "--select", "--sequential", "--seed-ratio", "--seed-time", "--super-seed",
            "--standalone",
        ]
        for option in options where arguments.options[option] != nil {
            throw Failure(.usage, phrases.onlyTorrents(option))
        }
    }

    // MARK: Adding

    private var selection: Selection? {
        get throws { try arguments.options["--select"].map { try Selection($0, self) } }
    }

    private func isThere(_ infoHash: Digest160, _ connection: Connection) throws -> Bool {
        let reply = try connection.view("/api/v1/torrents/\(infoHash.hex)")
        guard reply.status != 404 else { return false }
        return try read(TorrentEntry.self, checked(reply)).added
    }

    private func add(_ source: TorrentSource, _ connection: Connection) throws -> TorrentEntry {
        var wanted = try TorrentWanted(self)
        if let files = source.files {
            wanted.files = try selection?.numbers(of: files, phrases)
        } else if let selection = try selection {
            wanted.files = selection.numbersAlone
            wanted.hold = wanted.files == nil
        }
        let reply: Reply
        switch source {
        case .infoHash(let infoHash):
            wanted.infohash = infoHash.hex
            reply = try connection.change("POST", "/api/v1/torrents", wanted)
        case .magnet(let link, _):
            wanted.magnet = link
            reply = try connection.change("POST", "/api/v1/torrents", wanted)
        case .torrent(let bytes, _):
            reply = try connection.put(
                "/api/v1/torrents" + wanted.query, bytes, "application/x-bittorrent")
        }
        return try read(TorrentEntry.self, checked(reply))
    }

    /// The names are known since somebody sent the metadata: now it can be said which are wanted.
    private func select(
        _ selection: Selection, of torrent: TorrentEntry, _ connection: Connection
    ) throws -> TorrentEntry {
        let files = torrent.files ?? []
        let rows = try selection.numbers(of: files.map(\.name), phrases)
        let change = ["files": rows.map { files[$0].number }]
        let reply = try checked(
            connection.change("PATCH", "/api/v1/torrents/\(torrent.infohash)", change))
        let changed = try read(TorrentEntry.self, reply)
        guard changed.state == "paused" else { return changed }
        // All of it was chosen, which is no change.
        _ = try connection.change(
            "POST", "/api/v1/torrents/\(torrent.infohash)/resume", [String: String]())
        return changed
    }

    func remove(_ torrent: TorrentEntry, withData: Bool, _ connection: Connection) throws {
        let query = withData ? "?data=true" : ""
        _ = try checked(
            connection.change(
                "DELETE", "/api/v1/torrents/\(torrent.infohash)" + query, [String: String]()))
    }

    // MARK: Looking on

    /// Polls until that is so. Throws where it failed, or is gone.
    func follow(
        _ started: TorrentEntry, _ connection: Connection,
        until isEnough: (TorrentEntry) -> Bool
    ) throws -> (TorrentEntry, Reply) {
        var torrent = started
        var progress = Progress(phrases, isSilent: arguments.isJSON)
        defer { progress.end() }
        var pause = Duration.milliseconds(50)
        while true {
            let reply = try look(at: "/api/v1/torrents/\(torrent.infohash)", connection)
            torrent = try read(TorrentEntry.self, reply)
            if isEnough(torrent) { return (torrent, reply) }
            if torrent.state == "failed" {
                progress.end()
                if arguments.isJSON { Output.write(document: reply.body) }
                throw Failure(.failed, phrases.downloadFailed(torrent.name, torrent.reason))
            }
            progress.show(torrent.asDownload)
            try Signals.wait(pause)
            pause = min(pause * 1.25, .seconds(1))
        }
    }

    // MARK: Landing

    private func land(
        _ torrent: TorrentEntry, _ landing: Landing, _ connection: Connection
    ) throws -> ArrivingFile.Ending {
        guard torrent.isFolder else {
            let name = try libraryName(torrent, connection)
            let arriving = try ArrivingFile(in: landing, phrases)
            let digest = try fetch(name, torrent.size, connection, into: arriving)
            return try arriving.place(as: name.path, digest)
        }
        guard let placed = torrent.placed else {
            throw Failure(.failed, phrases.notHandedOver(torrent.name))
        }
        let arriving = try ArrivingFolder(in: landing, phrases)
        for file in torrent.wantedFiles {
            let (own, name) = try places(of: file, in: placed)
            let inner = try Landing(arriving.folder(of: own), phrases)
            let part = try ArrivingFile(in: inner, phrases)
            let digest = try fetch(name, file.size, connection, into: part)
            _ = try part.place(as: own.path, digest)
        }
        return try arriving.place(as: placed)
    }

    /// A file's path within the torrent's folder, and its name in the library.
    private func places(
        of file: TorrentEntry.File, in placed: String
    ) throws -> (own: FileName, shared: FileName) {
        let parts = file.name.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let own = FileName(parts[1]),
            let name = FileName(placed).flatMap({ own.beneath($0) })
        else { throw Failure(.failed, phrases.noName(file.name)) }
        return (own, name)
    }

    /// Where the library has the files of a torrent that is in its place.
    func libraryNames(of torrent: TorrentEntry, _ connection: Connection) throws -> [FileName] {
        guard torrent.isFolder, let placed = torrent.placed else {
            return [try libraryName(torrent, connection)]
        }
        return try torrent.wantedFiles.map { try places(of: $0, in: placed).shared }
    }

    /// What has just arrived may not be in the library yet: it is asked for a few times.
    private func fetch(
        _ name: FileName, _ size: Int64?, _ connection: Connection, into arriving: ArrivingFile
    ) throws -> Digest256 {
        let end = Clock.now + .seconds(5)
        while true {
            do {
                let digest = try Fetch(name, nil, from: connection, into: arriving, self).run()
                guard size == nil || size == arriving.length else {
                    throw Failure(.verification, phrases.wrongContent(name.path))
                }
                return digest
            } catch let failure as Failure where failure.code == .notFound {
                guard Clock.now < end else {
                    throw Failure(.failed, phrases.notHandedOver(name.path))
                }
                try Signals.wait(.milliseconds(200))
            }
        }
    }

    /// Where the library has the one file: in its place, or where it was shared all the time.
    private func libraryName(
        _ torrent: TorrentEntry, _ connection: Connection
    ) throws -> FileName {
        if let placed = torrent.placed.flatMap({ FileName($0) }) { return placed }
        let target = "/api/v1/files?q=" + PercentCoding.encodeQuery(torrent.name)
        let files = try read(FileList.self, list(target, "files", connection)).files
        let shared = files.first { $0.infohash == torrent.infohash }
        guard let name = shared.flatMap({ FileName($0.name) }) else {
            throw Failure(.failed, phrases.notHandedOver(torrent.name))
        }
        return name
    }
}

extension TorrentEntry {
    /// As `get` tells of a download that is done. Every piece was held against its hash.
    fileprivate var asDone: DownloadEntry {
        var download = DownloadEntry(name: placed ?? name, state: "done")
        download.size = wantedSize
        download.received = wantedSize ?? 0
        download.verified = true
        return download
    }

    fileprivate var wantedFiles: [File] { (files ?? []).filter(\.wanted) }

    /// Whether its files lie in a folder: a file alone is called as the torrent is.
    fileprivate var isFolder: Bool {
        guard let files, let first = files.first else { return false }
        return files.count > 1 || first.name.utf8.contains(UInt8(ascii: "/"))
    }
}
