// What a node remembers over a restart, in one SQLite file. It is written behind the node's back,
// in batches: losing the last one (synchronous=NORMAL) costs a heartbeat, never the file.
//
// Law 1. One user at a time: opened at start, then lent to one job of the pool after another.
// Law 2. A file of a newer version is not touched; a damaged one is set aside and never deleted.

import Glibc
import Vocabulary

package final class Ledger {
    package let path: String
    private var opened: Connection?
    /// Where it was set aside, while there is no other in its place.
    private var aside: String?

    init(_ path: String, _ connection: Connection) {
        self.path = path
        opened = connection
    }

    package var connection: Connection {
        get throws(LedgerError) {
            if let opened { return opened }
            precondition(aside != nil, "a closed ledger is not asked any more")
            throw .damaged("it was set aside, and no other could be begun yet")
        }
    }

    /// Opens the database at `path`, or makes it (0600), and loads it. Older ones are migrated,
    /// damaged ones set aside; the notices tell. Throws where it is newer, or where the disk or
    /// another process does not let us.
    package static func start(
        at path: String
    ) throws(LedgerError) -> (Ledger, Memory, [LedgerNotice]) {
        let (ledger, notices) = try open(at: path)
        do {
            return (ledger, try ledger.load(), notices)
        } catch {
            guard case .damaged = error else { throw error }
            let more = try ledger.beginAnew(why: error)
            return (ledger, try ledger.load(), notices + more)
        }
    }

    /// Opens as `start` does, without loading. `steps` are the schema's, but for tests.
    package static func open(
        at path: String, steps: [String] = Schema.steps
    ) throws(LedgerError) -> (Ledger, [LedgerNotice]) {
        do {
            return try openSound(path, steps)
        } catch {
            guard case .damaged = error else { throw error }
            let aside = try setAside(path)
            let (ledger, notices) = try openSound(path, steps)
            return (ledger, [.setAside(path: aside, why: error)] + notices)
        }
    }

    /// Sets the database aside, for the damage that was found, and begins another one with what the
    /// last backup has. What else was in it, whoever knows it says again. Where that fails it may
    /// be tried again, and nothing can be remembered until then.
    package func beginAnew(why damage: LedgerError) throws(LedgerError) -> [LedgerNotice] {
        opened = nil
        let place: String
        if let aside { place = aside } else { place = try Self.setAside(path) }
        aside = place
        let (other, notices) = try Self.openSound(path, Schema.steps)
        opened = other.opened
        aside = nil
        return [.setAside(path: place, why: damage)] + notices
    }

    /// Everything that was remembered. What this version cannot read any more is left out: a name
    /// that is not safe, an address that is none.
    package func load() throws(LedgerError) -> Memory {
        var memory = Memory()
        memory.nodes = try nodes()
        memory.files = try files()
        memory.shares = try shares()
        memory.bootstraps = try hosts(in: "bootstrap")
        memory.added = try hosts(in: "added")
        memory.downloads = try downloads()
        memory.torrents = try torrents()
        memory.completions = try completions()
        memory.registered = try registered()
        memory.swarms = try connection.rows("SELECT piece FROM swarms") { $0.bytes(0) }
        memory.hasListings = try connection.number("SELECT EXISTS (SELECT 1 FROM listing)") > 0
        memory.settings = try settings()
        memory.users = try users()
        memory.sessions = try sessions()
        memory.guests = try guests()
        return memory
    }

    /// Remembers and forgets, in order and in one transaction: all of it or nothing. After an error
    /// a later call may succeed.
    package func apply(_ changes: [LedgerChange]) throws(LedgerError) {
        if changes.isEmpty { return }
        try connection.transaction { () throws(LedgerError) in
            for change in changes { try apply(change) }
        }
    }

    /// The same, and it has reached the disk itself when this returns: a power cut does not take it
    /// back. Everything before it has, too.
    package func applyDurably(_ changes: [LedgerChange]) throws(LedgerError) {
        try connection.run("PRAGMA synchronous = FULL")
        defer { try? connection.run("PRAGMA synchronous = NORMAL") }
        if changes.isEmpty { try probe() } else { try apply(changes) }
    }

    /// Writes what changes nothing, to see whether that goes.
    package func probe() throws(LedgerError) {
        let connection = try self.connection
        try connection.transaction { () throws(LedgerError) in
            try connection.run("PRAGMA user_version = \(Schema.version)")
        }
    }

    /// Bytes of the database, without its log.
    package var size: Int64 {
        get throws(LedgerError) {
            let pages = try connection.number("PRAGMA page_count")
            return Int64(pages) * Int64(try connection.number("PRAGMA page_size"))
        }
    }

    /// Writes the log back into the file. Nothing may be asked afterwards.
    package func close() { opened = nil }
}

