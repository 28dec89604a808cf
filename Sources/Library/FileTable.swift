// Rows of files, and the way from a name to them. No decisions: those are the library's.
//
// Rows never move but in `compact`, so a row's number may wait in a queue. A removed row stays,
// empty, until half of the table is.

import Bytes
import Digest
import Vocabulary

/// A file in the table, without its name: plain numbers, which are looked through without counting
/// references. 100,000 of them are 10 MB.
struct FileRow {
    enum State: UInt8 {
        case waiting, hashing, hashed
        /// Could not be read; whoever sees it next asks again.
        case failed
        /// Removed, and not yet taken out of the table.
        case gone
    }

    let share: Int64
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
        (size, modified, inode) = (file.size, file.modified, file.inode)
    }

    func isSame(as file: ScannedFile) -> Bool {
        size == file.size && modified == file.modified && inode == file.inode
    }
}

/// A class, so that asking it copies nothing. It is its library's alone.
final class FileTable {
    private var rows = Rows<FileRow>()
    /// Each row's path within its share.
    private var paths: [FileName] = []
    /// Each row's name, which it has for as long as it is here.
    private var names: [FileName] = []
    /// Those that are shown.
    private var order = NameOrder()
    /// Each row's number of arrival. It grows from row to row, and stays when rows are moved.
    private var serials: [UInt64] = []
    private var arrivals: UInt64 = 0
    /// The names again, for searching.
    private(set) var text = NameText()
    /// The first word of each row's digest, 0 where it has none: looked through faster than rows.
    private var digestStarts: [UInt64] = []
    /// Each row's torrent, and the hashes of its pieces.
    private var infoHashes: [Digest160?] = []
    private var pieces: [[UInt8]] = []
    private var torrents = InfoHashes()
    /// The first of the rows that have a name.
    private var heads = NameHeads()
    /// Rows that are not empty.
    private(set) var count = 0
    private(set) var shown = 0
    private(set) var shownBytes: Int64 = 0
    private(set) var shownUnhashed = 0

    subscript(row: Int) -> FileRow {
        _read { yield rows[row] }
        _modify { yield &rows[row] }
    }

    func isShown(_ row: Int) -> Bool { rows[row].isShown }

    func serial(of row: Int) -> UInt64 { serials[row] }

    func path(of row: Int) -> FileName { paths[row] }

    func shared(_ row: Int) -> SharedFile {
        let file = rows[row]
        return SharedFile(
            name: names[row], share: file.share, path: paths[row], size: file.size,
            modified: file.modified, inode: file.inode, digest: file.digest,
            infoHash: infoHashes[row])
    }

    func hasName(where isWanted: (FileName) -> Bool) -> Bool {
        rows.indices.contains { rows[$0].state != .gone && isWanted(names[$0]) }
    }

    func name(of row: Int) -> FileName { names[row] }

    /// The row that is shown under that name.
    func shown(named name: FileName) -> Int? {
        first(named: name) { rows[$0].isShown }
    }

    /// The row of this very file, shown or not.
    func row(named name: FileName, share: Int64, _ path: FileName) -> Int? {
        first(named: name) { rows[$0].share == share && paths[$0] == path }
    }

