// SQLite, met once: a connection and its prepared statements. The C types are `sqlite3` and
// `sqlite3_stmt`. Used by one thread at a time; SQLite is opened without locks of its own.

import CSQLite
import Vocabulary

package final class Connection {
    let handle: OpaquePointer
    /// Statements by their text: each is prepared once.
    private var statements: [String: Statement] = [:]

    init(path: String, mayWrite: Bool = true) throws(LedgerError) {
        var opened: OpaquePointer?
        let access = mayWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, nil)
        guard let opened else { throw .failed("out of memory") }
        guard code == SQLITE_OK else {
            let error = LedgerError(code: code, String(cString: sqlite3_errmsg(opened)))
            sqlite3_close(opened)
            throw error
        }
        handle = opened
        sqlite3_busy_timeout(handle, Limits.ledgerPatience)
    }

    /// Runs statements that give no rows.
    package func run(_ script: String) throws(LedgerError) {
        try check(sqlite3_exec(handle, script, nil, nil, nil))
    }

    /// The statement of this text, ready to be bound.
    func statement(_ text: String) throws(LedgerError) -> Statement {
        if let statement = statements[text] { return statement }
        var prepared: OpaquePointer?
        try check(
            sqlite3_prepare_v3(handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil))
        guard let prepared else { preconditionFailure("a statement has at least one word") }
        let statement = Statement(prepared, of: handle)
        statements[text] = statement
        return statement
    }

    /// The number that a statement's only row begins with.
    package func number(_ text: String) throws(LedgerError) -> Int {
        Int(try rows(text) { $0.number(0) }.first ?? 0)
    }

    /// Every row that `read` makes something of.
    func rows<Row>(
        _ text: String, _ read: (Statement) -> Row?
    ) throws(LedgerError) -> [Row] {
        let statement = try statement(text)
        defer { statement.reset() }
        var rows: [Row] = []
        while try statement.step() {
            if let row = read(statement) { rows.append(row) }
        }
        return rows
    }

    /// Everything in `body`, or nothing of it. Writers are let in one at a time from the beginning.
    func transaction(_ body: () throws(LedgerError) -> Void) throws(LedgerError) {
        try run("BEGIN IMMEDIATE")
        do {
            try body()
            try run("COMMIT")
        } catch {
            // SQLite itself has rolled back after some errors; then there is nothing to undo.
            if sqlite3_get_autocommit(handle) == 0 {
                sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
            }
            throw error
        }
    }

    private func check(_ code: Int32) throws(LedgerError) {
        guard code == SQLITE_OK else { throw error() }
    }

    /// What went wrong last.
    func error() -> LedgerError {
        LedgerError(code: sqlite3_errcode(handle), String(cString: sqlite3_errmsg(handle)))
    }

    /// Statements first: SQLite closes when the last of them is gone.
    deinit {
        statements = [:]
        sqlite3_close_v2(handle)
    }
}

/// A prepared statement. Numbers bind from 1 and columns read from 0, as in C.
final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ handle: OpaquePointer, of connection: OpaquePointer) {
        self.handle = handle
        self.connection = connection
    }

    /// Whether there is one more row.
    func step() throws(LedgerError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw LedgerError(code: code, String(cString: sqlite3_errmsg(connection)))
        }
    }

    /// Binds `values`, runs to the end, and is ready again.
    func run(_ values: [Binding]) throws(LedgerError) {
        defer { reset() }
        for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1)) }
        while try step() {}
    }

    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    func bind(_ value: Binding, at index: Int32) {
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)  // SQLITE_TRANSIENT
        let code =
            switch value {
            case .number(let number): sqlite3_bind_int64(handle, index, number)
            case .text(let text):
                text.utf8.withContiguousStorageIfAvailable {
                    $0.withMemoryRebound(to: CChar.self) {
                        sqlite3_bind_text(handle, index, $0.baseAddress, Int32($0.count), copied)
                    }
                } ?? sqlite3_bind_text(handle, index, text, -1, copied)
            case .bytes(let bytes):
                bytes.withUnsafeBytes {
                    sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count), copied)
                }
            case .nothing: sqlite3_bind_null(handle, index)
            }
        precondition(code == SQLITE_OK, "a statement is bound as it was written: \(code)")
    }

    func isNothing(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func number(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return [UInt8](
            UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    deinit { sqlite3_finalize(handle) }
}

/// What can be bound.
enum Binding {
    case number(Int64)
    case text(String)
    case bytes([UInt8])
    case nothing
}

@available(*, unavailable)
extension Connection: Sendable {}
