// A copy of the ledger, made while it is used (sqlite.org/backup.html).
//
// Law 1. It is made in steps, between which the ledger is written: what changes in a part that was
//        copied already, SQLite changes in the copy too, for both are one connection's work.
// Law 2. A copy counts when every page of it was read again and nothing contradicts anything.

import CSQLite
import Glibc
import Vocabulary

package final class LedgerBackup {
    private let copy: Connection
    private let path: String
    /// The C type is `sqlite3_backup`. Nil when it is over.
    private var handle: OpaquePointer?

    /// Begins a copy of `ledger` at `path`, where nothing may be. The ledger is in use until the
    /// last step, and is touched by nobody else while this is called or one of the steps.
    package init(of ledger: Ledger, at path: String) throws(LedgerError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LedgerError(errno: errno, path) }
        close(descriptor)
        self.path = path
        copy = try Connection(path: path)
        // It is thrown away where it does not become whole, and synced by whoever places it.
        try copy.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        let source = try ledger.connection.handle
        handle = sqlite3_backup_init(copy.handle, "main", source, "main")
        guard handle != nil else { throw copy.error() }
    }

    /// Copies the next `Limits.backupPages`; true when there are no more.
    package func step() throws(LedgerError) -> Bool {
        guard let handle else { preconditionFailure("a backup that is over has no steps") }
        let code = sqlite3_backup_step(handle, Limits.backupPages)
        switch code {
        case SQLITE_OK: return false
        case SQLITE_DONE:
            abandon()
            return true
        default:
            abandon()
            throw LedgerError(code: code, String(cString: sqlite3_errstr(code)))
        }
    }

    /// Lets go of the ledger. For whoever has the ledger.
    package func abandon() {
        sqlite3_backup_finish(handle)
        handle = nil
    }

    /// Looks at the whole copy, and marks it as one. The ledger is not needed for it.
    package func check() throws(LedgerError) {
        precondition(handle == nil, "a copy is looked at when it is whole")
        // One file, without a log beside it; and known for a backup by its mark.
        try copy.run(
            "PRAGMA journal_mode = DELETE; PRAGMA application_id = \(Limits.backupMark)")
        let words = try copy.rows("PRAGMA quick_check(1)") { $0.text(0) }
        guard words == ["ok"] else { throw .damaged(words.first ?? "it cannot be checked") }
    }

    deinit { precondition(handle == nil, "a backup is finished or abandoned") }
}

@available(*, unavailable)
extension LedgerBackup: Sendable {}
