// backup: what a node remembers, in a file of whoever asks.
//
// Law 1. The file is there whole and on the disk, or as it was before: it is written under another
//        name, and gets its own when the node has said that it is done.
// Law 2. It takes the place of an earlier backup, and of nothing else.
// The node is given the open file, so it needs no right to the path, and the path no word with it.

import Bytes
import Glibc
import Vocabulary

extension Session {
    func backup() throws {
        try expectWords(1)
        let place = try BackupPlace(words[0], phrases)
        let connection = try connection()
        guard connection.door.isLocal else { throw Failure(.usage, phrases.backupIsLocal) }
        Signals.hold()
        let file = try BackupFile(for: place, phrases)
        let reply = try checked(
            connection.change(
                "POST", "/api/v1/backups", BackupWanted(descriptor: true), passing: file.descriptor,
                patience: Self.copyPatience))
        try file.takePlace()
        try show(reply) {
            let size = try read(BackupAnswer.self, reply).size
            Output.write(
                Output.isTerminal
                    ? phrases.backedUp(words[0], Figures.size(size))
                    : words[0].escapedForPeople(limit: 4096))
        }
    }

    /// A large directory on a slow disk.
    private static let copyPatience = Duration.minutes(60)
}

private struct BackupWanted: Encodable {
    let descriptor: Bool
}

private struct BackupAnswer: Decodable {
    let size: Int64
}

/// Where a backup may come to lie: where there is nothing, or an earlier one.
private struct BackupPlace {
    let path: String
    let folder: String

    init(_ path: String, _ phrases: Phrases) throws {
        let parts = path.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let last = parts.last, !last.isEmpty, ![".", ".."].contains(Substring(last)) else {
            throw Failure(.usage, phrases.backupNeedsName(path))
        }
        self.path = path
        let before = String(Substring(path.utf8.dropLast(last.count)))
        folder = before.isEmpty ? "." : before
        guard Self.mayBeReplaced(path) else { throw Failure(.failed, phrases.noBackup(path)) }
    }

    /// Nothing, or a file with the mark of a backup (sqlite.org/fileformat2.html, section 1.3).
    static func mayBeReplaced(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return errno == ENOENT }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard status.st_mode & S_IFMT == S_IFREG, descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var head = [UInt8](repeating: 0, count: 100)
        guard pread(descriptor, &head, head.count, 0) == head.count else { return false }
        let mark = head[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return head.starts(with: Array("SQLite format 3\0".utf8)) && mark == Limits.backupMark
    }
}

/// The backup while it is being made.
private final class BackupFile {
    let descriptor: Int32
    private let place: BackupPlace
    private let path: String
    private let phrases: Phrases
    private var isPlaced = false

    init(for place: BackupPlace, _ phrases: Phrases) throws {
        self.place = place
        self.phrases = phrases
        let number = String(UInt64.random(in: 0 ... .max), radix: 16)
        path = "\(place.folder)/.distrishare.partial-\(number)"
        // Users are in it: its owner's alone, and so it stays.
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.failed, phrases.cannotWrite(place.folder, systemError()))
        }
    }

    /// What was not placed is not kept.
    deinit {
        close(descriptor)
        if !isPlaced { unlink(path) }
    }

    /// The node has synced it; now it gets its name, and the name is synced too.
    func takePlace() throws {
        // Somebody may have put something there meanwhile.
        guard BackupPlace.mayBeReplaced(place.path) else {
            throw Failure(.failed, phrases.noBackup(place.path))
        }
        guard rename(path, place.path) == 0 else {
            throw Failure(.failed, phrases.cannotWrite(place.path, systemError()))
        }
        isPlaced = true
        let folder = open(place.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(folder) }
        guard folder >= 0, fsync(folder) == 0 else {
            throw Failure(.failed, phrases.cannotWrite(place.folder, systemError()))
        }
    }
}
