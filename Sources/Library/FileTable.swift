// Rows of files, and the way from a name to them. No decisions: those are the library's.
//
// Rows never move but in `compact`, so a row's number may wait in a queue. A removed row stays,
// empty, until half of the table is.

import Digest
import Vocabulary

/// A file in the table. The memory of a library is mostly this: 100,000 of them are 13 MB.
struct FileRow {
    enum State: UInt8 {
        case waiting, hashing, hashed
        /// Removed, and not yet taken out of the table.
        case gone
    }

    let share: Int64
    let path: FileName
    var size: Int64
    var modified: Int64
    var inode: UInt64
    fileprivate(set) var digest: Digest256?
    /// The number of the last scan that saw it.
    var scan: UInt32 = 0
    /// The next row of the same name, with a higher share; -1 for none.
    fileprivate var namesake: Int32 = -1
    var state = State.waiting
    fileprivate(set) var isShown = false

    init(share: Int64, _ file: ScannedFile) {
        self.share = share
        path = file.path
        (size, modified, inode) = (file.size, file.modified, file.inode)
    }

    func isSame(as file: ScannedFile) -> Bool {
        size == file.size && modified == file.modified && inode == file.inode
    }

    func shared(as name: FileName) -> SharedFile {
        SharedFile(
            name: name, share: share, path: path, size: size, modified: modified, inode: inode,
            digest: digest)
    }

    fileprivate func precedes(_ other: FileRow) -> Bool {
        (share, path) < (other.share, other.path)
    }
}

struct FileTable {
    private var rows: [FileRow] = []
    /// The names again, for searching.
    private(set) var text = NameText()
    /// The first word of each row's digest, 0 where it has none: looked through faster than rows.
    private var digestStarts: [UInt64] = []
    /// The first of the rows that have a name.
    private var heads: [FileName: Int32] = [:]
    /// Rows that are not empty.
    private(set) var count = 0
    private(set) var shown = 0
    private(set) var shownBytes: Int64 = 0
    private(set) var shownUnhashed = 0

    subscript(row: Int) -> FileRow {
        _read { yield rows[row] }
        _modify { yield &rows[row] }
    }

    var names: some Collection<FileName> { heads.keys }

    func name(of row: Int, _ shares: [Int64: ShareRecord]) -> FileName {
        guard let name = shares.name(of: rows[row].share, rows[row].path) else {
            preconditionFailure("a row had a name when it came, and keeps it")
        }
        return name
    }

    /// The first row of that name that is wanted.
    func first(named name: FileName, where isWanted: (FileRow) -> Bool) -> Int? {
        var row = heads[name] ?? -1
        while row >= 0 {
            if isWanted(rows[Int(row)]) { return Int(row) }
            row = rows[Int(row)].namesake
        }
        return nil
    }

    /// O(files); in the order in which they came.
    func rows(where isWanted: (FileRow) -> Bool) -> [Int] {
        rows.indices.filter { rows[$0].state != .gone && isWanted(rows[$0]) }
    }

    func rows(with digest: Digest256) -> [Int] {
        digestStarts.indices.filter {
            digestStarts[$0] == digest.words.0 && rows[$0].isShown && rows[$0].digest == digest
        }
    }

    func rowsByName(_ shares: [Int64: ShareRecord]) -> [Int32] {
        rows.indices.filter { rows[$0].isShown }.map { (name(of: $0, shares), Int32($0)) }
            .sorted { $0.0 < $1.0 }.map(\.1)
    }

    // MARK: Changing

    mutating func append(_ row: FileRow, named name: FileName) -> Int {
        rows.append(row)
        digestStarts.append(0)
        text.append(name)
        count += 1
        link(rows.count - 1, name)
        return rows.count - 1
    }

    /// The file is another than it was: what was known of its content is void.
    mutating func renew(_ row: Int, _ file: ScannedFile) {
        account(row, -1)
        rows[row].size = file.size
        rows[row].modified = file.modified
        rows[row].inode = file.inode
        rows[row].digest = nil
        digestStarts[row] = 0
        account(row, 1)
    }

    mutating func learn(_ row: Int, _ digest: Digest256) {
        account(row, -1)
        rows[row].digest = digest
        rows[row].state = .hashed
        digestStarts[row] = digest.words.0
        account(row, 1)
    }

    mutating func remove(_ row: Int, named name: FileName) {
        account(row, -1)
        unlink(row, name)
        text.erase(row)
        digestStarts[row] = 0
        rows[row].isShown = false
        rows[row].digest = nil
        rows[row].state = .gone
        count -= 1
    }

    /// Shows the first row of that name that may be shown, and no other.
    mutating func show(_ name: FileName, where mayBeShown: (FileRow) -> Bool) {
        var isTaken = false
        var next = heads[name] ?? -1
        while next >= 0 {
            let row = Int(next)
            account(row, -1)
            rows[row].isShown = !isTaken && mayBeShown(rows[row])
            isTaken = isTaken || rows[row].isShown
            account(row, 1)
            next = rows[row].namesake
        }
    }

    private mutating func account(_ row: Int, _ sign: Int) {
        guard rows[row].isShown else { return }
        shown += sign
        shownBytes += Int64(sign) * rows[row].size
        if rows[row].digest == nil { shownUnhashed += sign }
    }

    // MARK: Namesakes

    private mutating func link(_ row: Int, _ name: FileName) {
        var before: Int32 = -1
        var next = heads[name] ?? -1
        while next >= 0, rows[Int(next)].precedes(rows[row]) {
            before = next
            next = rows[Int(next)].namesake
        }
        rows[row].namesake = next
        setLink(after: before, to: Int32(row), name)
    }

    private mutating func unlink(_ row: Int, _ name: FileName) {
        var before: Int32 = -1
        var next = heads[name] ?? -1
        while next >= 0, Int(next) != row {
            before = next
            next = rows[Int(next)].namesake
        }
        setLink(after: before, to: rows[row].namesake, name)
    }

    private mutating func setLink(after before: Int32, to row: Int32, _ name: FileName) {
        if before >= 0 {
            rows[Int(before)].namesake = row
        } else {
            heads[name] = row < 0 ? nil : row
        }
    }

    // MARK: Empty rows

    /// A thousand empty rows cost nothing worth an effort.
    var isMostlyEmpty: Bool { rows.count > 1000 && count < rows.count / 2 }

    /// Takes the empty rows out. Returns where the others are now.
    mutating func compact(_ shares: [Int64: ShareRecord]) -> [Int32: Int32] {
        var moved: [Int32: Int32] = [:]
        var fresh = FileTable()
        for (row, old) in rows.enumerated() where old.state != .gone {
            let place = fresh.append(old, named: name(of: row, shares))
            fresh.digestStarts[place] = digestStarts[row]
            fresh.account(place, 1)
            moved[Int32(row)] = Int32(place)
        }
        self = fresh
        return moved
    }
}
