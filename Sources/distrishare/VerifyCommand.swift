// verify: what is here is hashed again, and held against what it was.
//
// Law. Exit 5 says that something is not what it was; a torrent then fetches it again by itself.

import Bytes
import FoundationEssentials
import HTTPWire
import Vocabulary

extension Session {
    func verify() throws {
        try expectWords(1)
        let connection = try connection()
        Signals.hold()
        do {
            if let name = FileName(words[0]), try isShared(name, connection) {
                return try conclude([verify(name, connection)])
            }
            let torrent = try torrent(called: words[0], connection)
            let full = try read(
                TorrentEntry.self,
                checked(connection.view("/api/v1/torrents/\(torrent.infohash)")))
            try full.isDone ? verifyFiles(of: full, connection) : recheck(full, connection)
        } catch is Interrupted {
            throw Failure(.failed, nil)
        }
    }

    private func isShared(_ name: FileName, _ connection: Connection) throws -> Bool {
        guard name.path.utf8.count <= Limits.searchWordsLength else { return false }
        let target = "/api/v1/files?q=" + PercentCoding.encodeQuery(name.path)
        let files = try read(FileList.self, list(target, "files", connection)).files
        return files.contains { FileName($0.name) == name }
    }

    // MARK: Shared files

    private func verify(_ name: FileName, _ connection: Connection) throws -> Verification {
        let reply = try checked(
            connection.change(
                "POST", "/api/v1/verifications", ["name": name.path],
                patience: .minutes(24 * 60)))
        return try read(Verification.self, reply)
    }

    /// One that is in its place is what its files in the library are.
    private func verifyFiles(of torrent: TorrentEntry, _ connection: Connection) throws {
        let names = try libraryNames(of: torrent, connection)
        try conclude(names.map { try verify($0, connection) })
    }

    private func conclude(_ all: [Verification]) throws {
        let isRight = all.allSatisfy(\.verified)
        if arguments.isJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let document = Verifications(files: all, verified: isRight)
            Output.write(document: Array(try encoder.encode(document)))
        } else {
            for one in all { show(one) }
        }
        guard isRight else { throw Failure(.verification, nil) }
    }

    private func show(_ one: Verification) {
        if Output.isTerminal {
            Output.write(
                one.verified ? phrases.isWhatItWas(one.name) : phrases.isNotWhatItWas(one.name))
        } else {
            let word = one.verified ? "verified" : "changed"
            Output.write(
                "\(word)\t\(one.name.escapedForPeople(limit: 4096))\t\(one.sha256)")
        }
    }

    // MARK: Torrents that are on their way

    /// The node hashes what is there of it; fewer pieces than before were wrong.
    private func recheck(_ torrent: TorrentEntry, _ connection: Connection) throws {
        let target = "/api/v1/torrents/\(torrent.infohash)"
        _ = try checked(connection.change("POST", target + "/recheck", [String: String]()))
        let (after, reply) = try follow(torrent, connection) { $0.state != "checking" }
        let isRight = after.pieces_here >= torrent.pieces_here
        show(reply) {
            let sentence = phrases.piecesHere(
                after.name, after.pieces_here, of: after.piece_count ?? 0)
            let word = isRight ? "verified" : "changed"
            let name = after.name.escapedForPeople(limit: 4096)
            let count = "\(after.pieces_here)\t\(after.piece_count ?? 0)"
            Output.write(Output.isTerminal ? sentence : "\(word)\t\(name)\t\(count)")
        }
        guard isRight else {
            throw Failure(.verification, phrases.isNotWhatItWas(after.name))
        }
    }
}

private struct Verification: Codable {
    let name: String
    let sha256: String
    let verified: Bool
}

private struct Verifications: Encodable {
    var v = 1
    let files: [Verification]
    let verified: Bool
}
