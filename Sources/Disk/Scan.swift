// A look at everything in a folder.
//
// Law. Folders are opened from the share's own descriptor, never through a link; at most three
// descriptors are open at a time, however deep the tree; and what cannot be read makes the scan
// incomplete, so that nobody takes unseen files for removed ones.

import Glibc
import Vocabulary

/// What a scan saw.
package struct Scan: Sendable, Equatable {
    package var files: [ScannedFile] = []
    /// The folders beneath the share that were read, for whoever watches them.
    package var folders: [FileName] = []
    /// Entries whose names are no `FileName`: not UTF-8, with a backslash, or too long a path.
    package var unnameable = 0
    /// Whether everything was seen. Otherwise a limit was met, the work was cancelled, or `refused`
    /// says what could not be read.
    package var complete = true
    package var refused: DiskError?
}

/// Reads `folder` and all folders in it, or only those beneath `start`. For the pool.
/// Regular files alone are files here; names that begin with a dot are not shared and not entered.
/// Other file systems that are mounted inside are entered.
package func scan(
    _ folder: Folder, beneath start: FileName? = nil, cancel: Cancellation = Cancellation()
) -> Scan {
    var walk = Walk(root: folder, cancel: cancel)
    walk.run(from: start)
    return walk.scan
}

/// One file of a folder as it is now; nil where there is none, or something that is not shared.
package func examine(_ folder: Folder, _ name: FileName) throws(DiskError) -> ScannedFile? {
    do {
        // O_NONBLOCK is for FIFOs: nobody waits here for one to be written.
        let file = try folder.open(name)
        return ScannedFile(
            path: name, size: file.size, modified: file.modified, inode: file.inode)
    } catch {
        if error.isMissing { return nil }
        throw error
    }
}

private struct Walk {
    let root: Folder
    let cancel: Cancellation
    var scan = Scan()
    /// Folders that were seen and not yet read, with how deep they lie.
    private var waiting: [(name: FileName?, depth: Int)] = []

    init(root: Folder, cancel: Cancellation) {
        self.root = root
        self.cancel = cancel
    }

    mutating func run(from start: FileName?) {
        waiting = [(start, start.map { components(of: $0.path).count } ?? 0)]
        while let (name, depth) = waiting.popLast() {
            if cancel.isCancelled {
                scan.complete = false
                return
            }
            do throws(DiskError) {
                try read(name, depth)
            } catch {
                // Removed between being seen and being read: then there is nothing in it.
                if error.isMissing { continue }
                scan.refused = error
                scan.complete = false
            }
        }
    }

    private mutating func read(_ name: FileName?, _ depth: Int) throws(DiskError) {
        let opened = try root.openBeneath(name?.path ?? ".", O_RDONLY | O_DIRECTORY)
        // The stream owns the descriptor from here on.
        guard let stream = fdopendir(opened) else {
            close(opened)
            throw DiskError("read a folder", code: errno)
        }
        defer { closedir(stream) }
        if let name { scan.folders.append(name) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            if scan.files.count >= Limits.files {
                scan.complete = false
                return
            }
            take(entry, in: name, depth, opened)
        }
        if errno != 0 { throw DiskError("read a folder", code: errno) }
    }

    private mutating func take(
        _ entry: UnsafeMutablePointer<dirent>, in parent: FileName?, _ depth: Int, _ opened: Int32
    ) {
        let type = Int(entry.pointee.d_type)
        guard [Int(DT_REG), Int(DT_DIR), Int(DT_UNKNOWN)].contains(type) else { return }
        // Read through a pointer: a name may be longer than the 256 bytes that the type promises.
        let place = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 19)
        let bytes = place.assumingMemoryBound(to: CChar.self)
        guard bytes.pointee != CChar(UInt8(ascii: ".")) else { return }
        var raw = stat()
        let isFolder: Bool
        if type == Int(DT_DIR) {
            isFolder = true
        } else {
            // It may be gone already; then it is simply not there.
            guard fstatat(opened, bytes, &raw, AT_SYMLINK_NOFOLLOW) == 0 else { return }
            isFolder = raw.st_mode & S_IFMT == S_IFDIR
            guard isFolder || raw.st_mode & S_IFMT == S_IFREG else { return }
        }
        guard let base = String(validatingCString: bytes),
            let name = parent.map({ FileName("\($0.path)/\(base)") }) ?? FileName(base)
        else {
            scan.unnameable += 1
            return
        }
        isFolder ? enter(name, depth + 1) : scan.files.append(ScannedFile(name, raw))
    }

    private mutating func enter(_ name: FileName, _ depth: Int) {
        guard depth <= Limits.folderDepth, scan.folders.count + waiting.count < Limits.folders
        else {
            scan.complete = false
            return
        }
        waiting.append((name, depth))
    }
}

extension ScannedFile {
    fileprivate init(_ path: FileName, _ raw: stat) {
        let status = FileStatus(raw)
        self.init(
            path: path, size: status.size, modified: status.modified, inode: status.inode)
    }
}
