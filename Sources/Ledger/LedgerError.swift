// What can be wrong with a ledger. None of it is our own fault, so all of it is a value.

import Bytes
import CSQLite
import Glibc
import Vocabulary

package enum LedgerError: Error, Equatable, CustomStringConvertible {
    /// A later version of the program wrote it; it is not touched.
    case newer(schema: Int, known: Int)
    /// The disk is full, or the quota; a later attempt may succeed.
    case full
    /// The disk has no room for a second one.
    case noRoomToCopy
    /// The disk did not read or write (SQLITE_IOERR, with SQLite's own words).
    case unreadable(String)
    /// Not a database, or one whose pages contradict each other.
    case damaged(String)
    /// Another process holds it longer than we wait.
    case busy
    /// The file or its folder cannot be opened, is read-only, or the like.
    case failed(String)

    package var description: String {
        switch self {
        case .newer(let schema, let known):
            "the state has schema \(schema), and this version knows up to \(known): "
                + "a newer distrishared wrote it; start that one, or choose another state directory"
        case .full: "there is no room to remember: the disk is full"
        case .noRoomToCopy:
            "there is no room in the state folder for a copy of what is remembered"
        case .unreadable(let words): "the disk failed: \(words)"
        case .damaged(let words): "the state is damaged: \(words)"
        case .busy: "another process holds the state"
        case .failed(let words): "the state cannot be opened: \(words)"
        }
    }

    /// From a result code (sqlite.org/rescode.html), extended or not.
    init(code: Int32, _ words: String) {
        let words = words.escapedForPeople()
        switch code & 0xff {
        case SQLITE_FULL: self = .full
        case SQLITE_IOERR: self = .unreadable(words)
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .damaged(words)
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        default: self = .failed(words)
        }
    }

    /// From a system call on the file at `path`.
    init(errno code: Int32, _ path: String) {
        let words = "\(path.escapedForPeople()): \(String(cString: strerror(code)))"
        switch code {
        case ENOSPC, EDQUOT: self = .full
        case EIO: self = .unreadable(words)
        default: self = .failed(words)
        }
    }
}

/// What the operator should hear about an opening that succeeded.
package enum LedgerNotice: Equatable, Sendable, CustomStringConvertible {
    /// What was there could not be read and stands at `path` now; the node starts afresh.
    case setAside(path: String, why: LedgerError)
    /// An older version's state was brought up to date.
    case migrated(from: Int, to: Int)
    /// There was no database, and the last backup had these.
    case recalled(users: Int, shares: Int, written: WallTime)
    /// The last backup cannot be read, and stands at `path` now.
    case backupSetAside(path: String, why: LedgerError)

    /// Whether somebody who looks later should still see it.
    package var isLasting: Bool {
        if case .migrated = self { false } else { true }
    }

    package var description: String {
        switch self {
        case .setAside(let path, let why):
            "\(why); it was set aside as \(path.escapedForPeople()), and a new one was begun"
        case .migrated(let old, let new): "the state was migrated from schema \(old) to \(new)"
        case .recalled(let users, let shares, let written):
            "\(users) users and \(shares) shares come from the last backup, of "
                + Self.text(of: written)
        case .backupSetAside(let path, let why):
            "the last backup cannot be read: \(why); it was set aside as "
                + path.escapedForPeople()
        }
    }

    /// As ISO 8601 writes it.
    private static func text(of time: WallTime) -> String {
        var seconds = time_t(time.seconds)
        var parts = tm()
        var text = [CChar](repeating: 0, count: 32)
        guard gmtime_r(&seconds, &parts) != nil,
            strftime(&text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0
        else { return "\(time.seconds)" }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
