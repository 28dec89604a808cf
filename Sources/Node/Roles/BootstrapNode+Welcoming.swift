// Who is new on the list is told so when that is on the disk.

import Directory
import Vocabulary

extension BootstrapNode {
    /// A peer of ours. Nil: it is new, and hears later.
    func enrol(
        _ registration: Registration, _ petition: Petition, at now: Instant
    ) -> Answer? {
        let wasListed = isListed(neighbourhood.table.key(of: registration.id))
        let answer = register(registration, from: petition.slip.remote, at: now)
        guard !wasListed, case .welcome = answer else { return answer }
        desk.acknowledgements.tell(.answer(answer, petition))
        return nil
    }

    func isListed(_ key: Neighbours.Key?) -> Bool {
        key.flatMap { neighbourhood.table[$0] }?.isListed == true
    }
}
