// Rows of files, who holds them, and what is taken for what each of that weighs. No decisions:
// those are the catalogue's.
//
// Law 1. A row is a content under a name: who says the same of a name holds the same row.
// Law 2. A row that nobody holds is given out again, so a number names a file only as long as
//        nothing changes.

import Bytes
import Digest
import Vocabulary

/// A file, by all that is said of it.
struct FileRow {
    var name: FileName
    /// Bytes; -1 where nobody said.
    var size: Int64
    var digest: Digest256?
    var infoHash: Digest160?
    /// When the first holder told of it, in seconds since 1970.
    var since: UInt32
    var hash: UInt32
    /// The next row of the same name; -1 for none.
    var namesake: Int32 = -1
    /// The next row of the same digest, and the one before; -1 for none. One holder may have all
    /// of them, so none is looked for.
    var twin: Int32 = -1
    var twinBefore: Int32 = -1
    /// The last that came; -1 for none.
    var holding: Int32 = -1
    var holders: Int32 = 0

    func isSame(as listing: Listing) -> Bool {
        size == listing.size ?? -1 && digest == listing.digest && infoHash == listing.infoHash
    }
}

/// A holder has a file. Those of a row are a list in both directions.
struct HoldingRow {
    var holder: Int32
    var row: Int32
    var next: Int32
    var before: Int32 = -1
    /// The number of the full list in which it was told last (`HolderRow.telling`).
    var telling: UInt32
    /// For how many it counts among the row's live ones.
    var counted: Int32 = 0
}

/// A class, so that asking it copies nothing. It is its catalogue's alone.
final class CatalogueTable {
    private(set) var files = Rows<FileRow>()
    private var freeFiles: [Int32] = []
    private(set) var holdings = Rows<HoldingRow>()
    private var freeHoldings: [Int32] = []
    /// The first row of each name.
    private var names = SplitNumbers()
    /// The first row of each digest.
    private var contents = SplitNumbers()
    let words = WordIndex()
    /// Each row's live holders: what searches rank by, so they stand side by side.
    private(set) var lives: [Int32] = []
    /// Each row's base name as words, hashed: with the ending in the high half, without in the low.
    private(set) var bases: [UInt64] = []
    /// What holders say of where a file is; few do.
    private(set) var urls: [Int32: String] = [:]
    private var folded = FoldedText()
    /// Grows whenever a row comes or goes.
    private(set) var generation: UInt64 = 0
    /// Bytes, as `Limits` has them.
    private(set) var memory = 0

    /// Rows that somebody holds.
    var count: Int { files.count - freeFiles.count }
    var holdingCount: Int { holdings.count - freeHoldings.count }

    // MARK: Names

    static func hash(_ name: FileName) -> UInt32 { UInt32(truncatingIfNeeded: name.hashValue) }

    /// The first row of that name; -1 for none.
    func first(_ name: FileName, _ hash: UInt32) -> Int32 {
        names.first(hash) { files[Int($0)].hash == hash && files[Int($0)].name == name }
    }

    /// All rows of that name.
    func rows(named name: FileName) -> [Int32] {
        var rows: [Int32] = []
        var row = first(name, Self.hash(name))
        while row >= 0 {
            rows.append(row)
            row = files[Int(row)].namesake
        }
        return rows
    }

    /// The row of what the listing tells of, made if need be.
    func row(for listing: Listing, _ hash: UInt32, since: UInt32) -> Int32 {
        let head = first(listing.name, hash)
        var row = head
        while row >= 0 {
            if files[Int(row)].isSame(as: listing) { return row }
            row = files[Int(row)].namesake
        }
        let fresh = FileRow(
            name: listing.name, size: listing.size ?? -1, digest: listing.digest,
            infoHash: listing.infoHash, since: since, hash: hash)
        let number = add(fresh)
        if head >= 0 {
            files[Int(number)].namesake = files[Int(head)].namesake
            files[Int(head)].namesake = number
        } else {
            names.insert(number, hash) { files[Int($0)].hash }
        }
        return number
    }

