// The .torrent files that were left with a bootstrap: what they are is read at a start, their bytes
// one at a time, when somebody wants them.

import Digest
import Vocabulary

extension Ledger {
    func remember(_ torrent: RegisteredTorrent, _ bytes: [UInt8]) throws(LedgerError) {
        try run(
            "INSERT OR REPLACE INTO registered "
                + "(info_hash, other_hash, name, size, length, owner, since, torrent) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            .bytes(torrent.infoHash.bytes), torrent.otherHash.map { .bytes($0.bytes) } ?? .nothing,
            .text(torrent.name.path), .number(torrent.size), .number(Int64(torrent.length)),
            .text(torrent.owner), .number(torrent.since), .bytes(bytes))
    }

    func registered() throws(LedgerError) -> [RegisteredTorrent] {
        let text =
            "SELECT info_hash, other_hash, name, size, length, owner, since FROM registered "
            + "ORDER BY id"
        return try connection.rows(text) { row in
            guard let infoHash = Digest160(row.bytes(0)), let name = FileName(row.text(2)) else {
                return nil
            }
            return RegisteredTorrent(
                infoHash: infoHash, otherHash: Digest160(row.bytes(1)), name: name,
                size: row.number(3), length: Int(row.number(4)), owner: row.text(5),
                since: row.number(6))
        }
    }

    /// The bytes of a .torrent; nil where it is not there.
    package func torrent(_ infoHash: Digest160) throws(LedgerError) -> [UInt8]? {
        let statement = try connection.statement(
            "SELECT torrent FROM registered WHERE info_hash = ?")
        defer { statement.reset() }
        statement.bind(.bytes(infoHash.bytes), at: 1)
        return try statement.step() ? statement.bytes(0) : nil
    }
}
