// The folder that a daemon keeps everything in, and the lock that keeps a second daemon out.
//
// Law. What is there is never replaced silently: a damaged key is an error that a person settles.

import Digest
import Glibc
import Vocabulary

/// `<state>`, with what is in it, open and locked as long as this object lives.
package final class StateFolder: Sendable {
    /// As it was configured; for sentences, and for libraries that want paths.
    package let path: String
    package let folder: Folder
    /// `shared_files/`
    package let sharedFiles: Folder
    /// `downloads/`
    package let downloads: Folder
    /// `downloads/.incomplete/`
    package let incomplete: Folder
    private let lock: Int32

    /// Makes what is missing and takes the lock. Throws an error that `isInUse` where another
    /// daemon has it. Nothing but the lock file is touched before it is taken.
    package init(path: String) throws(DiskError) {
        self.path = path
        try makeFolders(path)
        folder = try Folder(path: path)
        lock = try Self.takeLock(folder, path)
        do throws(DiskError) {
            sharedFiles = try Self.part("shared_files", of: folder, 0o750)
            downloads = try Self.part("downloads", of: folder, 0o750)
            incomplete = try Self.part(".incomplete", of: downloads, 0o700)
        } catch {
            close(lock)
            throw error
        }
        // What was copied half way into our own folders, when we were stopped last time.
        for place in [folder, sharedFiles, downloads] {
            try removeUnfinished(in: place)
        }
    }

    deinit { close(lock) }

    /// `unshared/`, made when it is first needed: what a person took out of the library.
    package func unshared() throws(DiskError) -> Folder {
        try Self.part("unshared", of: folder, 0o750)
    }

    /// The node's key, made on the first start. It is 32 bytes in `node.key`, which nobody else
    /// may read. Throws where that is not so.
    package func identityKey() throws(DiskError) -> IdentityKey {
        do {
            return try loadKey()
        } catch {
            guard error.code == ENOENT else { throw error }
        }
        return try makeKey()
    }

    private static func takeLock(_ folder: Folder, _ path: String) throws(DiskError) -> Int32 {
        let lock: Int32
        do throws(DiskError) {
            lock = try folder.openBeneath("lock", O_RDWR | O_CREAT, mode: 0o640)
        } catch {
            // The first thing that is written: here it shows that nothing can be.
            throw DiskError(
                saying: "the state folder \(path) cannot be used: \(error)", code: error.code)
        }
        do throws(DiskError) {
            try check("lock the state folder \(path)") { flock(lock, LOCK_EX | LOCK_NB) }
        } catch {
            close(lock)
            guard error.isInUse else { throw error }
            throw DiskError(
                saying: "the state folder \(path) is in use by another daemon", code: error.code)
        }
        return lock
    }

    /// A folder of ours. It may be a link: whoever runs the daemon may keep files elsewhere.
    private static func part(
        _ name: String, of parent: Folder, _ mode: mode_t
    ) throws(DiskError) -> Folder {
        if mkdirat(parent.descriptor, name, mode) != 0, errno != EEXIST {
            throw DiskError("make folder \(name)", code: errno)
        }
        return try Folder(
            adopting: check("open folder \(name)") {
                openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            })
    }
}

// The key.
extension StateFolder {
    private static let keyName = "node.key"

    private func loadKey() throws(DiskError) -> IdentityKey {
        let file = try OpenFile(
            adopting: folder.openBeneath(Self.keyName, O_RDONLY | O_NONBLOCK | O_NOCTTY))
        guard file.status.mode & 0o077 == 0 else {
            throw DiskError(
                saying: "\(path)/node.key can be read by others, so it is nobody's key any more; "
                    + "if only you did, say: chmod 600 \(path)/node.key", code: EPERM)
        }
        var seed = [UInt8](repeating: 0, count: 33)
        let count = try check("read \(path)/node.key") { pread(file.descriptor, &seed, 33, 0) }
        // Zeros are what some file systems leave of a file after the power has failed.
        guard count == 32, seed.contains(where: { $0 != 0 }),
            let key = IdentityKey(seed: Array(seed[..<32]))
        else {
            throw DiskError(
                saying: "\(path)/node.key is damaged: it has to have 32 bytes, not all zero; "
                    + "put back a copy, or remove it to become another node", code: EINVAL)
        }
        return key
    }

    private func makeKey() throws(DiskError) -> IdentityKey {
        let key = IdentityKey.generate()
        let file = try UnplacedFile(in: folder, stem: unfinishedPrefix, mode: 0o600)
        let failure: DiskError? = key.seed.withUnsafeBytes { seed in
            do throws(DiskError) {
                try file.write(seed, at: 0)
                try file.seal()
                try file.rename(to: Self.keyName, in: folder)
                try folder.sync()
                return nil
            } catch {
                return error
            }
        }
        guard let failure else { return key }
        file.discard()
        throw failure
    }
}

/// Makes `path` and what is missing on the way to it.
private func makeFolders(_ path: String) throws(DiskError) {
    var end = path.startIndex
    while end < path.endIndex {
        end = path.utf8[end...].dropFirst().firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        let isLast = end == path.endIndex
        if mkdir(String(path[..<end]), isLast ? 0o750 : 0o755) != 0 {
            // Read-only folders on the way exist, too; the last one is opened next.
            guard [EEXIST, EROFS, EACCES].contains(errno) else {
                throw DiskError("make folder \(path)", code: errno)
            }
        }
    }
}
