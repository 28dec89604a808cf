// Watches that the kernel has and the watcher does not know yet.
//
// The kernel marks every file of a folder that it knows when the folder is watched: with a hundred
// thousand of them that takes longer than a turn may. So this is for the pool.

import CLinux
import Glibc
import Vocabulary

package struct Watches: Sendable {
    /// Watch numbers, and whose they are: nil for the share's own folder.
    var set: [(number: Int32, folder: FileName?)] = []
    /// Why they are not all, in words.
    var refused: String?
    /// And what failed, where something did.
    var failure: DiskError?

    /// Has the folder of a share and `folders` beneath it watched by the inotify `descriptor`.
    package static func set(
        on descriptor: Int32, _ root: Folder, folders: [FileName]
    ) -> Watches {
        var watches = Watches()
        if let name = networkFileSystem(root.descriptor) {
            watches.refused = "\(name) does not report what other machines change"
            return watches
        }
        do {
            try watches.add(descriptor, root, nil)
            for folder in folders { try watches.add(descriptor, root, folder) }
        } catch {
            watches.failure = error
            watches.refused =
                error.isFull
                ? "the kernel's watch table is full (fs.inotify.max_user_watches)"
                : error.description
        }
        return watches
    }

    private static let mask =
        IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM
        | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF

    private mutating func add(
        _ descriptor: Int32, _ root: Folder, _ folder: FileName?
    ) throws(DiskError) {
        let opened: Int32
        do throws(DiskError) {
            opened = try root.openBeneath(
                folder?.path ?? ".", Int32(linux_open_path) | O_DIRECTORY)
        } catch {
            if folder != nil, error.isMissing { return }  // gone already
            throw error
        }
        defer { close(opened) }
        // inotify knows only paths. This one is the descriptor itself, so no link is followed
        // but the kernel's own.
        let number = try check("watch \(folder?.path ?? "the shared folder")") {
            inotify_add_watch(descriptor, "/proc/self/fd/\(opened)", UInt32(Self.mask))
        }
        set.append((number, folder))
    }

    /// The name of a file system whose changes are made elsewhere, else nil. (statfs(2), f_type.)
    private static func networkFileSystem(_ descriptor: Int32) -> String? {
        switch UInt32(truncatingIfNeeded: linux_file_system(descriptor)) {
        case 0x6969: "NFS"
        case 0xff53_4d42, 0xfe53_4d42, 0x517b: "SMB"
        case 0x6573_5546: "FUSE"
        case 0x0102_1997: "9P"
        case 0x00c3_6400: "Ceph"
        case 0x5346_414f, 0x6b41_4653: "AFS"
        case 0x7375_7245: "Coda"
        default: nil
        }
    }
}
