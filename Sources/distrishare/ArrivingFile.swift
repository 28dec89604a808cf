// A file of ours that is being written, under a name that nobody looks at until it is whole.
//
// Law. Nothing is ever replaced, and nothing is left half: the same content there already is done,
// other content makes ours `name (2).ext`, and what was not placed is deleted.

import Bytes
import CLinux
import Digest
import Glibc
import Vocabulary

final class ArrivingFile {
    enum Ending {
        case placed(String)
        /// The same content was there before.
        case held(String)

        var path: String {
            switch self {
            case .placed(let path), .held(let path): path
            }
        }
    }

    let landing: Landing
    /// For reading and writing; a node may be given it to write to.
    let descriptor: Int32
    private let phrases: Phrases
    private let path: String
    private var digest = SHA256()
    private var isPlaced = false
    /// Bytes that were appended.
    private(set) var length: Int64 = 0

    init(in landing: Landing, _ phrases: Phrases) throws {
        self.landing = landing
        self.phrases = phrases
        let number = String(UInt64.random(in: 0 ... .max), radix: 16)
        path =
            (landing.folder == "/" ? "/" : landing.folder + "/") + ".distrishare.partial-\(number)"
        // Its owner's alone until it has its name.
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.failed, phrases.cannotWrite(landing.folder, systemError()))
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
                let count = pwrite(descriptor, part.baseAddress, part.count, off_t(length))
                if count > 0 {
                    rest = rest.dropFirst(count)
                    length += Int64(count)
                } else if errno != EINTR {
                    throw notWritten
                }
            }
        }
    }

    /// Throws away what has arrived.
    func beginAnew() throws {
        guard ftruncate(descriptor, 0) == 0 else { throw notWritten }
        digest = SHA256()
        length = 0
    }

    /// All bytes are there: flushes them to the disk itself.
    func seal() throws -> Digest256 {
        guard fsync(descriptor) == 0 else { throw notWritten }
        return digest.finish()
    }

    /// Gives the file the name that somebody else's `name` becomes here, or the first free one of
    /// `name (2).ext` and so on. `digest`: of its content; nil where nobody told it.
    func place(as name: String, _ digest: Digest256?) throws -> Ending {
        let own = try landing.name(for: name, phrases)
        var digest = digest
        guard fchmod(descriptor, Self.mode) == 0 else { throw notWritten }
        for number in 1...Limits.namesTried {
            guard let free = number == 1 ? own : own.numbered(number) else { break }
            let wanted = landing.path(free)
            if rename(to: wanted) {
                isPlaced = true
                landing.flush()
                return .placed(wanted)
            }
            guard errno == EEXIST else {
                throw Failure(.failed, phrases.cannotWrite(wanted, systemError()))
            }
            digest = digest ?? Landing.digest(ofDescriptor: descriptor)
            if let digest, Landing.digest(of: wanted) == digest { return .held(wanted) }
        }
        throw Failure(.failed, phrases.noNewName)
    }

    /// File systems that cannot promise to replace nothing (NFS, some FUSE) do it in two steps: a
    /// hard link, too, never takes another's place.
    private func rename(to wanted: String) -> Bool {
        if linux_rename_new(AT_FDCWD, path, AT_FDCWD, wanted) == 0 { return true }
        guard errno == EINVAL || errno == ENOSYS, link(path, wanted) == 0 else { return false }
        unlink(path)
        return true
    }

    /// What a new file of this program is allowed. (There is no way to ask but to set.)
    private static var mode: mode_t {
        let mask = umask(0o077)
        umask(mask)
        return 0o666 & ~mask
    }

    private var notWritten: Failure {
        Failure(.failed, phrases.cannotWrite(landing.folder, systemError()))
    }
}
