// What this node shares: files by their names, their words and their content.
//
// Law 1. A name is one file's. Where two shares have the same name, the share with the lower number
//        shows its file, and the other is there again as soon as the first is gone.
// Law 2. A digest belongs to a size, a time and an inode. Where one of them changed, the file waits
//        to be hashed again; where none did, not even a restart makes it wait.
// Law 3. The library says what has gone; whoever keeps records forgets them.

import Digest
import Vocabulary

/// The library of one node. Belongs to the node, and is asked by name on the hottest path there is:
/// that is one look into a dictionary, and no allocation.
package final class Library {
    /// Shares that lie in the state folder and have no prefix: shared files, and downloads.
    package static let unnamedShares: ClosedRange<Int64> = 0...1

    private let table = FileTable()
    /// Shares by reference, by number.
    private(set) var shares: [Int64: ShareRecord] = [:]
    private var hiddenShares: Set<Int64> = []
    /// Rows that wait for their digests, in the order in which they came; `queueHead` is the first.
    private var queue: [Int32] = []
    private var queueHead = 0
    /// Counts scans as they begin and end; a row keeps the count of when it was last seen.
    private var scans: UInt32 = 1
    private var scansUnderWay: [Int64: ScanUnderWay] = [:]
    var news = LibraryNews()
    /// Whether somebody keeps up with every change, and what he has not heard of yet.
    package var isFollowed = false
    var followed: [FileName] = []

    /// What happened to a share since somebody began to read its folders: a scan tells of some
    /// moment in between, and what was seen by itself is newer.
    private struct ScanUnderWay {
        let began: UInt32
        var removed: Set<FileName> = []
    }

    /// A library with the files that were known when their digests were recorded. They are shown at
    /// once; the first scan of their share says which of them are still so.
    package init(records: [FileRecord], shares: [ShareRecord]) {
        for share in shares { self.shares[share.id] = share }
        table.reserve(records.count)
        for record in records {
            let found = ScannedFile(
                path: record.path, size: record.size, modified: record.modified,
                inode: record.inode)
            guard let row = place(share: record.share, found) else { continue }
            learn(row, FileContent(record))
        }
    }

    // MARK: Shares

    /// A folder or file that is shared by reference from now on.
    package func add(_ share: ShareRecord) {
        precondition(
            !Self.unnamedShares.contains(share.id), "shared files and downloads are always shares")
        shares[share.id] = share
    }

    /// Nothing of the share is in the library any more.
    package func remove(share: Int64) {
        forget(table.rows { $0.share == share })
        shares[share] = nil
        hiddenShares.remove(share)
        scansUnderWay[share] = nil
    }

    /// The shares by reference, by number.
    package var sharesByReference: [ShareRecord] { shares.values.sorted { $0.id < $1.id } }

    /// Whether the files of a share are seen by others. Those that are not keep their digests: a
    /// disk that is not mounted today may be tomorrow.
    package func setShown(share: Int64, _ isShown: Bool) {
        let isChanged =
            isShown ? hiddenShares.remove(share) != nil : hiddenShares.insert(share).inserted
        guard isChanged else { return }
        let rows = table.rows { $0.share == share }
        for row in rows { refresh(table.name(of: row)) }
        if isShown { queueAgain(rows) }
    }

    /// Those that wait and were passed over while nobody saw them.
    private func queueAgain(_ rows: some Sequence<Int>) {
        let ahead = Set(queue[queueHead...])
        for row in rows where table[row].state == .waiting && !ahead.contains(Int32(row)) {
            queue.append(Int32(row))
        }
    }

    /// Whether downloads are shared.
    package func setDownloadsShown(_ isShown: Bool) { setShown(share: 1, isShown) }

    /// What a new share is called that would like to be called `wanted`: so, or `wanted-2` and so
    /// on, where a share or a file has that name. A file's number stands before its ending.
    package func freeName(for wanted: FileName, isFolder: Bool = true) -> FileName {
        var number = 1
        while true {
            if let name = wanted.suffixed(number, beforeEnding: !isFolder), !isTaken(name) {
                return name
            }
            number += 1
        }
    }

    /// O(files), and that is fine: a person waits for it once.
    private func isTaken(_ name: FileName) -> Bool {
        let folder = name.path + "/"
        return shares.values.contains { $0.name == name }
            || table.hasName { $0 == name || $0.path.utf8.starts(with: folder.utf8) }
    }

    // MARK: What was seen

    /// Somebody begins to read the folders of the share, and says `scanned` in the end.
    package func scanBegins(share: Int64) {
        scans += 1
        scansUnderWay[share] = ScanUnderWay(began: scans)
    }

    /// A scan that is under way saw these, among others.
    package func scanSaw(share: Int64, _ files: [ScannedFile]) {
        let removed = scansUnderWay[share]?.removed ?? []
        for file in files where !removed.contains(file.path) {
            guard let row = place(share: share, file) else { continue }
            table[row].scan = scans
            if table[row].state == .failed { wait(row) }
        }
    }

    /// A scan of the share has ended. Besides what it said before it saw exactly `files`; where it
    /// is not `complete`, at least them. Returns the paths that have gone, for who keeps records.
    package func scanned(
        share: Int64, _ files: [ScannedFile], complete: Bool = true
    ) -> [FileName] {
        scans += 1
        if table.count == 0 { table.reserve(files.count) }
        scanSaw(share: share, files)
        let scan = scansUnderWay.removeValue(forKey: share) ?? ScanUnderWay(began: scans)
        guard complete else { return [] }
        let gone = table.rows { $0.share == share && $0.scan < scan.began }
        let paths = gone.map { table.path(of: $0) }
        forget(gone)
        return paths
    }

    /// One file was seen. Asks for its digest where that is not known, also where it was asked for
    /// before: hashing may fail, or never end.
    package func saw(share: Int64, _ file: ScannedFile) {
        scansUnderWay[share]?.removed.remove(file.path)
        guard let row = place(share: share, file) else { return }
        table[row].scan = scans
        if [.hashing, .failed].contains(table[row].state) { wait(row) }
    }

    /// One file has gone. Whether it was known.
    @discardableResult
    package func remove(share: Int64, path: FileName) -> Bool {
        // No more than a library holds: a forgotten one comes back until the next scan.
        if scansUnderWay[share]?.removed.count ?? Limits.files < Limits.files {
            scansUnderWay[share]?.removed.insert(path)
        }
        guard let row = row(share: share, path) else { return false }
        forget([row])
        return true
    }

    // MARK: Hashing

    /// The file that has waited longest for its digest; it is given out once. What nobody sees is
    /// not hashed: it waits until its share is shown.
    package func nextToHash() -> SharedFile? {
        while queueHead < queue.count {
            let row = Int(queue[queueHead])
            queueHead += 1
            guard table[row].state == .waiting, !hiddenShares.contains(table[row].share) else {
                continue
            }
            table[row].state = .hashing
            return file(row)
        }
        queue.removeAll()
        queueHead = 0
        return nil
    }

    /// `file` was hashed. Whether that is news of the file as it is known now; if so it is worth a
    /// record. A digest of an earlier state is not.
    package func hashed(share: Int64, _ file: ScannedFile, _ content: FileContent) -> Bool {
        guard let row = row(share: share, file.path) else { return false }
        if !table[row].isSame(as: file) {
            // It changed after it was seen. What hashing saw is newer, unless it was seen once
            // more meanwhile: then it is waiting again.
            guard table[row].state == .hashing else { return false }
            table.renew(row, file)
        }
        learn(row, content)
        if table.isShown(row) { note(table.name(of: row)) }
        return true
    }

    /// A file was to be hashed and could not be read.
    package func hashFailed(share: Int64, path: FileName) {
        guard let row = row(share: share, path), table[row].state == .hashing else { return }
        table[row].state = .failed
    }

    /// What is new of the files that are shown, since the last call.
    package func takeNews() -> LibraryNews {
        defer { if !news.isEmpty { news = LibraryNews() } }
        return news
    }

    // MARK: Questions

    /// Files that are shown.
    package var count: Int { table.shown }
    /// Their bytes.
    package var totalBytes: Int64 { table.shownBytes }
    /// Those of them whose digests are not known yet.
    package var unhashedCount: Int { table.shownUnhashed }

    /// The file that has this name.
    package func file(named name: FileName) -> SharedFile? {
        guard let row = table.shown(named: name) else { return nil }
        return table.shared(row)
    }

    /// The file at this path of a share, shown or not.
    package func file(share: Int64, path: FileName) -> SharedFile? {
        row(share: share, path).map(file)
    }

    /// A file that is this torrent as a whole, shown to others.
    package func file(withInfoHash infoHash: Digest160) -> SharedFile? {
        table.shown(withInfoHash: infoHash).map { table.shared($0) }
    }

    /// The hashes of a file's pieces, 20 bytes each; empty where they are not known.
    package func pieces(ofFileNamed name: FileName) -> [UInt8] {
        table.shown(named: name).map { table.pieces(of: $0) } ?? []
    }

    /// The files of this content. O(files), at a nanosecond each.
    package func files(with digest: Digest256) -> [SharedFile] {
        table.rows(with: digest).map(file)
    }

    /// The files whose names have all `words` (parts of words will do, and the case does not
    /// matter): first the one of exactly this name, then of this base name, then those whose base
    /// names begin so, then the rest; each in the order in which the library met them.
    package func search(_ words: String, limit: Int) -> [SharedFile] {
        guard let query = Query(words) else { return [] }
        var hits = Hits(limit: limit)
        table.text.eachRow(matching: query) { row, rank in
            if table.isShown(row) { hits.add(row, rank) }
        }
        return hits.rows.map(file)
    }

    /// Files of a search that stand after `place`, with their places; in the order of `search`.
    package func search(
        _ words: String, after place: SearchPlace?, limit: Int
    ) -> [(place: SearchPlace, file: SharedFile)] {
        guard let query = Query(words) else { return [] }
        var hits = Hits(limit: limit)
        table.text.eachRow(matching: query) { row, rank in
            let own = SearchPlace(rank: rank.rawValue, serial: table.serial(of: row))
            if table.isShown(row), place.map({ $0 < own }) ?? true { hits.add(row, rank) }
        }
        return hits.ranked.map {
            (SearchPlace(rank: $0.rank, serial: table.serial(of: $0.row)), file($0.row))
        }
    }

    /// Files of this content that stand after `place`, with their places.
    package func files(
        with digest: Digest256, after place: SearchPlace?, limit: Int
    ) -> [(place: SearchPlace, file: SharedFile)] {
        table.rows(with: digest).lazy.map { row in
            (SearchPlace(rank: 0, serial: self.table.serial(of: row)), row)
        }.filter { own, _ in place.map { $0 < own } ?? true }.prefix(limit)
            .map { ($0, self.file($1)) }
    }

    /// Files by name, from the first after `name` on; nil for the very first.
    package func files(after name: FileName?, limit: Int) -> [SharedFile] {
        table.rows(after: name, limit: limit).map(file)
    }

    /// The files that are shown beneath a folder, by name, with their paths in there; at most so
    /// many. O(log files + hits).
    package func files(
        beneath folder: FileName, limit: Int
    ) -> [(path: FileName, file: SharedFile)] {
        let prefix = folder.path + "/"
        var found: [(path: FileName, file: SharedFile)] = []
        var last = folder
        while found.count < limit {
            // "folder-2" stands before "folder/", so the first step may see others.
            let step = table.rows(after: last, limit: 1024)
            guard let end = step.last else { break }
            for row in step {
                let name = table.name(of: row).path
                guard name.utf8.starts(with: prefix.utf8) else {
                    if prefix.utf8.lexicographicallyPrecedes(name.utf8) { return found }
                    continue
                }
                guard found.count < limit else { return found }
                guard let path = FileName(Substring(name.utf8.dropFirst(prefix.utf8.count))) else {
                    preconditionFailure("what is beneath a folder has a name there")
                }
                found.append((path, file(row)))
            }
            last = table.name(of: end)
        }
        return found
    }

    /// All files that are shown, by name.
    package var all: [SharedFile] { files(after: nil, limit: .max) }
}

