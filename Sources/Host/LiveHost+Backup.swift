// A backup of the ledger: copied and looked at in the state folder, where SQLite may write, and
// then into the descriptor that the tool has open, where perhaps only its user may.

import Disk
import Ledger
import Node
import Reactor
import Vocabulary

extension LiveHost {
    package func backUp(into descriptor: DescriptorID, for job: JobID) {
        let target: PassedDescriptor
        do throws(DiskError) {
            target = try passed.take(descriptor)
        } catch {
            return later(.backedUp(job, .failure(error.inWorld)))
        }
        let scratch = ScratchFile(in: state)
        writer.backUp(to: scratch.path, room: room()) { [unowned self] result in
            switch result {
            case .success(let backup): deliver(backup, scratch, target, job)
            case .failure(let error): complete(.backedUp(job, .failure(error)))
            }
        }
    }

    /// The ledger has been let go of. Nothing of this is remembered, so nothing waits for it.
    private func deliver(
        _ backup: LedgerBackup, _ scratch: ScratchFile, _ target: PassedDescriptor, _ job: JobID
    ) {
        let cancel = cancellation
        offload.run(lending: backup) { backup in
            do throws(LedgerError) {
                try backup.check()
            } catch {
                return .failure(.ledger(error))
            }
            do throws(DiskError) {
                let file = try scratch.open()
                try target.fill(from: file, cancel: cancel)
                return .success(file.size)
            } catch {
                return .failure(.disk(error))
            }
        } then: { [unowned self] (result: Result<Int64, BackupError>) in
            if case .failure(.ledger(let error)) = result { writer.foundDamaged(error) }
            complete(.backedUp(job, result.mapError(\.inWorld)))
        }
    }
}

/// Which of the two it was that failed.
private enum BackupError: Error {
    case ledger(LedgerError)
    case disk(DiskError)

    var inWorld: WorldError {
        switch self {
        case .ledger(let error): error.inWorld
        case .disk(let error): error.inWorld
        }
    }
}
