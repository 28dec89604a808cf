// The end of a torrent's download: on the disk for good, under its name, or gone.
//
// Law. What is placed appears whole and synced under a name that was free, or not at all.

import Digest
import Glibc
import Vocabulary

extension TorrentFiles {
    /// Whether anything was written and not placed yet.
    package var isThere: Bool {
        var raw = stat()
        return fstatat(folder.descriptor, root, &raw, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// Puts what has these pieces, or everything, on the disk itself, so that not even a power cut
    /// takes it away. For the pool.
    package func sync(_ pieces: PieceSet? = nil) throws(DiskError) {
        var folders: Set<String> = []
        var isInParts = false
        for file in files(of: pieces) {
            guard layout.files[file].hasFile else {
                isInParts = true
                continue
            }
            guard let opened = try openThere(path(of: file)) else { continue }
            defer { close(opened) }
            try check("sync a file") { fdatasync(opened) }
            insertFolders(of: file, into: &folders)
        }
        if isInParts, let opened = try openThere(partsName) {
            defer { close(opened) }
            try check("sync a file") { fdatasync(opened) }
        }
        for path in folders { try folder.passage(path).sync() }
        try folder.sync()
    }

    private func files(of pieces: PieceSet?) -> [Int] {
        guard let pieces else { return Array(layout.files.indices) }
        var files: [Int] = []
        for piece in pieces.pieces {
            let spans = layout.spans(of: geometry.range(of: piece))
            files += spans.map(\.file).drop { $0 == files.last }
        }
        return files
    }

    /// The folders on the way to a file, with the torrent's own.
    private func insertFolders(of file: Int, into folders: inout Set<String>) {
        var parts = components(of: path(of: file)).dropLast()
        while !parts.isEmpty, folders.insert(parts.joined(separator: "/")).inserted {
            parts = parts.dropLast()
        }
    }

    /// Gives the whole torrent its name beneath `target`, and makes the folders on the way to it:
    /// the folder of its files, or the one file that it is. Throws an error that `isTaken` where
    /// something has the name; nothing is ever replaced. A folder on another file system gets a
    /// copy. What is not wanted is not there, and the record stays. Gives the files' times, by
    /// which it is seen later that they have not changed. For the pool.
    @discardableResult
    package func place(
        as name: FileName, in target: Folder, cancel: Cancellation = Cancellation()
    ) throws(DiskError) -> [Int64?] {
        try finish(cancel)
        let parts = components(of: name.path)
        var parent = target
        if let above = FileName(parts.dropLast().joined(separator: "/")) {
            parent = try target.folder(above, making: true)
        }
        let source = layout.isFolder ? root : path(of: 0)
        let (holder, base) = try folder.parent(of: source)
        do throws(DiskError) {
            try renameNew(
                base, in: holder, to: parts[parts.count - 1], in: parent,
                isFolder: layout.isFolder)
        } catch {
            guard error.code == EXDEV else { throw error }
            try placeCopy(as: name, parts[parts.count - 1], in: target, parent, cancel)
        }
        try parent.sync()
        let times = times(under: name, in: target)
        try removeTree(root, in: folder)
        try removeTree(partsName, in: folder)
        try folder.sync()
        return times
    }

    private func times(under name: FileName, in target: Folder) -> [Int64?] {
        layout.files.map { entry in
            guard entry.isKept, let path = layout.isFolder ? entry.name.beneath(name) : name else {
                return nil
            }
            return (try? target.open(path))?.modified
        }
    }

    /// Removes everything of it, with its record. For the pool.
    package func discard() throws(DiskError) { try removeTorrent(infoHash, in: folder) }

    // MARK: Small print

    /// Makes every file what it is going to be, and puts it on the disk.
    private func finish(_ cancel: Cancellation) throws(DiskError) {
        var folders: Set<String> = [root]
        for (file, entry) in layout.files.enumerated() {
            try cancel.check("finishing a torrent")
            guard entry.isKept else {
                try removeUnwanted(file)
                continue
            }
            try finish(file, entry.length)
            insertFolders(of: file, into: &folders)
        }
        // A torrent of nothing that is wanted is an empty folder.
        if let name = FileName(root) { _ = try folder.folder(name, making: true) }
        for path in folders { try folder.passage(path).sync() }
    }

    private func finish(_ file: Int, _ length: Int64) throws(DiskError) {
        // An empty file has no piece that would have made it.
        let there = length == 0 ? try openToWrite(path(of: file)) : try openThere(path(of: file))
        guard let opened = there else {
            throw DiskError(saying: "\(path(of: file)) is not there", code: ESTALE)
        }
        defer { close(opened) }
        let size = try FileStatus(of: opened).size
        guard size >= length else {
            throw DiskError(saying: "\(path(of: file)) is not whole", code: ESTALE)
        }
        if size > length { try check("cut a file") { ftruncate(opened, off_t(length)) } }
        try check("sync a file") { fsync(opened) }
    }

    /// It was wanted once, and something of it came; its folders go if nothing else is in them.
    private func removeUnwanted(_ file: Int) throws(DiskError) {
        var path = path(of: file)
        while path != root {
            let parent: Folder
            let base: String
            do throws(DiskError) {
                (parent, base) = try folder.parent(of: path)
            } catch {
                if error.code == ENOENT { return }
                throw error
            }
            let isFile = path == self.path(of: file)
            if unlinkat(parent.descriptor, base, isFile ? 0 : AT_REMOVEDIR) != 0 {
                if isFile, errno != ENOENT { throw DiskError("remove \(path)", code: errno) }
                return
            }
            path = components(of: path).dropLast().joined(separator: "/")
        }
    }

    /// A copy of everything, whole and synced under its name or not there.
    private func placeCopy(
        as name: FileName, _ base: String, in target: Folder, _ parent: Folder,
        _ cancel: Cancellation
    ) throws(DiskError) {
        guard layout.isFolder else {
            let file = try open(file: 0)
            return try Disk.placeCopy(
                of: file.descriptor, file.size, as: name, in: target, cancel: cancel)
        }
        // Beneath the target itself: there it is removed at the next start, if this one ends now.
        let unfinished = "\(unfinishedPrefix).\(randomEnding())"
        try check("make a folder") { mkdirat(target.descriptor, unfinished, 0o755) }
        do throws(DiskError) {
            let copy = try target.passage(unfinished)
            for (file, entry) in layout.files.enumerated() where entry.isKept {
                let source = try open(file: file)
                try Disk.placeCopy(
                    of: source.descriptor, source.size, as: entry.name, in: copy, cancel: cancel)
            }
            try copy.sync()
            try renameNew(unfinished, in: target, to: base, in: parent, isFolder: true)
        } catch {
            try? removeTree(unfinished, in: target)
            throw error
        }
    }
}

extension Cancellation {
    /// Throws an error that `isCancelled` once it is.
    package func check(_ deed: String) throws(DiskError) {
        if isCancelled { throw DiskError(saying: "\(deed) was cancelled", code: ECANCELED) }
    }
}