    private func add(_ row: FileRow) -> Int32 {
        let number: Int32
        if let last = freeFiles.popLast() {
            number = last
            files[Int(number)] = row
        } else {
            number = Int32(files.count)
            files.append(row)
            lives.append(0)
            bases.append(0)
        }
        folded.read(row.name.path)
        words.insert(number, folded)
        bases[Int(number)] = folded.baseHash
        linkTwin(number)
        memory += Limits.catalogueFile + 2 * row.name.path.utf8.count
        generation += 1
        return number
    }

    private func forget(_ row: Int32) {
        let gone = files[Int(row)]
        unlink(row, gone)
        unlinkTwin(row)
        folded.read(gone.name.path)
        words.remove(row, folded)
        memory -= Limits.catalogueFile + 2 * gone.name.path.utf8.count
        // Its name's memory is given back now, and not when the number is given out again.
        files[Int(row)].name = Self.nobody
        files[Int(row)].digest = nil
        files[Int(row)].infoHash = nil
        freeFiles.append(row)
        generation += 1
    }

    private static let nobody: FileName = {
        guard let name = FileName("-") else { preconditionFailure("a dash is a name") }
        return name
    }()

    private func unlink(_ row: Int32, _ gone: FileRow) {
        let head = first(gone.name, gone.hash)
        if head == row {
            if gone.namesake >= 0 {
                names.replace(row, gone.hash, by: gone.namesake)
            } else {
                names.remove(row, gone.hash) { files[Int($0)].hash }
            }
            return
        }
        var before = head
        while files[Int(before)].namesake != row { before = files[Int(before)].namesake }
        files[Int(before)].namesake = gone.namesake
    }

    // MARK: Digests

    /// The rows of a content, whatever their names are; at most so many, after one of them. Nil:
    /// that one is gone.
    func rows(with digest: Digest256, after last: Int32?, limit: Int) -> [Int32]? {
        var rows: [Int32] = []
        var row = first(digest)
        if let last {
            guard last < files.count, files[Int(last)].holders > 0,
                files[Int(last)].digest == digest
            else { return nil }
            row = files[Int(last)].twin
        }
        while row >= 0, rows.count < limit {
            rows.append(row)
            row = files[Int(row)].twin
        }
        return rows
    }

    /// Nobody has looked whether a digest is true, so it is hashed as any stranger's word is.
    private static func hash(_ digest: Digest256) -> UInt32 {
        UInt32(truncatingIfNeeded: digest.hashValue)
    }

    private func hashOfContent(_ row: Int32) -> UInt32 {
        files[Int(row)].digest.map(Self.hash) ?? 0
    }

    private func first(_ digest: Digest256) -> Int32 {
        contents.first(Self.hash(digest)) { files[Int($0)].digest == digest }
    }

    private func linkTwin(_ row: Int32) {
        guard let digest = files[Int(row)].digest else { return }
        let head = first(digest)
        guard head >= 0 else {
            return contents.insert(row, Self.hash(digest)) { hashOfContent($0) }
        }
        let next = files[Int(head)].twin
        files[Int(row)].twin = next
        files[Int(row)].twinBefore = head
        files[Int(head)].twin = row
        if next >= 0 { files[Int(next)].twinBefore = row }
    }

    private func unlinkTwin(_ row: Int32) {
        guard let digest = files[Int(row)].digest else { return }
        let (before, next) = (files[Int(row)].twinBefore, files[Int(row)].twin)
        (files[Int(row)].twinBefore, files[Int(row)].twin) = (-1, -1)
        if next >= 0 { files[Int(next)].twinBefore = before }
        if before >= 0 {
            files[Int(before)].twin = next
        } else if next >= 0 {
            contents.replace(row, Self.hash(digest), by: next)
        } else {
            contents.remove(row, Self.hash(digest)) { hashOfContent($0) }
        }
    }

    // MARK: Holdings

    func hash(of holding: Int32) -> UInt32 {
        files[Int(holdings[Int(holding)].row)].hash
    }

