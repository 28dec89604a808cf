// One change, one statement. What is remembered twice is remembered as it was last.

import Digest
import Vocabulary

extension Ledger {
    func apply(_ change: LedgerChange) throws(LedgerError) {
        switch change {
        case .rememberNode(let node): try remember(node)
        case .forgetNode(let key): try run("DELETE FROM node WHERE key = ?", .text(key))
        case .rememberFile(let file): try remember(file)
        case .forgetFile(let share, let path):
            try run("DELETE FROM file WHERE share = ? AND path = ?", .number(share), .text(path))
        case .forgetFiles(let share): try run("DELETE FROM file WHERE share = ?", .number(share))
        case .rememberShare(let share): try remember(share)
        case .forgetShare(let id): try run("DELETE FROM share WHERE id = ?", .number(id))
        case .addBootstrap(let host):
            try run("INSERT OR REPLACE INTO bootstrap VALUES (?)", .text(host))
        case .removeBootstrap(let host):
            try run("DELETE FROM bootstrap WHERE host = ?", .text(host))
        case .addNode(let host): try run("INSERT OR REPLACE INTO added VALUES (?)", .text(host))
        case .removeNode(let host): try run("DELETE FROM added WHERE host = ?", .text(host))
        case .rememberDownload(let download): try remember(download)
        case .forgetDownload(let id): try run("DELETE FROM download WHERE id = ?", .number(id))
        case .rememberTorrent(let torrent): try remember(torrent)
        case .forgetTorrent(let infoHash):
            try run("DELETE FROM torrent WHERE info_hash = ?", .bytes(infoHash.bytes))
        case .rememberRegistered(let torrent, let bytes): try remember(torrent, bytes)
        case .forgetRegistered(let infoHash):
            try run("DELETE FROM registered WHERE info_hash = ?", .bytes(infoHash.bytes))
        case .rememberSwarms(let piece):
            try run("INSERT INTO swarms (piece) VALUES (?)", .bytes(piece))
        case .forgetSwarms: try run("DELETE FROM swarms")
        case .rememberCompletions(let record):
            try run(
                "INSERT OR REPLACE INTO completion VALUES (?, ?)", .bytes(record.infoHash.bytes),
                .number(Int64(record.count)))
        case .forgetCompletions(let infoHash):
            try run("DELETE FROM completion WHERE info_hash = ?", .bytes(infoHash.bytes))
        case .set(let key, let value):
            try run("INSERT OR REPLACE INTO setting VALUES (?, ?)", .text(key), .text(value))
        case .rememberUser(let user): try remember(user)
        case .forgetUser(let name):
            try run("DELETE FROM session WHERE user = ?", .text(name.text))
            try run("DELETE FROM guest WHERE user = ?", .text(name.text))
            try run("DELETE FROM user WHERE name = ?", .text(name.text))
        case .rememberSession(let session): try remember(session)
        case .forgetSession(let digest):
            try run("DELETE FROM session WHERE digest = ?", .bytes(digest.bytes))
        case .forgetSessions(let name):
            try run("DELETE FROM session WHERE user = ?", .text(name.text))
        case .rememberGuest(let guest): try remember(guest)
        case .forgetGuest(let name):
            try run("DELETE FROM guest WHERE user = ?", .text(name.text))
        case .rememberListings(let holder, let listings, let gone):
            try remember(listings, gone, of: holder)
        case .forgetHolder(let holder): try forgetHolder(holder)
        }
    }

    private func remember(_ node: NodeRecord) throws(LedgerError) {
        try run(
            "INSERT OR REPLACE INTO node VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", .text(node.key),
            node.id.map { .bytes($0.digest.bytes) } ?? .nothing, .text(node.endpoint.description),
            .text(node.name), .text(node.zone), .text(node.version), .number(Int64(node.files)),
            .text(node.kind.rawValue), .number(node.lastSeen.seconds),
            .number(node.registered.seconds))
    }

