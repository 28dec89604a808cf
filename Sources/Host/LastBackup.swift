// Keeping the last backup of what people told: written anew soon after any of it has changed.
//
// Law. It is written after the ledger, and by a job of its own: nobody waits for it.

import Ledger
import Reactor
import Vocabulary

final class LastBackup {
    /// It could not be written; it is tried again.
    var failed: (LedgerError) -> Void = { _ in }
    private let path: String
    private let writer: LedgerWriter
    private let offload: Offload
    private var timer: Timer?
    private var isArmed = false
    private var isStale = false
    /// Whether the pool is at it.
    private(set) var isWorking = false

    /// - Parameter path: the ledger's.
    init(of path: String, _ writer: LedgerWriter, loop: Loop, offload: Offload) {
        self.path = path
        self.writer = writer
        self.offload = offload
        timer = Timer(loop) { [unowned self] in
            isArmed = false
            refresh()
        }
        // An earlier version kept none.
        if !Ledger.hasBackup(of: path) { changed() }
    }

    func changed() {
        isStale = true
        arm(after: Limits.lastBackupDelay)
    }

    private func arm(after delay: Duration) {
        guard !isArmed, !isWorking else { return }
        isArmed = true
        timer?.arm(after: delay)
    }

    private func refresh() {
        guard isStale, !isWorking else { return }
        isStale = false
        isWorking = true
        writer.read { ledger throws(LedgerError) in
            try ledger.told()
        } then: { [unowned self] result in
            switch result {
            case .success(let told): keep(told)
            case .failure(let error): ended(.failure(error))
            }
        }
    }

    private func keep(_ told: Memory) {
        let path = self.path
        offload.run {
            Result { () throws(LedgerError) in try Ledger.keep(told, of: path) }
        } then: { [unowned self] (result: Result<Void, LedgerError>) in
            ended(result)
        }
    }

    private func ended(_ result: Result<Void, LedgerError>) {
        isWorking = false
        if case .failure(let error) = result {
            isStale = true
            failed(error)
            arm(after: Limits.lastBackupRetry)
        } else if isStale {
            arm(after: Limits.lastBackupDelay)
        }
    }

    /// At the end, when the ledger has everything and nobody uses it.
    func refreshNow(_ ledger: Ledger) {
        guard isStale, !isWorking else { return }
        do throws(LedgerError) {
            try Ledger.keep(try ledger.told(), of: path)
            isStale = false
        } catch {
            failed(error)
        }
    }
}

@available(*, unavailable) extension LastBackup: Sendable {}