    func isNamed(_ holding: Int32, _ name: FileName, _ hash: UInt32) -> Bool {
        let row = Int(holdings[Int(holding)].row)
        return files[row].hash == hash && files[row].name == name
    }

    /// Whether the number is of something that the holder has.
    func isHeld(_ holding: Int32, by holder: Int32) -> Bool {
        holdings[Int(holding)].holder == holder
    }

    /// One more holder of a row.
    func hold(
        _ row: Int32, by holder: Int32, lives: Int32, telling: UInt32, url: String
    ) -> Int32 {
        let next = files[Int(row)].holding
        var fresh = HoldingRow(holder: holder, row: row, next: next, telling: telling)
        fresh.counted = lives
        let number: Int32
        if let last = freeHoldings.popLast() {
            number = last
            holdings[Int(number)] = fresh
        } else {
            number = Int32(holdings.count)
            holdings.append(fresh)
        }
        if next >= 0 { holdings[Int(next)].before = number }
        files[Int(row)].holding = number
        files[Int(row)].holders += 1
        self.lives[Int(row)] += lives
        if !url.isEmpty { setURL(number, url) }
        memory += Limits.catalogueHolding
        return number
    }

    /// The holder has it no more; with the last one the row goes.
    func release(_ holding: Int32) {
        let gone = holdings[Int(holding)]
        if gone.next >= 0 { holdings[Int(gone.next)].before = gone.before }
        if gone.before >= 0 {
            holdings[Int(gone.before)].next = gone.next
        } else {
            files[Int(gone.row)].holding = gone.next
        }
        lives[Int(gone.row)] -= gone.counted
        files[Int(gone.row)].holders -= 1
        setURL(holding, "")
        holdings[Int(holding)].holder = -1
        freeHoldings.append(holding)
        memory -= Limits.catalogueHolding
        if files[Int(gone.row)].holders == 0 { forget(gone.row) }
    }

    /// What the only holder of a row says of it has changed, and nobody else says the same: the row
    /// becomes that, and its words stay. Whether it could.
    func amend(_ holding: Int32, to listing: Listing) -> Bool {
        let row = Int(holdings[Int(holding)].row)
        guard files[row].holders == 1 else { return false }
        var other = first(listing.name, files[row].hash)
        while other >= 0 {
            if files[Int(other)].isSame(as: listing) { return false }
            other = files[Int(other)].namesake
        }
        unlinkTwin(Int32(row))
        files[row].size = listing.size ?? -1
        files[row].digest = listing.digest
        files[row].infoHash = listing.infoHash
        linkTwin(Int32(row))
        generation += 1
        return true
    }

    func setURL(_ holding: Int32, _ url: String) {
        if url.isEmpty {
            guard !urls.isEmpty, let gone = urls.removeValue(forKey: holding) else { return }
            memory -= gone.utf8.count
        } else {
            memory += url.utf8.count - (urls.updateValue(url, forKey: holding)?.utf8.count ?? 0)
        }
    }

    func setTelling(_ holding: Int32, _ telling: UInt32) {
        holdings[Int(holding)].telling = telling
    }

    func setCounted(_ holding: Int32, _ count: Int32) {
        let change = count - holdings[Int(holding)].counted
        guard change != 0 else { return }
        holdings[Int(holding)].counted = count
        lives[Int(holdings[Int(holding)].row)] += change
    }

    func listing(_ holding: Int32) -> Listing {
        let row = files[Int(holdings[Int(holding)].row)]
        return Listing(
            name: row.name, size: row.size < 0 ? nil : row.size, digest: row.digest,
            infoHash: row.infoHash, url: urls.isEmpty ? "" : urls[holding] ?? "")
    }
}

extension FoldedText {
    /// The base name's words as one number: all of them in the high half, those before its last dot
    /// in the low one. Equal names have equal numbers; others hardly ever, and then rank too high.
    var baseHash: UInt64 {
        Self.hash(bytes[base...]) << 32 | Self.hash(bytes[base..<max(base, stemEnd)])
    }

    /// FNV-1a: nothing is found by it.
    static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt32 = 0x811c_9dc5
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return UInt64(hash)
    }
}
