// Who has told us something is told that we have it when that is on the disk.
//
// Law. What was acknowledged outlives a crash and a power cut; a disk that does not take it keeps
// nobody out: he is told all the same, `status` says that nothing is remembered, and it is tried
// again.

import Vocabulary

final class Acknowledgements {
    /// What somebody is told then.
    enum Awaiting {
        case answer(Answer, Petition)
        /// By dialect J.
        case old([UInt8], ConnectionID)
    }

    private unowned let desk: Desk
    /// One for each connection at most.
    private var awaiting: [JobID: Awaiting] = [:]

    init(desk: Desk) { self.desk = desk }

    /// When everything that was recorded before is on the disk.
    func tell(_ what: Awaiting) {
        let job = desk.newJob()
        awaiting[job] = what
        desk.host.record([], for: job)
    }

    /// Whether that was for somebody who waits here.
    func written(_ job: JobID, at now: Instant) -> Bool {
        guard let what = awaiting.removeValue(forKey: job) else { return false }
        switch what {
        case .answer(let answer, let petition): desk.reply(answer, to: petition, at: now)
        case .old(let reply, let connection):
            desk.host.send(reply, on: connection)
            desk.host.finish(connection)
        }
        return true
    }
}
