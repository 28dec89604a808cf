// secret new: 256 bits that nobody can guess, as text.

import Bytes
import Glibc

extension Session {
    func secret() throws {
        guard words.first == "new", words.count <= 2 else { throw wrongUse }
        // On Linux the system's generator is getrandom(2), which is for secrets.
        var chance = SystemRandomNumberGenerator()
        let text = Hex.encode((0..<32).map { _ in UInt8.random(in: 0...255, using: &chance) })
        guard words.count == 2 else { return Output.write(text) }
        try write(text + "\n", to: words[1])
        if Output.isTerminal { Output.write(phrases.secretWritten(words[1])) }
    }

    /// Into a new file, for its owner only. A secret that is there is never replaced.
    private func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.failed, phrases.cannotWrite(path, systemError()))
        }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0
        else {
            let why = systemError()
            unlink(path)
            throw Failure(.failed, phrases.cannotWrite(path, why))
        }
    }
}
