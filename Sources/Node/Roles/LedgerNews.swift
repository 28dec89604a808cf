// What a person should hear of the ledger: that it does not take what changes, and what became of
// one that was damaged.
//
// Law. The log tells of a beginning and an end, and nothing in between, however often it is tried;
// status and health tell it as long as it is so.

import Vocabulary

final class LedgerNews {
    /// Batches that were not written.
    private(set) var failures: UInt64 = 0
    private var trouble: WorldError?
    /// What happened to an earlier ledger, until the node is started anew.
    private var lasting: [String] = []

    /// For `status`.
    var notices: [String] {
        (trouble.map { ["what changes is not remembered: \($0)"] } ?? []) + lasting
    }

    /// The same in a few words, which everybody may read; nothing where all is well.
    var inShort: String {
        if trouble != nil { return "; what changes is not remembered: see status" }
        return lasting.isEmpty ? "" : "; its state was damaged: see status"
    }

    func recalled(_ notices: [String]) { keep(notices) }

    /// Hears a completion, where it is of the ledger. False: it is of something else.
    func heard(_ completion: Completion, _ host: any Host) -> Bool {
        switch completion {
        case .ledgerFailed(let error):
            failures += 1
            if trouble != error {
                host.log(.error, "ledger", "what changed could not be remembered: \(error)")
            }
            trouble = error
        case .ledgerMended:
            trouble = nil
            host.log(.warning, "ledger", "what changes is remembered again")
        case .ledgerBegunAnew(let notices):
            for notice in notices { host.log(.error, "ledger", notice) }
            keep(notices)
        default: return false
        }
        return true
    }

    private func keep(_ notices: [String]) {
        lasting += notices.prefix(Limits.ledgerNotices - lasting.count)
    }
}

@available(*, unavailable) extension LedgerNews: Sendable {}
