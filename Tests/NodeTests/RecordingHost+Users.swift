// Passwords, promises and .torrent files: they wait until the test says what came of them.

import Digest
import Node
import Vocabulary

extension RecordingHost {
    func hashPassword(_ password: [UInt8], by recipe: PasswordRecipe, for job: JobID) {
        passwords.append((password, recipe, job))
    }

    func record(_ changes: [LedgerChange], for job: JobID) {
        if changes.isEmpty { return barriers.append(job) }
        promises.append((changes, job))
        promised += changes
    }

    func loadTorrent(_ infoHash: Digest160, for job: JobID) {
        torrentLoads.append((infoHash, job))
    }

    /// What the recipe makes of a password, cheaply.
    static func key(of password: [UInt8], by recipe: PasswordRecipe) -> Digest256 {
        SHA256.authentication(of: password, key: recipe.salt)
    }
}

extension Scene {
    /// Everything that somebody ever waited for.
    var promised: [LedgerChange] { host.promised }

    /// The oldest password that waits is hashed.
    func hashOne() {
        let (password, recipe, job) = host.passwords.removeFirst()
        complete(.passwordHashed(job, .success(RecordingHost.key(of: password, by: recipe))))
    }

    /// The oldest change that somebody waits for is on the disk, or is not.
    func writeOne(_ result: Result<Void, WorldError> = .success(())) {
        complete(.recorded(host.promises.removeFirst().job, result))
    }

    /// Everything that waits comes true.
    func hashAndWrite() {
        while !host.passwords.isEmpty || !host.promises.isEmpty {
            if !host.passwords.isEmpty { hashOne() }
            if !host.promises.isEmpty { writeOne() }
        }
    }
}
