// A folder of ours that is being filled, under a name that nobody looks at until it is whole.
//
// Law. As of a file: nothing is ever replaced, and nothing is left half. A name that is taken makes
// ours `name (2)`.

import CLinux
import Glibc
import Vocabulary

final class ArrivingFolder {
    private let landing: Landing
    private let phrases: Phrases
    private let path: String
    private var isPlaced = false

    init(in landing: Landing, _ phrases: Phrases) throws {
        self.landing = landing
        self.phrases = phrases
        let number = String(UInt64.random(in: 0 ... .max), radix: 16)
        path =
            (landing.folder == "/" ? "/" : landing.folder + "/") + ".distrishare.partial-\(number)"
        guard mkdir(path, 0o700) == 0 else {
            throw Failure(.failed, phrases.cannotWrite(landing.folder, systemError()))
        }
    }

    deinit {
        if !isPlaced { Self.delete(path) }
    }

    /// What is beneath first. A link is deleted and never followed.
    static func delete(_ path: String) {
        guard unlink(path) != 0, let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { delete(path + "/" + name) }
        }
        closedir(folder)
        rmdir(path)
    }

    /// The folder in here that a file of that name lies in, with a slash at its end.
    func folder(of name: FileName) -> String {
        let parts = name.path.split(separator: "/").dropLast()
        return path + "/" + parts.map { $0 + "/" }.joined()
    }

    /// Gives the folder its name, or the first free one of `name (2)` and so on.
    func place(as name: String) throws -> ArrivingFile.Ending {
        let own = try landing.name(for: name, phrases)
        let mask = umask(0o077)
        umask(mask)
        chmod(path, 0o777 & ~mask)
        for number in 1...Limits.namesTried {
            guard let free = number == 1 ? own : own.numbered(number) else { break }
            let wanted = landing.path(free)
            if linux_rename_new(AT_FDCWD, path, AT_FDCWD, wanted) == 0 {
                isPlaced = true
                landing.flush()
                return .placed(wanted)
            }
            guard errno == EEXIST else {
                throw Failure(.failed, phrases.cannotWrite(wanted, systemError()))
            }
        }
        throw Failure(.failed, phrases.noNewName)
    }
}
