// What a node remembers over a restart, in one SQLite file. It is written behind the node's back,
// in batches: losing the last one (synchronous=NORMAL) costs a heartbeat, never the file.
//
// Law 1. One user at a time: opened at start, then lent to one job of the pool after another.
// Law 2. A file of a newer version is not touched; a damaged one is set aside and never deleted.

import Glibc
import Vocabulary

package final class Ledger {
    private var opened: Connection?

    private init(_ connection: Connection) { opened = connection }

    package var connection: Connection {
        guard let opened else { preconditionFailure("a closed ledger is not asked any more") }
        return opened
    }

    /// Opens the database at `path`, or makes it (0600), and loads it. Older ones are migrated,
    /// damaged ones set aside; the notices tell. Throws where it is newer, or where the disk or
    /// another process does not let us.
    package static func start(
        at path: String
    ) throws(LedgerError) -> (Ledger, Memory, [LedgerNotice]) {
        var (ledger, notices) = try open(at: path)
        do {
            return (ledger, try ledger.load(), notices)
        } catch {
            guard case .damaged = error else { throw error }
            ledger.close()
            let aside = try setAside(path)
            (ledger, _) = try openSound(path, Schema.steps)
            notices.append(.setAside(path: aside, why: error))
            return (ledger, try ledger.load(), notices)
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
            let (ledger, _) = try openSound(path, steps)
            return (ledger, [.setAside(path: aside, why: error)])
        }
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
        try apply(changes)
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
    private static func openSound(
        _ path: String, _ steps: [String]
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
        try Schema.migrate(connection, from: found, by: steps)
        let isOlder = (1..<steps.count).contains(found)
        return (Ledger(connection), isOlder ? [.migrated(from: found, to: steps.count)] : [])
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
    private static func makeFile(at path: String) throws(LedgerError) {
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
        guard rename(path, aside) == 0 else { throw LedgerError(errno: errno, path) }
        for suffix in ["-wal", "-shm"] {
            guard rename(path + suffix, aside + suffix) == 0 || errno == ENOENT else {
                throw LedgerError(errno: errno, path + suffix)
            }
        }
        return aside
    }
}