@available(*, unavailable) extension Library: Sendable {}

// Keeping the table.
extension Library {
    private func file(_ row: Int) -> SharedFile { table.shared(row) }

    private func row(share: Int64, _ path: FileName) -> Int? {
        guard let name = shares.name(of: share, path) else { return nil }
        return table.row(named: name, share: share, path)
    }

    /// The row of a file that was seen, which waits for its digest if it is new or changed. Nil
    /// where it can have no name here, or there are too many files.
    private func place(share: Int64, _ file: ScannedFile) -> Int? {
        guard let name = shares.name(of: share, file.path) else { return nil }
        if let known = table.row(named: name, share: share, file.path) {
            if !table[known].isSame(as: file) {
                table.renew(known, file)
                if table.isShown(known) { note(name) }
                wait(known)
            }
            return known
        }
        guard table.count < Limits.files else { return nil }
        let (row, isAlone) = table.append(FileRow(share: share, file), file.path, named: name)
        if !isAlone {
            refresh(name)
        } else if !hiddenShares.contains(share) {
            table.show(row)
            note(name)
        }
        wait(row)
        return row
    }

    /// Where only the digest is known (the file came here as a download, or its record is of an
    /// earlier version), it is hashed all the same, for its pieces.
    private func learn(_ row: Int, _ content: FileContent) {
        table.learn(row, content)
        let isTorrent = content.infoHash != nil
        if !isTorrent, PieceGeometry.own(length: table[row].size) != nil { wait(row) }
    }

    private func wait(_ row: Int) {
        table[row].state = .waiting
        queue.append(Int32(row))
    }

    private func refresh(_ name: FileName) {
        let before = table.shown(named: name)
        table.show(name) { !hiddenShares.contains($0.share) }
        if table.shown(named: name) != before { note(name) }
    }

    private func forget(_ rows: [Int]) {
        guard !rows.isEmpty else { return }
        for row in rows {
            let name = table.name(of: row)
            if table.isShown(row) { note(name) }
            table.remove(row, named: name)
            refresh(name)
        }
        guard table.isMostlyEmpty else { return }
        let moved = table.compact()
        queue = queue[queueHead...].compactMap { moved[$0] }
        queueHead = 0
    }
}

extension FileContent {
    fileprivate init(_ record: FileRecord) {
        self.init(digest: record.digest, infoHash: record.infoHash, pieces: record.pieces)
    }
}
