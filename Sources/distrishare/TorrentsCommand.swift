// torrents, remove, torrent; pause and resume of a torrent

import Bytes
import FoundationEssentials
import Glibc
import HTTPWire
import Vocabulary

extension Session {
    func torrents() throws {
        try expectWords(0)
        let reply = try list("/api/v1/torrents", "torrents", connection())
        try show(reply) { showTorrents(try read(TorrentList.self, reply).torrents) }
    }

    func showTorrents(_ torrents: [TorrentEntry]) { table(of: torrents).show() }

    func table(of torrents: [TorrentEntry]) -> Table {
        let isTerminal = Output.isTerminal
        var table = table(
            "infohash", "name", "state", "received", "size", "download", "upload", "peers", "reason"
        )
        for torrent in torrents {
            table.add([
                isTerminal ? String(torrent.infohash.prefix(12)) : torrent.infohash, torrent.name,
                isTerminal ? term(torrent.state) : torrent.state,
                figure(torrent.received), torrent.wantedSize.map { figure($0) } ?? "-",
                rate(torrent.download_rate), rate(torrent.upload_rate),
                "\(torrent.peers_connected)", torrent.reason ?? "",
            ])
        }
        return table
    }

    func figure(_ bytes: Int64) -> String {
        Output.isTerminal ? Figures.size(bytes) : "\(bytes)"
    }

    func rate(_ bytes: Int64) -> String {
        Output.isTerminal ? Figures.size(bytes) + "/s" : "\(bytes)"
    }

    /// Silence is success.
    func remove() throws {
        try expectWords(1)
        let connection = try connection()
        let torrent = try torrent(called: words[0], connection)
        let query = arguments.options["--data"] != nil ? "?data=true" : ""
        let target = "/api/v1/torrents/\(torrent.infohash)" + query
        let reply = try checked(connection.change("DELETE", target, [String: String]()))
        show(reply) {}
    }

    /// A torrent is paused or resumed by its name, a download by its number.
    func changeTorrent(_ deed: String) throws {
        let connection = try connection()
        let torrent = try torrent(called: words[0], connection)
        let target = "/api/v1/torrents/\(torrent.infohash)\(deed)"
        let reply = try checked(connection.change("POST", target, [String: String]()))
        show(reply) {}
    }

    // MARK: The .torrent

    func torrent() throws {
        try expectWords(1)
        let isLink = arguments.options["--magnet"] != nil
        guard isLink || arguments.isJSON || !Output.isTerminal else {
            throw Failure(.usage, phrases.notOnTerminal)
        }
        let connection = try connection()
        let (infoHash, name) = try infoHash(ofShared: words[0], connection)
        if isLink {
            let reply = try checked(connection.view("/api/v1/torrents/\(infoHash)"))
            let torrent = try read(TorrentEntry.self, reply)
            if arguments.isJSON {
                return Output.write(document: try TorrentFile(torrent, nil).document)
            }
            return Output.write(torrent.magnet.escapedForPeople(limit: 1 << 20))
        }
        let bytes = try connection.bytes(
            "/api/v1/torrents/\(infoHash)/metainfo", atMost: Limits.torrentLength, self)
        if arguments.isJSON {
            let file = TorrentFile(infohash: infoHash, name: name, torrent: Base64.encode(bytes))
            Output.write(document: try file.document)
        } else {
            Output.write(bytes: bytes)
        }
    }

    /// A shared folder becomes a torrent, which takes as long as reading it; nil where there is
    /// none of that name. A folder that came as a torrent is that one.
    private func torrent(
        ofFolder name: FileName, _ connection: Connection
    ) throws -> TorrentEntry? {
        let isArrived = try torrents(connection).contains {
            $0.placed == name.path && $0.state != "failed"
        }
        guard !isArrived else { return nil }
        let reply = try connection.change(
            "POST", "/api/v1/torrents", ["folder": name.path], patience: .minutes(24 * 60))
        return reply.status == 404 ? nil : try read(TorrentEntry.self, checked(reply))
    }

    /// A shared file by its name, which is exact; else a folder, or a torrent that is known here.
    private func infoHash(
        ofShared word: String, _ connection: Connection
    ) throws -> (infoHash: String, name: String) {
        if let name = FileName(word), name.path.utf8.count <= Limits.searchWordsLength {
            let target = "/api/v1/files?q=" + PercentCoding.encodeQuery(name.path)
            let files = try read(FileList.self, list(target, "files", connection)).files
            if let file = files.first(where: { FileName($0.name) == name }) {
                guard let infoHash = file.infohash else {
                    throw Failure(.failed, phrases.notHashedYet(file.name))
                }
                return (infoHash, file.name)
            }
            if let torrent = try torrent(ofFolder: name, connection) {
                return (torrent.infohash, torrent.name)
            }
        }
        let torrent = try torrent(called: word, connection)
        return (torrent.infohash, torrent.name)
    }
}

/// `torrent` for programs that want a document.
private struct TorrentFile: Encodable {
    var v = 1
    var infohash: String
    var name: String
    var magnet: String?
    /// In base64.
    var torrent: String?

    init(infohash: String, name: String, torrent: String) {
        self.infohash = infohash
        self.name = name
        self.torrent = torrent
    }

    init(_ entry: TorrentEntry, _ torrent: String?) {
        infohash = entry.infohash
        name = entry.name
        magnet = entry.magnet
        self.torrent = torrent
    }

    var document: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self))
        }
    }
}
