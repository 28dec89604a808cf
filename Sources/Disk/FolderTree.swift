// Removing a folder with everything in it, and walking what we keep in one.
//
// Law. Nothing is followed: a link in the tree goes away, and what it leads to stays.

import Bytes
import CLinux
import Glibc
import Vocabulary

/// The names in an open folder, without `.` and `..`. Takes a descriptor of its own.
func names(in descriptor: Int32) throws(DiskError) -> [String] {
    let opened = try check("open a folder") {
        openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard let stream = fdopendir(opened) else {
        close(opened)
        throw DiskError("read a folder", code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
        errno = 0
        guard let entry = readdir(stream) else { break }
        let place = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 19)
        names.append(String(cString: place.assumingMemoryBound(to: CChar.self)))
    }
    if errno != 0 { throw DiskError("read a folder", code: errno) }
    return names.filter { $0 != "." && $0 != ".." }
}

/// Removes what `name`, one component, is in `folder`: with everything that is in it. Nothing
/// happens where there is nothing. Two descriptors are open at a time, however deep the tree.
package func removeTree(_ name: String, in folder: Folder) throws(DiskError) {
    if unlinkat(folder.descriptor, name, 0) == 0 { return }
    if errno == ENOENT { return }
    guard errno == EISDIR else { throw DiskError("remove \(name)", code: errno) }
    var folders = [name]
    var next = 0
    while next < folders.count {
        folders += try emptied(folders[next], in: folder)
        next += 1
    }
    for path in folders.reversed() {
        let (parent, base) = try folder.parent(of: path)
        try check("remove folder \(path)") {
            unlinkat(parent.descriptor, base, AT_REMOVEDIR)
        }
    }
}

/// Removes the files of one folder; gives the paths of the folders in it.
private func emptied(_ path: String, in folder: Folder) throws(DiskError) -> [String] {
    let place = try folder.passage(path)
    var inner: [String] = []
    for name in try names(in: place.descriptor) {
        if unlinkat(place.descriptor, name, 0) == 0 || errno == ENOENT { continue }
        guard errno == EISDIR else { throw DiskError("remove \(name)", code: errno) }
        inner.append("\(path)/\(name)")
    }
    return inner
}

extension Folder {
    /// The folder at `path`, whose components may begin with a dot: what we keep for ourselves.
    func passage(_ path: String) throws(DiskError) -> Folder {
        try Folder(adopting: openBeneath(path, O_RDONLY | O_DIRECTORY))
    }

    /// The folder that `path` lies in, and what it is called there.
    func parent(of path: String) throws(DiskError) -> (folder: Folder, base: String) {
        let parts = components(of: path)
        let above = parts.dropLast().joined(separator: "/")
        return (above.isEmpty ? self : try passage(above), parts[parts.count - 1])
    }
}

/// Removes what an earlier run left half copied in `folder`: files, and folders of our naming.
func removeUnfinished(in folder: Folder) throws(DiskError) {
    try removeLeftovers(in: folder, prefix: unfinishedPrefix)
    for name in try names(in: folder.descriptor) where isUnfinished(name) {
        try removeTree(name, in: folder)
    }
}

/// A name that `UnplacedFile` or a copied folder has for the time being, and nobody else's.
private func isUnfinished(_ name: String) -> Bool {
    guard name.hasPrefix(unfinishedPrefix + ".") else { return false }
    let number = name.utf8.dropFirst(unfinishedPrefix.utf8.count + 1)
    return number.count == 16 && number.allSatisfy { Hex.value(of: $0) != nil }
}

/// Gives what `source` is called in one folder the name `target` in another; nothing is replaced.
/// Throws an error that `isTaken` where something has the name, and one of the code `EXDEV` where
/// the other folder lies on another file system.
func renameNew(
    _ source: String, in folder: Folder, to target: String, in parent: Folder, isFolder: Bool
) throws(DiskError) {
    if linux_rename_new(folder.descriptor, source, parent.descriptor, target) == 0 { return }
    guard errno == EINVAL || errno == ENOSYS else {
        throw DiskError("name a file \(target)", code: errno)
    }
    try claim(source, in: folder, to: target, in: parent, isFolder: isFolder)
}

/// The same where the file system cannot promise it (NFS, some FUSE): a hard link, too, never
/// replaces a file. A folder may only take the place of an empty folder, which we make ourselves.
func claim(
    _ source: String, in folder: Folder, to target: String, in parent: Folder, isFolder: Bool
) throws(DiskError) {
    guard isFolder else {
        try check("name a file \(target)") {
            linkat(folder.descriptor, source, parent.descriptor, target, 0)
        }
        unlinkat(folder.descriptor, source, 0)
        return
    }
    try check("name a folder \(target)") { mkdirat(parent.descriptor, target, 0o755) }
    do {
        try check("name a folder \(target)") {
            renameat(folder.descriptor, source, parent.descriptor, target)
        }
    } catch {
        unlinkat(parent.descriptor, target, AT_REMOVEDIR)
        throw error
    }
}