    private func first(named name: FileName, where isWanted: (Int) -> Bool) -> Int? {
        var row = Int(heads.first(name, names))
        while row >= 0 {
            if isWanted(row) { return row }
            row = Int(rows[row].namesake)
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

    /// A row that is shown and whose file is that torrent.
    func shown(withInfoHash infoHash: Digest160) -> Int? {
        torrents.row(infoHash) { rows[$0].isShown }
    }

    func pieces(of row: Int) -> [UInt8] { pieces[row] }

    /// Rows that are shown, by name: from the first behind `name`, or the very first.
    func rows(after name: FileName?, limit: Int) -> [Int] {
        order.rows(after: name, limit: limit, names)
    }

    // MARK: Changing

    func append(_ row: FileRow, _ path: FileName, named name: FileName) -> (row: Int, isAlone: Bool)
    {
        rows.append(row)
        paths.append(path)
        names.append(name)
        heads.append(name)
        digestStarts.append(0)
        infoHashes.append(nil)
        pieces.append([])
        arrivals += 1
        serials.append(arrivals)
        text.append(name)
        count += 1
        let number = rows.count - 1
        rows[number].namesake = -1
        // Nearly always the name is new, and this is all there is to do.
        guard heads.first(name, names) >= 0 else {
            heads.setFirst(name, Int32(number), names)
            return (number, true)
        }
        link(number, name)
        return (number, false)
    }

    /// Shows a row that is the only one of its name.
    func show(_ row: Int) {
        rows[row].isShown = true
        order.insert(row, names[row], names)
        account(row, 1)
    }

    /// The file is another than it was: what was known of its content is void.
    func renew(_ row: Int, _ file: ScannedFile) {
        account(row, -1)
        rows[row].size = file.size
        rows[row].modified = file.modified
        rows[row].inode = file.inode
        forgetContent(of: row)
        account(row, 1)
    }

    func learn(_ row: Int, _ content: FileContent) {
        account(row, -1)
        forgetContent(of: row)
        rows[row].digest = content.digest
        rows[row].state = .hashed
        digestStarts[row] = content.digest.words.0
        infoHashes[row] = content.infoHash
        pieces[row] = content.pieces
        if let infoHash = content.infoHash { torrents.insert(infoHash, row) }
        account(row, 1)
    }

    private func forgetContent(of row: Int) {
        rows[row].digest = nil
        digestStarts[row] = 0
        if let infoHash = infoHashes[row] { torrents.remove(infoHash, row) }
        infoHashes[row] = nil
        pieces[row] = []
    }

    func remove(_ row: Int, named name: FileName) {
        account(row, -1)
        unlink(row, name)
        text.erase(row)
        setShown(row, false)
        forgetContent(of: row)
        rows[row].state = .gone
        count -= 1
    }

    /// Shows the first row of that name that may be shown, and no other.
    func show(_ name: FileName, where mayBeShown: (FileRow) -> Bool) {
        var isTaken = false
        var next = heads.first(name, names)
        while next >= 0 {
            let row = Int(next)
            account(row, -1)
            setShown(row, !isTaken && mayBeShown(rows[row]))
            isTaken = isTaken || rows[row].isShown
            account(row, 1)
            next = rows[row].namesake
        }
    }

    private func setShown(_ row: Int, _ isShown: Bool) {
        guard rows[row].isShown != isShown else { return }
        rows[row].isShown = isShown
        if isShown {
            order.insert(row, names[row], names)
        } else {
            order.remove(row, names[row], names)
        }
    }

    private func account(_ row: Int, _ sign: Int) {
        guard rows[row].isShown else { return }
        shown += sign
        shownBytes += Int64(sign) * rows[row].size
        if rows[row].digest == nil { shownUnhashed += sign }
    }

    // MARK: Namesakes

    private func link(_ row: Int, _ name: FileName) {
        var before: Int32 = -1
        var next = heads.first(name, names)
        while next >= 0, precedes(Int(next), row) {
            before = next
            next = rows[Int(next)].namesake
        }
        rows[row].namesake = next
        setLink(after: before, to: Int32(row), name)
    }

    private func precedes(_ row: Int, _ other: Int) -> Bool {
        (rows[row].share, paths[row]) < (rows[other].share, paths[other])
    }

    private func unlink(_ row: Int, _ name: FileName) {
        var before: Int32 = -1
        var next = heads.first(name, names)
        while next >= 0, Int(next) != row {
            before = next
            next = rows[Int(next)].namesake
        }
        setLink(after: before, to: rows[row].namesake, name)
    }

    private func setLink(after before: Int32, to row: Int32, _ name: FileName) {
        if before >= 0 {
            rows[Int(before)].namesake = row
        } else if row >= 0 {
            heads.setFirst(name, row, names)
        } else {
            heads.remove(name, names)
        }
    }

    // MARK: Empty rows

    /// A thousand empty rows cost nothing worth an effort.
    var isMostlyEmpty: Bool { rows.count > 1000 && count < rows.count / 2 }

    /// Takes the empty rows out. Returns where the others are now.
    func compact() -> [Int32: Int32] {
        var moved: [Int32: Int32] = [:]
        let fresh = FileTable()
        for row in rows.indices where rows[row].state != .gone {
            let place = fresh.append(rows[row], paths[row], named: names[row]).row
            fresh.digestStarts[place] = digestStarts[row]
            fresh.serials[place] = serials[row]
            fresh.infoHashes[place] = infoHashes[row]
            fresh.pieces[place] = pieces[row]
            if let infoHash = infoHashes[row] { fresh.torrents.insert(infoHash, place) }
            moved[Int32(row)] = Int32(place)
        }
        (rows, paths, names, text) = (fresh.rows, fresh.paths, fresh.names, fresh.text)
        order.renumber(moved)
        (digestStarts, heads, serials) = (fresh.digestStarts, fresh.heads, fresh.serials)
        (infoHashes, pieces, torrents) = (fresh.infoHashes, fresh.pieces, fresh.torrents)
        return moved
    }

    func reserve(_ capacity: Int) {
        paths.reserveCapacity(capacity)
        names.reserveCapacity(capacity)
        digestStarts.reserveCapacity(capacity)
        serials.reserveCapacity(capacity)
        infoHashes.reserveCapacity(capacity)
        pieces.reserveCapacity(capacity)
        torrents.reserve(capacity)
        heads.reserve(capacity)
    }
}
