// Backups, a step at a time between other work.

import Ledger
import Node
import Reactor
import Vocabulary

extension LedgerWriter {
    /// A copy that is being made.
    final class Copying {
        let ledger: Ledger
        let path: String
        let room: Int64
        var backup: LedgerBackup?
        let done: (Result<LedgerBackup, WorldError>) -> Void

        init(
            _ ledger: Ledger, _ path: String, room: Int64,
            _ done: @escaping (Result<LedgerBackup, WorldError>) -> Void
        ) {
            self.ledger = ledger
            self.path = path
            self.room = room
            self.done = done
        }

        /// For the pool; true when nothing is left to copy.
        func goOn() throws(LedgerError) -> Bool {
            if let backup { return try backup.step() }
            guard try ledger.size + Limits.backupSpare <= room else { throw .noRoomToCopy }
            backup = try LedgerBackup(of: ledger, at: path)
            return false
        }
    }

    /// Copies the ledger to `path`, where nothing may be, between other work. The copy is whole as
    /// it is at the end, and nobody has looked at it. `room`: bytes that may be written there.
    func backUp(
        to path: String, room: Int64,
        then done: @escaping (Result<LedgerBackup, WorldError>) -> Void
    ) {
        precondition(copying == nil, "the node wants one backup at a time")
        copying = Copying(ledger, path, room: room, done)
        goOn()
    }

    func copy(_ copying: Copying) {
        isBusy = true
        offload.run(lending: copying) { copying in
            Result { () throws(LedgerError) in try copying.goOn() }
        } then: { [unowned self] (result: Result<Bool, LedgerError>) in
            isBusy = false
            switch (result, copying.backup) {
            case (.failure(let error), _):
                end(copying, .failure(error.inWorld))
                foundDamaged(error)
            case (.success(true), let backup?): end(copying, .success(backup))
            case (.success, _): if isEnding { stopCopying() }
            }
            flush()
            goOn()
        }
    }

    /// At the end nobody waits for a copy.
    func stopCopying() {
        isEnding = true
        guard let copying, !isBusy else { return }
        end(copying, .failure(WorldError(.other, "the node stops")))
    }

    func end(_ copying: Copying, _ result: Result<LedgerBackup, WorldError>) {
        self.copying = nil
        if case .failure = result { copying.backup?.abandon() }
        copying.done(result)
    }
}
