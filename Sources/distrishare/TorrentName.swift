// A torrent that the node knows, as people name it: by its name, its info-hash or the beginning of
// that, or a magnet link.

import Bytes
import Digest
import Metainfo
import Vocabulary

extension Session {
    /// The one torrent that is meant; throws where there is none, or there are several.
    func torrent(called word: String, _ connection: Connection) throws -> TorrentEntry {
        if let infoHash = Digest160(infoHash: word) ?? (try? MagnetLink(word))?.infoHash {
            let reply = try connection.view("/api/v1/torrents/\(infoHash.hex)")
            guard reply.status != 404 else { throw noTorrent(word) }
            return try read(TorrentEntry.self, checked(reply))
        }
        let torrents = try torrents(connection)
        let named = torrents.filter { $0.name == word || $0.placed == word }
        let fitting = named.isEmpty ? torrents.filter { isBeginning(word, of: $0) } : named
        guard fitting.count <= 1 else {
            Output.complain(phrases.severalTorrents(word))
            showTorrents(fitting)
            throw Failure(.usage, nil)
        }
        guard let only = fitting.first else { throw noTorrent(word) }
        return only
    }

    func torrents(_ connection: Connection) throws -> [TorrentEntry] {
        try read(TorrentList.self, list("/api/v1/torrents", "torrents", connection)).torrents
    }

    /// As many digits as a table on a terminal has, or at least enough not to be met by chance.
    private func isBeginning(_ word: String, of torrent: TorrentEntry) -> Bool {
        word.utf8.count >= 6 && torrent.infohash.hasPrefix(word.lowercased())
    }

    private func noTorrent(_ word: String) -> Failure {
        Failure(.notFound, phrases.noSuchTorrent(word))
    }
}
