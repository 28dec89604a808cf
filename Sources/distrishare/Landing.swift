// Where a person wants a file.

import Digest
import Glibc
import Vocabulary

/// A folder, and what the file is to be called in there. What this program made of the folder goes
/// again where nothing came to lie in it.
final class Landing {
    /// Without a slash at its end, except for the root.
    let folder: String
    /// Nil: the file keeps its own name.
    let name: FileName?
    private var made: [String] = []

    /// `path` is a folder that exists or ends in "/", and the file keeps its own name; or else it
    /// is the file's name. A folder that is missing is made.
    init(_ path: String, _ phrases: Phrases) throws {
        if Self.isFolder(path) || path.utf8.last == UInt8(ascii: "/") {
            let bytes = path.utf8
            let end = bytes.lastIndex { $0 != UInt8(ascii: "/") }
            folder = end.map { String(Substring(bytes[...$0])) } ?? "/"
            name = nil
            try makeFolder(phrases)
        } else {
            let parts = path.utf8.split(
                separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard let last = parts.last.map({ Substring($0) }), let own = FileName(last) else {
                throw Failure(.usage, phrases.noName(path))
            }
            let before = Substring(path.utf8.dropLast(last.utf8.count + 1))
            folder = parts.count == 1 ? "." : before.isEmpty ? "/" : String(before)
            name = own
        }
    }

    deinit {
        for folder in made.reversed() { rmdir(folder) }
    }

    /// What a file called `name` elsewhere is called here.
    func name(for name: String, _ phrases: Phrases) throws -> FileName {
        if let own = self.name { return own }
        let parts = name.utf8.split(separator: UInt8(ascii: "/"))
        guard let own = parts.last.flatMap({ FileName(Substring($0)) }) else {
            throw Failure(.failed, phrases.noName(name))
        }
        return own
    }

    func path(_ name: FileName) -> String {
        folder == "." ? name.path : folder == "/" ? "/" + name.path : folder + "/" + name.path
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private func makeFolder(_ phrases: Phrases) throws {
        var path = folder.utf8.first == UInt8(ascii: "/") ? "/" : ""
        for part in folder.utf8.split(separator: UInt8(ascii: "/")) {
            path += String(Substring(part))
            if mkdir(path, 0o777) == 0 {
                made.append(path)
            } else if errno != EEXIST, !Self.isFolder(path) {
                throw Failure(.failed, phrases.cannotWrite(path, systemError()))
            }
            path += "/"
        }
    }

    /// A name is on the disk when its folder is. Where that fails the file is still whole.
    func flush() {
        let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { return }
        fsync(opened)
        close(opened)
    }

    /// The digest of a regular file; nil where there is none that we can read.
    static func digest(of path: String) -> Digest256? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return digest(ofDescriptor: descriptor)
    }

    /// The same of one that is open for reading, from its beginning.
    static func digest(ofDescriptor descriptor: Int32) -> Digest256? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        let digest = SHA256()
        var buffer = [UInt8](repeating: 0, count: Limits.readBuffer)
        var offset: off_t = 0
        while true {
            let count = buffer.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, offset)
            }
            if count == 0 { return digest.finish() }
            if count < 0 { return nil }
            buffer.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            offset += off_t(count)
        }
    }
}
