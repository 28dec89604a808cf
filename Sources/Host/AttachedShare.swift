// A share that is open: a folder, one file in a folder, or one file that was passed to us.
//
// Law. It is immutable, so the pool may use it while the loop does.

import Disk
import Glibc
import Vocabulary

final class AttachedShare: Sendable {
    enum Place: Sendable {
        case folder(Folder)
        /// One file of a folder; nothing else in there is looked at.
        case file(FileName, in: Folder)
        /// A file that somebody passed, and what it is called.
        case passed(FileName, OpenFile)
    }

    let place: Place

    init(_ place: Place) { self.place = place }

    /// Opens what lies at a path of this machine.
    convenience init(path: String) throws(DiskError) {
        do throws(DiskError) {
            self.init(.folder(try Folder(path: path)))
            return
        } catch {
            guard error.code == ENOTDIR else { throw error }
        }
        let only = try Self.name(of: path)
        let folder = try Folder(path: path.folderPath)
        _ = try folder.open(only)
        self.init(.file(only, in: folder))
    }

    /// What a descriptor that was passed is open on; the path is no more than a word for it.
    convenience init(_ passed: PassedDescriptor, path: String) throws(DiskError) {
        switch try passed.look().kind {
        case .folder: self.init(.folder(try passed.folder()))
        case .regular: self.init(.passed(try Self.name(of: path), try passed.file()))
        case .other: throw DiskError(saying: "only files and folders are shared", code: EINVAL)
        }
    }

    private static func name(of path: String) throws(DiskError) -> FileName {
        guard path.utf8.last != UInt8(ascii: "/"),
            let name = path.lastPathPart.flatMap({ FileName($0) })
        else {
            throw DiskError(saying: "\(path) is no name for a shared file", code: EINVAL)
        }
        return name
    }

    /// The one file that is shared; nil for a whole folder.
    var only: FileName? {
        switch place {
        case .folder: nil
        case .file(let name, _), .passed(let name, _): name
        }
    }

    /// The folder that can be watched.
    var folder: Folder? {
        switch place {
        case .folder(let folder), .file(_, let folder): folder
        case .passed: nil
        }
    }

    func admits(_ path: FileName) -> Bool { only == nil || only == path }

    /// Opens a file of it, as it is now.
    func open(_ path: FileName) throws(DiskError) -> OpenFile {
        switch place {
        case .folder(let folder), .file(_, let folder): try folder.open(path)
        case .passed(_, let file): try file.current()
        }
    }

    /// A file of it as it is now; nil where there is none that can be read. Throws only where
    /// nothing can be opened at the moment. For the pool.
    func examine(_ path: FileName) throws(DiskError) -> ScannedFile? {
        do throws(DiskError) {
            let file = try open(path)
            return ScannedFile(
                path: path, size: file.size, modified: file.modified, inode: file.inode)
        } catch {
            if error.isOutOfDescriptors { throw error }
            return nil
        }
    }

    /// Opens a file of it to be read and digested. For the pool.
    func hasher(_ path: FileName) throws(DiskError) -> FileHasher {
        switch place {
        case .folder(let folder), .file(_, let folder):
            try FileHasher(folder, path, slots: Limits.hashSlots, of: Limits.hashStep)
        case .passed(_, let file):
            try FileHasher(file, slots: Limits.hashSlots, of: Limits.hashStep)
        }
    }

    /// What it is open on.
    func look() throws(DiskError) -> FileStatus {
        switch place {
        case .folder(let folder): try FileStatus(of: folder.descriptor)
        case .file(let name, let folder): try folder.open(name).status
        case .passed(_, let file): try file.look()
        }
    }
}
