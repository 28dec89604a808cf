// A person wants a copy of what this node remembers, in a file of his own.
//
// Law. He is answered when the copy is whole and on the disk, or with why it is not.

import Vocabulary

final class Backups {
    private struct Running {
        let ask: Ask
        let slip: ReplySlip
    }

    private unowned let desk: Desk
    private var running: [JobID: Running] = [:]

    init(desk: Desk) { self.desk = desk }

    /// What was passed with the request is used up or forgotten.
    func begin(_ ask: Ask, _ slip: ReplySlip, at now: Instant) {
        guard let passed = desk.switchboard.takeDescriptor(with: slip) else {
            return desk.reply(.refused(.nothingPassed), to: ask, slip, at: now)
        }
        guard running.count < Limits.backupsAtOnce else {
            desk.host.forget(passed)
            let refusal = Refusal(429, "another backup is being made; try again")
            return desk.reply(.refused(refusal), to: ask, slip, at: now)
        }
        let job = desk.newJob()
        running[job] = Running(ask: ask, slip: slip)
        desk.host.backUp(into: passed, for: job)
    }

    func ended(_ job: JobID, _ result: Result<Int64, WorldError>, at now: Instant) {
        guard let one = running.removeValue(forKey: job) else { return }
        switch result {
        case .success(let bytes):
            desk.reply(.backedUp(bytes: bytes), to: one.ask, one.slip, at: now)
        case .failure(let error):
            desk.reply(.refused(error.refusal), to: one.ask, one.slip, at: now)
        }
    }
}

@available(*, unavailable) extension Backups: Sendable {}
