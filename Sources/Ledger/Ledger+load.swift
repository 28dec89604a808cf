// Rows to records. A row that makes no record is left out: the rules for names may have grown
// stricter since it was written.

import Digest
import Vocabulary

extension Ledger {
    func nodes() throws(LedgerError) -> [NodeRecord] {
        let text =
            "SELECT key, id, endpoint, name, zone, version, files, kind, last_seen, registered "
            + "FROM node"
        return try connection.rows(text) { row in
            guard let endpoint = Endpoint(row.text(2)) else { return nil }
            return NodeRecord(
                key: row.text(0), id: row.digest(1).map { NodeID($0) }, endpoint: endpoint,
                name: row.text(3), zone: row.text(4), version: row.text(5),
                files: Int(row.number(6)), kind: Kind(rawValue: row.text(7)) ?? .unknown,
                lastSeen: WallTime(seconds: row.number(8)),
                registered: WallTime(seconds: row.number(9)))
        }
    }

    func files() throws(LedgerError) -> [FileRecord] {
        let text =
            "SELECT share, path, size, modified, inode, digest, info_hash, pieces FROM file"
        return try connection.rows(text) { row in
            guard let path = FileName(row.text(1)), let digest = row.digest(5) else { return nil }
            return FileRecord(
                share: row.number(0), path: path, size: row.number(2), modified: row.number(3),
                inode: UInt64(bitPattern: row.number(4)), digest: digest,
                infoHash: Digest160(row.bytes(6)), pieces: row.bytes(7))
        }
    }

    func shares() throws(LedgerError) -> [ShareRecord] {
        let text = "SELECT id, host_path, name, is_folder, is_public FROM share ORDER BY id"
        return try connection.rows(text) { row in
            guard let name = FileName(row.text(2)) else { return nil }
            return ShareRecord(
                id: row.number(0), hostPath: row.text(1), name: name, isFolder: row.number(3) != 0,
                isPublic: row.number(4) != 0)
        }
    }

    /// `table` is one of ours, not a stranger's word.
    func hosts(in table: StaticString) throws(LedgerError) -> [String] {
        try connection.rows("SELECT host FROM \(table) ORDER BY host") { $0.text(0) }
    }

    func downloads() throws(LedgerError) -> [DownloadRecord] {
        let text =
            "SELECT id, name, state, size, digest, source, finished, verified, url, part, "
            + "validator, torrent FROM download"
        return try connection.rows(text + " ORDER BY id") { row in
            var download = DownloadRecord(
                id: row.number(0), name: row.text(1), state: row.text(2), size: row.number(3),
                digest: row.digest(4), source: row.text(5),
                finished: row.isNothing(6) ? nil : WallTime(seconds: row.number(6)),
                verified: row.number(7) != 0, url: row.text(8), part: row.digest(9),
                validator: row.text(10))
            download.torrent = Digest160(row.bytes(11))
            return download
        }
    }

    func torrents() throws(LedgerError) -> [TorrentRecord] {
        let text =
            "SELECT info_hash, name, info, state, placed, files, is_sequential, seed_ratio, "
            + "seed_time, trackers, web_seeds, downloaded, uploaded, finished, "
            + "priorities, download_limit, upload_limit, folder, stamp, peers, "
            + "is_super_seeding, modified FROM torrent"
        return try connection.rows(text) { row in
            guard let infoHash = Digest160(row.bytes(0)) else { return nil }
            var torrent = TorrentRecord(
                infoHash: infoHash, name: row.text(1), info: row.bytes(2), state: row.text(3),
                placed: row.text(4),
                files: row.isNothing(5) ? nil : Spelled.numbers(row.text(5)),
                isSequential: row.number(6) != 0,
                seedRatio: row.isNothing(7) ? nil : Double(row.text(7)),
                seedTime: row.isNothing(8) ? nil : row.number(8),
                trackers: Spelled.tiers(row.text(9)),
                webSeeds: Spelled.tiers(row.text(10)).first ?? [], downloaded: row.number(11),
                uploaded: row.number(12),
                finished: row.isNothing(13) ? nil : WallTime(seconds: row.number(13)))
            torrent.priorities = row.isNothing(14) ? nil : Spelled.numbers(row.text(14))
            torrent.downloadLimit = row.number(15)
            torrent.uploadLimit = row.number(16)
            torrent.folder = row.text(17)
            torrent.stamp = Digest160(row.bytes(18))
            torrent.peers = (Spelled.tiers(row.text(19)).first ?? []).compactMap { HostPort($0) }
            torrent.isSuperSeeding = row.number(20) != 0
            torrent.modified = Spelled.numbers(row.text(21)).map { Int64($0) }
            return torrent
        }
    }

    func users() throws(LedgerError) -> [UserRecord] {
        let text = "SELECT name, role, salt, cost_bits, block, lanes, key, created FROM user"
        return try connection.rows(text + " ORDER BY name") { row in
            let recipe = PasswordRecipe(
                salt: row.bytes(2), costBits: Int(row.number(3)), block: Int(row.number(4)),
                lanes: Int(row.number(5)))
            guard let name = UserName(row.text(0)), let role = UserRole(rawValue: row.text(1)),
                let recipe, let key = row.digest(6)
            else { return nil }
            return UserRecord(
                name: name, role: role, recipe: recipe, key: key,
                created: WallTime(seconds: row.number(7)))
        }
    }

    func sessions() throws(LedgerError) -> [SessionRecord] {
        let text = "SELECT digest, user, began, expires FROM session ORDER BY began, digest"
        return try connection.rows(text) { row in
            guard let digest = row.digest(0), let user = UserName(row.text(1)) else { return nil }
            return SessionRecord(
                digest: digest, user: user, began: WallTime(seconds: row.number(2)),
                expires: row.isNothing(3) ? nil : WallTime(seconds: row.number(3)))
        }
    }

    func guests() throws(LedgerError) -> [GuestRecord] {
        let text = "SELECT user, said, sender, session, was_reached FROM guest ORDER BY user"
        return try connection.rows(text) { row in
            guard let user = UserName(row.text(0)), let said = HostPort(row.text(1)),
                let sender = IPAddress(row.text(2)), let session = row.digest(3)
            else { return nil }
            return GuestRecord(
                user: user, said: said, sender: sender, session: session,
                wasReached: row.number(4) != 0)
        }
    }

    func completions() throws(LedgerError) -> [CompletionRecord] {
        try connection.rows("SELECT info_hash, count FROM completion") { row in
            guard let infoHash = Digest160(row.bytes(0)) else { return nil }
            return CompletionRecord(infoHash: infoHash, count: UInt32(clamping: row.number(1)))
        }
    }

    func settings() throws(LedgerError) -> [String: String] {
        let pairs = try connection.rows("SELECT key, value FROM setting") {
            ($0.text(0), $0.text(1))
        }
        return Dictionary(pairs) { _, last in last }
    }
}

extension Statement {
    fileprivate func digest(_ column: Int32) -> Digest256? { Digest256(bytes(column)) }
}