@available(*, unavailable)
extension Ledger: Sendable {}

extension Ledger {
    /// `isCopy`: of a backup, which begins with no other.
    static func openSound(
        _ path: String, _ steps: [String], isCopy: Bool = false
    ) throws(LedgerError) -> (Ledger, [LedgerNotice]) {
        try refuseNewer(path, steps)
        try makeFile(at: path)
        let connection = try Connection(path: path)
        let found = try Schema.version(of: connection, knowing: steps)
        // A backup that was put back is one no more: what makes backups may replace those.
        if try connection.number("PRAGMA application_id") == Int(Limits.backupMark) {
            try connection.run("PRAGMA application_id = 0")
        }
        try connection.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        let ledger = Ledger(path, connection)
        if found == 0, !isCopy { return (ledger, try ledger.begin(by: steps)) }
        try Schema.migrate(connection, from: found, by: steps)
        let isOlder = found < steps.count
        return (ledger, isOlder ? [.migrated(from: found, to: steps.count)] : [])
    }

    /// A new one, with what the last backup has: in one step, so that a machine that stops in
    /// between begins again.
    private func begin(by steps: [String]) throws(LedgerError) -> [LedgerNotice] {
        let (told, notices) = try recalled()
        let connection = try self.connection
        try connection.transaction { () throws(LedgerError) in
            try Schema.create(connection, by: steps)
            for change in told.changes { try apply(change) }
        }
        return notices
    }

    private func recalled() throws(LedgerError) -> (Memory, [LedgerNotice]) {
        do {
            guard let (told, written) = try Self.backup(of: path), told.hasBeenTold else {
                return (Memory(), [])
            }
            let notice = LedgerNotice.recalled(
                users: told.users.count, shares: told.shares.count,
                written: WallTime(seconds: written))
            return (told, [notice])
        } catch {
            guard case .damaged = error else { throw error }
            let aside = try Self.setAside(Self.backupPath(of: path))
            return (Memory(), [.backupSetAside(path: aside, why: error)])
        }
    }

    /// Looks without the right to write: a connection that has it would tidy up as it closes, and a
    /// newer version's file is not ours to tidy.
    private static func refuseNewer(_ path: String, _ steps: [String]) throws(LedgerError) {
        do {
            _ = try Schema.version(of: Connection(path: path, mayWrite: false), knowing: steps)
        } catch {
            if case .newer = error { throw error }
            // Not there yet, or there is something to recover first: opening it will tell.
        }
    }

    /// SQLite gives its other files the mode of the first.
    static func makeFile(at path: String) throws(LedgerError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            throw LedgerError(errno: errno, path)
        }
        Glibc.close(descriptor)
    }

    /// Moves the database and its log to the first free "….damaged-<n>", where a person may look.
    private static func setAside(_ path: String) throws(LedgerError) -> String {
        let names: [String] = (1...Limits.damagedKept).map { "\(path).damaged-\($0)" }
        guard let aside = names.first(where: { access($0, F_OK) != 0 }) else {
            throw .failed("there are \(Limits.damagedKept) damaged ones beside \(path) already")
        }
        // The log first: another database that begins under the name must not meet it.
        for suffix in ["-wal", "-shm", ""] {
            guard rename(path + suffix, aside + suffix) == 0 || errno == ENOENT else {
                throw LedgerError(errno: errno, path + suffix)
            }
        }
        return aside
    }
}
