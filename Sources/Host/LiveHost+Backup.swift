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
            do {
                try backup.check()
                let file = try scratch.open()
                try target.fill(from: file, cancel: cancel)
                return .success(file.size)
            } catch let error as LedgerError {
                return .failure(error.inWorld)
            } catch let error as DiskError {
                return .failure(error.inWorld)
            } catch {
                preconditionFailure("a ledger and a disk have errors of their own")
            }
        } then: { [unowned self] (result: Result<Int64, WorldError>) in
            complete(.backedUp(job, result))
        }
    }
}
