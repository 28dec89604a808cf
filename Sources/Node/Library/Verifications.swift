// A person asks whether a shared file is still what it was: it is hashed once more, and compared.
//
// Law. What is found is told to the library too: a file that is another now is offered as that, and
// not as what it was.

import Digest
import Library
import Vocabulary

final class Verifications {
    private struct Running {
        let ask: Ask
        let slip: ReplySlip
        let file: SharedFile
        let expected: Digest256
    }

    private unowned let desk: Desk
    private unowned let shelf: Shelf
    private var running: [JobID: Running] = [:]

    init(desk: Desk, shelf: Shelf) {
        self.desk = desk
        self.shelf = shelf
    }

    /// Answered when all of it was read.
    func begin(_ name: FileName, _ ask: Ask, _ slip: ReplySlip, at now: Instant) {
        guard let file = shelf.library.file(named: name) else {
            return desk.reply(.missing("file"), to: ask, slip, at: now)
        }
        guard let expected = file.digest else {
            let refusal = Refusal(409, "it is not hashed yet")
            return desk.reply(.refused(refusal), to: ask, slip, at: now)
        }
        guard running.count < Limits.verificationsAtOnce else {
            let refusal = Refusal(429, "other files are being verified")
            return desk.reply(.refused(refusal), to: ask, slip, at: now)
        }
        let job = desk.newJob()
        running[job] = Running(ask: ask, slip: slip, file: file, expected: expected)
        desk.host.hash(share: file.share, file.path, for: job)
    }

    /// Whether that was asked here.
    func hashed(
        _ job: JobID, _ seen: ScannedFile, _ digest: Digest256, _ pieces: [UInt8],
        at now: Instant
    ) -> Bool {
        guard let one = running.removeValue(forKey: job) else { return false }
        let verification = VerificationView(
            name: one.file.name, expected: one.expected, found: digest)
        if !verification.isSame {
            desk.host.log(.warning, "library", "\(one.file.name) is not what it was")
            shelf.found(share: one.file.share, seen, digest, pieces, at: now)
        }
        desk.reply(.verified(verification), to: one.ask, one.slip, at: now)
        return true
    }

    func hashFailed(_ job: JobID, _ error: WorldError, at now: Instant) -> Bool {
        guard let one = running.removeValue(forKey: job) else { return false }
        shelf.changed(share: one.file.share, one.file.path, isClosed: true, at: now)
        desk.reply(.refused(error.refusal), to: one.ask, one.slip, at: now)
        return true
    }
}

/// What came of hashing a shared file again.
package struct VerificationView: Sendable {
    package var name: FileName
    /// What it was when it was hashed before, and what it is now.
    package var expected: Digest256
    package var found: Digest256

    package init(name: FileName, expected: Digest256, found: Digest256) {
        self.name = name
        self.expected = expected
        self.found = found
    }

    package var isSame: Bool { expected == found }
}

@available(*, unavailable) extension Verifications: Sendable {}
