// A file of ours that is being written, under a name that nobody looks at until it is whole.

import Bytes
import CLinux
import Digest
import Glibc
import Vocabulary

/// Where a person wants a file.
struct Target {
    /// Without a slash at its end, except for the root.
    let folder: String
    let name: FileName

    /// `path` is a folder that exists or ends in "/", and the file keeps its own name; or else it
    /// is the file's name. A folder that is missing is made.
    init(_ path: String, for name: String, _ phrases: Phrases) throws {
        if Self.isFolder(path) || path.utf8.last == UInt8(ascii: "/") {
            guard
                let base = name.utf8.split(separator: UInt8(ascii: "/")).last.map({ Substring($0) }
                ),
                let own = FileName(base)
            else { throw Failure(.failed, phrases.noName(name)) }
            try Self.makeFolder(path, phrases)
            folder = path
            self.name = own
        } else {
            let parts = path.utf8.split(
                separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard let last = parts.last.map({ Substring($0) }), let own = FileName(last) else {
                throw Failure(.usage, phrases.noName(path))
            }
            let before = path.utf8.dropLast(last.utf8.count)
            folder = before.isEmpty ? "." : String(Substring(before))
            self.name = own
        }
    }

    var path: String { path(name) }

    func path(_ name: FileName) -> String {
        if folder == "." { return name.path }
        return folder.utf8.last == UInt8(ascii: "/")
            ? folder + name.path : folder + "/" + name.path
    }

    /// Whether the file is there already, with that content.
    func holds(_ digest: Digest256) -> Bool { Target.digest(of: path) == digest }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func makeFolder(_ path: String, _ phrases: Phrases) throws {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"))
        var made = path.utf8.first == UInt8(ascii: "/") ? "/" : ""
        for part in parts {
            made += String(Substring(part))
            guard mkdir(made, 0o777) == 0 || errno == EEXIST || isFolder(made) else {
                throw Failure(.failed, phrases.cannotWrite(made, systemError()))
            }
            made += "/"
        }
    }

    /// The digest of a regular file; nil where there is none that we can read.
    static func digest(of path: String) -> Digest256? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        let digest = SHA256()
        var buffer = [UInt8](repeating: 0, count: Limits.readBuffer)
        while true {
            let count = buffer.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress, $0.count)
            }
            if count == 0 { return digest.finish() }
            if count < 0 { return nil }
            buffer.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}

final class ArrivingFile {
    enum Ending {
        case placed(String)
        /// The same content was there before.
        case held(String)
    }

    private let target: Target
    private let phrases: Phrases
    private let path: String
    private let descriptor: Int32
    private let digest = SHA256()
    private var isPlaced = false

    init(in target: Target, _ phrases: Phrases) throws {
        self.target = target
        self.phrases = phrases
        // A name may be as long as the system allows; with our ending it would be longer.
        let own = ".\(target.name.path).partial-\(getpid())"
        let short = own.utf8.count <= 255 ? own : ".distrishare.partial-\(getpid())"
        path =
            (target.folder.utf8.last == UInt8(ascii: "/") ? target.folder : target.folder + "/")
            + short
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw Failure(.failed, phrases.cannotWrite(target.path, systemError()))
        }
    }

    /// What was not placed is not kept.
    deinit {
        close(descriptor)
        if !isPlaced { unlink(path) }
    }

    func append(_ bytes: RawSpan) throws {
        try bytes.withUnsafeBytes { buffer in
            digest.update(buffer)
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = write(descriptor, part.baseAddress, part.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    throw Failure(.failed, phrases.cannotWrite(target.path, systemError()))
                }
            }
        }
    }

    /// All bytes are there: flushes them to the disk itself.
    func seal() throws -> Digest256 {
        guard fsync(descriptor) == 0 else {
            throw Failure(.failed, phrases.cannotWrite(target.path, systemError()))
        }
        return digest.finish()
    }

    /// Gives the file its name, or the first free one of `name (2).ext` and so on.
    func place(_ digest: Digest256) throws -> Ending {
        for number in 1...Limits.placements {
            guard let name = number == 1 ? target.name : target.name.numbered(number) else { break }
            let wanted = target.path(name)
            if linux_rename_new(AT_FDCWD, path, AT_FDCWD, wanted) == 0 {
                isPlaced = true
                flushFolder()
                return .placed(wanted)
            }
            guard errno == EEXIST else {
                throw Failure(.failed, phrases.cannotWrite(wanted, systemError()))
            }
            if Target.digest(of: wanted) == digest { return .held(wanted) }
        }
        throw Failure(.failed, phrases.noNewName)
    }

    /// A name is on the disk when its folder is. Where that fails the file is still whole.
    private func flushFolder() {
        let folder = open(target.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