    private func remember(_ file: FileRecord) throws(LedgerError) {
        try run(
            "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)", .number(file.share),
            .text(file.path.path), .number(file.size), .number(file.modified),
            .number(Int64(bitPattern: file.inode)), .bytes(file.digest.bytes),
            file.infoHash.map { .bytes($0.bytes) } ?? .nothing, .bytes(file.pieces))
    }

    private func remember(_ share: ShareRecord) throws(LedgerError) {
        try run(
            "INSERT OR REPLACE INTO share VALUES (?, ?, ?, ?, ?)", .number(share.id),
            .text(share.hostPath), .text(share.name.path), .number(share.isFolder ? 1 : 0),
            .number(share.isPublic ? 1 : 0))
    }

    private func remember(_ download: DownloadRecord) throws(LedgerError) {
        try run(
            "INSERT OR REPLACE INTO download VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            .number(download.id), .text(download.name), .text(download.state),
            .number(download.size), download.digest.map { .bytes($0.bytes) } ?? .nothing,
            .text(download.source), download.finished.map { .number($0.seconds) } ?? .nothing,
            .number(download.verified ? 1 : 0), .text(download.url),
            download.part.map { .bytes($0.bytes) } ?? .nothing, .text(download.validator),
            download.torrent.map { .bytes($0.bytes) } ?? .nothing)
    }

    private func remember(_ torrent: TorrentRecord) throws(LedgerError) {
        try run(
            "INSERT OR REPLACE INTO torrent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                + "?, ?, ?, ?, ?, ?, ?, ?)",
            .bytes(torrent.infoHash.bytes), .text(torrent.name), .bytes(torrent.info),
            .text(torrent.state), .text(torrent.placed),
            torrent.files.map { .text(Spelled.numbers($0)) } ?? .nothing,
            .number(torrent.isSequential ? 1 : 0),
            torrent.seedRatio.map { .text("\($0)") } ?? .nothing,
            torrent.seedTime.map { .number($0) } ?? .nothing,
            .text(Spelled.tiers(torrent.trackers)), .text(Spelled.tiers([torrent.webSeeds])),
            .number(torrent.downloaded), .number(torrent.uploaded),
            torrent.finished.map { .number($0.seconds) } ?? .nothing,
            torrent.priorities.map { .text(Spelled.numbers($0)) } ?? .nothing,
            .number(torrent.downloadLimit), .number(torrent.uploadLimit),
            .text(torrent.folder), torrent.stamp.map { .bytes($0.bytes) } ?? .nothing,
            .text(Spelled.tiers([torrent.peers.map(\.description)])),
            .number(torrent.isSuperSeeding ? 1 : 0),
            .text(Spelled.numbers(torrent.modified.map { Int($0) })))
    }

    private func remember(_ user: UserRecord) throws(LedgerError) {
        try run(
            "INSERT OR REPLACE INTO user VALUES (?, ?, ?, ?, ?, ?, ?, ?)", .text(user.name.text),
            .text(user.role.rawValue), .bytes(user.recipe.salt),
            .number(Int64(user.recipe.costBits)), .number(Int64(user.recipe.block)),
            .number(Int64(user.recipe.lanes)), .bytes(user.key.bytes),
            .number(user.created.seconds))
    }

    private func remember(_ session: SessionRecord) throws(LedgerError) {
        try run(
            "INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?)", .bytes(session.digest.bytes),
            .text(session.user.text), .number(session.began.seconds),
            session.expires.map { .number($0.seconds) } ?? .nothing)
    }

    private func remember(_ guest: GuestRecord) throws(LedgerError) {
        try run(
            "INSERT OR REPLACE INTO guest VALUES (?, ?, ?, ?, ?)", .text(guest.user.text),
            .text(guest.said.description), .text(guest.sender.description),
            .bytes(guest.session.bytes), .number(guest.wasReached ? 1 : 0))
    }

    func run(_ text: String, _ values: Binding...) throws(LedgerError) {
        try connection.statement(text).run(values)
    }
}
