// What is to be remembered, gathered for a moment and written on the pool, one batch at a time.
//
// Law. Nothing is dropped because the disk was full for a while: a batch that failed is tried
// again, and what comes meanwhile waits behind it up to a limit.

import Ledger
import Node
import Reactor
import Vocabulary

final class LedgerWriter {
    var failed: (WorldError) -> Void = { _ in }
    private let ledger: Ledger
    private let offload: Offload
    private var waiting: [LedgerChange] = []
    private var isArmed = false
    private var timer: Timer?

    init(_ ledger: Ledger, loop: Loop, offload: Offload) {
        self.ledger = ledger
        self.offload = offload
        timer = Timer(loop) { [unowned self] in
            isArmed = false
            flush()
        }
    }

    func record(_ change: LedgerChange) {
        // The oldest go first: a file that is forgotten here is hashed again, no more.
        if waiting.count >= Limits.changesWaiting { waiting.removeFirst(waiting.count / 2) }
        waiting.append(change)
        arm(after: change.wasAskedFor ? .zero : Limits.ledgerDelay)
    }

    private func arm(after delay: Duration) {
        guard !isBusy, !isArmed || delay == .zero else { return }
        isArmed = true
        timer?.arm(after: delay)
    }

    private func flush() {
        guard !isBusy, !waiting.isEmpty else { return }
        isBusy = true
        let batch = waiting
        waiting = []
        // While the job has the ledger `isBusy` keeps everybody else away from it.
        offload.run(lending: ledger) { ledger in
            Result { () throws(LedgerError) in try ledger.apply(batch) }
        } then: { [unowned self] (result: Result<Void, LedgerError>) in
            isBusy = false
            if case .failure(let error) = result {
                waiting = batch + waiting
                failed(WorldError(.other, "\(error)"))
                arm(after: Limits.roomInterval)
            } else if !waiting.isEmpty {
                arm(after: waiting.contains(where: \.wasAskedFor) ? .zero : Limits.ledgerDelay)
            }
        }
    }

    /// At the end: on this thread, once the pool has given the ledger back.
    func flushNow() {
        guard !isBusy, !waiting.isEmpty else { return }
        do throws(LedgerError) {
            try ledger.apply(waiting)
            waiting = []
        } catch {
            failed(WorldError(.other, "\(error)"))
        }
    }

    /// Whether the pool has the ledger.
    private(set) var isBusy = false
}

extension LedgerChange {
    /// Whether a person asked for it and was told that it is done: that is written at once, while
    /// what a node finds out by itself can be found out again.
    fileprivate var wasAskedFor: Bool {
        switch self {
        case .rememberShare, .forgetShare, .addBootstrap, .removeBootstrap, .addNode, .removeNode,
            .rememberDownload, .forgetDownload, .rememberTorrent, .forgetTorrent:
            true
        case .rememberNode, .forgetNode, .rememberFile, .forgetFile, .forgetFiles, .set: false
        }
    }
}
