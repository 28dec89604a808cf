// Who is new on the list is told so when that is on the disk.
//
// Law. What was acknowledged outlives a crash and a power cut; a disk that does not take it keeps
// nobody out: he is welcome, `status` says that nothing is remembered, and it is tried again.

import Directory
import Vocabulary

/// What somebody is told who has registered.
enum Welcoming {
    case peer(Answer, Petition)
    /// By dialect J.
    case old([UInt8], ConnectionID)
}

extension BootstrapNode {
    /// A peer of ours. Nil: it is new, and hears later.
    func enrol(
        _ registration: Registration, _ petition: Petition, at now: Instant
    ) -> Answer? {
        let wasListed = isListed(neighbourhood.table.key(of: registration.id))
        let answer = register(registration, from: petition.slip.remote, at: now)
        guard !wasListed, case .welcome = answer else { return answer }
        welcome(.peer(answer, petition))
        return nil
    }

    func isListed(_ key: Neighbours.Key?) -> Bool {
        key.flatMap { neighbourhood.table[$0] }?.isListed == true
    }

    /// When everything that was recorded before is on the disk.
    func welcome(_ who: Welcoming) {
        let job = desk.newJob()
        welcoming[job] = who
        desk.host.record([], for: job)
    }

    /// Whether that was for somebody who waits to be welcomed.
    func written(_ job: JobID, at now: Instant) -> Bool {
        guard let who = welcoming.removeValue(forKey: job) else { return false }
        switch who {
        case .peer(let answer, let petition):
            desk.reply(answer, to: petition.ask, petition.slip, at: now)
        case .old(let reply, let connection):
            desk.host.send(reply, on: connection)
            desk.host.finish(connection)
        }
        return true
    }
}
