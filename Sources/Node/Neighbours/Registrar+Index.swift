// What a peer's bootstraps hear of its files, and when.

import Directory
import Vocabulary

extension Registrar {
    /// Looks at what is new in the library, and tells it soon.
    func followIndex(at now: Instant) {
        guard index.hasWork else { return }
        for name in index.work() {
            for row in bootstraps.indices { bootstraps[row].talk.note(name) }
        }
        guard !index.hasWork else { return }
        for row in bootstraps.indices
        where bootstraps[row].isKnown && bootstraps[row].talk.isHurried {
            bring(row, forwardTo: now + Limits.reportDelay)
        }
    }

    private func bring(_ row: Int, forwardTo instant: Instant) {
        guard let next = bootstraps[row].nextAttempt, instant < next else { return }
        bootstraps[row].nextAttempt = instant
    }

    func heard(_ receipt: IndexReceipt?, from bootstrap: Bootstrap) {
        let before = bootstrap.refusal
        update(bootstrap.number) {
            $0.talk.heard(receipt)
            $0.refusal = receipt?.reason
            $0.isResting = receipt.map { $0.generation == nil && !$0.wantsAll } ?? false
        }
        guard let reason = receipt?.reason, reason != before else { return }
        desk.host.log(.warning, "register", "\(bootstrap.server) takes no more files: \(reason)")
    }

    /// Whoever has not heard everything does not wait for the next heartbeat.
    func hurry(_ number: Int, at now: Instant) {
        guard let row = bootstraps.firstIndex(where: { $0.number == number }) else { return }
        let bootstrap = bootstraps[row]
        if bootstrap.isResting { return bring(row, forwardTo: now + Limits.reportRest) }
        if bootstrap.talk.isHurried { bring(row, forwardTo: now) }
    }
}
