// The last backup: what people told the node and nobody else would tell it again, in a database of
// its own beside the ledger. A ledger that was damaged, or is not there, begins with it.
//
// Law. It is there whole or as it was before, and one that cannot be read is set aside like a
// ledger, never overwritten.

import Glibc
import Vocabulary

extension Ledger {
    /// Users, shares, and bootstraps and nodes that were added; without sessions, for one that was
    /// ended must not come back.
    package func told() throws(LedgerError) -> Memory {
        var memory = Memory()
        memory.users = try users()
        memory.shares = try shares()
        memory.bootstraps = try hosts(in: "bootstrap")
        memory.added = try hosts(in: "added")
        return memory
    }

    /// Whether there is one of the ledger at `path`.
    package static func hasBackup(of path: String) -> Bool {
        access(backupPath(of: path), F_OK) == 0
    }

    /// Where the last backup of the ledger at `path` lies.
    static func backupPath(of path: String) -> String { "\(path).backup" }

    /// Makes `told` the last backup of the ledger at `path`. Nothing is none.
    package static func keep(_ told: Memory, of path: String) throws(LedgerError) {
        guard told.hasBeenTold || hasBackup(of: path) else { return }
        let (backup, part) = (backupPath(of: path), "\(path).backup.part")
        removeAll(part)
        defer { removeAll(part) }
        try write(told, to: part)
        try sync(part, O_RDONLY)
        guard rename(part, backup) == 0 else { throw LedgerError(errno: errno, backup) }
        try sync(folder(of: path), O_RDONLY | O_DIRECTORY)
    }

    private static func write(_ told: Memory, to path: String) throws(LedgerError) {
        try makeFile(at: path)
        let ledger = Ledger(path, try Connection(path: path))
        try ledger.connection.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        try Schema.migrate(ledger.connection, from: 0, by: Schema.steps)
        try ledger.apply(told.changes)
        try ledger.connection.run("PRAGMA application_id = \(Limits.backupMark)")
        ledger.close()
    }

    /// What the last backup of the ledger at `path` has, and when it was written, in seconds since
    /// 1970. Nil: there is none. Read from a copy, for reading brings an older one up to date.
    static func backup(of path: String) throws(LedgerError) -> (told: Memory, written: Int64)? {
        let (backup, part) = (backupPath(of: path), "\(path).backup.part")
        var status = stat()
        guard stat(backup, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw LedgerError(errno: errno, backup)
        }
        removeAll(part)
        defer { removeAll(part) }
        try copy(backup, to: part)
        let (ledger, _) = try openSound(part, Schema.steps, isCopy: true)
        defer { ledger.close() }
        return (try ledger.told(), Int64(status.st_mtim.tv_sec))
    }
}

// Files.
extension Ledger {
    private static func folder(of path: String) -> String {
        let bytes = path.utf8
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == bytes.startIndex ? "/" : String(Substring(bytes[..<slash]))
    }

    private static func removeAll(_ path: String) {
        for ending in ["", "-journal", "-wal", "-shm"] { unlink(path + ending) }
    }

    private static func sync(_ path: String, _ flags: Int32) throws(LedgerError) {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw LedgerError(errno: errno, path) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw LedgerError(errno: errno, path) }
    }

    private static func copy(_ source: String, to target: String) throws(LedgerError) {
        let from = Glibc.open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard from >= 0 else { throw LedgerError(errno: errno, source) }
        defer { Glibc.close(from) }
        let to = Glibc.open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard to >= 0 else { throw LedgerError(errno: errno, target) }
        defer { Glibc.close(to) }
        var buffer = [UInt8](repeating: 0, count: Limits.readBuffer)
        while true {
            let count = read(from, &buffer, Limits.readBuffer)
            guard count >= 0 else { throw LedgerError(errno: errno, source) }
            if count == 0 { return }
            let written = Glibc.write(to, buffer, count)
            guard written >= 0 else { throw LedgerError(errno: errno, target) }
            // Of a file less is written only where the disk is full.
            guard written == count else { throw .full }
        }
    }
}

extension Memory {
    /// What `told` gathers, as it is remembered.
    var changes: [LedgerChange] {
        users.map { LedgerChange.rememberUser($0) }
            + shares.map { LedgerChange.rememberShare($0) }
            + bootstraps.map { LedgerChange.addBootstrap($0) }
            + added.map { LedgerChange.addNode($0) }
    }

    var hasBeenTold: Bool {
        !(users.isEmpty && shares.isEmpty && bootstraps.isEmpty && added.isEmpty)
    }
}

extension LedgerChange {
    /// Whether it belongs into the last backup.
    package var isTold: Bool {
        switch self {
        case .rememberUser, .forgetUser, .rememberShare, .forgetShare, .addBootstrap,
            .removeBootstrap, .addNode, .removeNode:
            true
        case .rememberNode, .forgetNode, .rememberFile, .forgetFile, .forgetFiles,
            .rememberDownload, .forgetDownload, .rememberTorrent, .forgetTorrent,
            .rememberCompletions, .forgetCompletions, .rememberSwarms, .forgetSwarms, .set,
            // Whoever registered a torrent has it.
            .rememberRegistered, .forgetRegistered,
            .rememberSession, .forgetSession, .forgetSessions, .rememberGuest, .forgetGuest,
            .rememberListings, .forgetHolder:
            false
        }
    }
}
