// Files on their way through the threads of the pool: of a file that is alone one step is read
// while the one before goes through SHA-256 and SHA-1 at the same time, so that it keeps two cores
// busy. Of several each goes through all of that on one core, where its bytes are hot.
//
// Law 1. A slot is filled again when both digests have taken it, and each digest takes the steps in
//        their order: see `FileHasher`. Only the loop decides what goes where.
// Law 2. All files together have `Limits.hashJobs` threads of the pool, and take turns.
// Law 3. Nothing is told before the last job of a file has come back.

import Disk
import Reactor
import Vocabulary

final class Hashing {
    typealias Answer = Result<HashedFile, DiskError>

    private let offload: Offload
    private var files: [HashedSteps] = []
    private var jobs = 0

    init(_ offload: Offload) { self.offload = offload }

    /// Hashes the file that `open` opens, on the pool. `done` is called on the loop.
    func hash(
        cancel: Cancellation, _ open: @escaping @Sendable () throws(DiskError) -> FileHasher,
        then done: @escaping (Answer) -> Void
    ) {
        files.append(HashedSteps(open, cancel, done))
        goOn()
    }

    /// Gives the pool what is ready, a job of each file in turn.
    private func goOn() {
        var idle = 0
        while jobs < Limits.hashJobs, idle < files.count {
            let file = files.removeFirst()
            files.append(file)
            if let job = file.nextJob(isAlone: files.count == 1) {
                start(job, of: file)
                idle = 0
            } else {
                idle += 1
            }
        }
    }

    private func start(_ job: HashedSteps.Job, of file: HashedSteps) {
        let cancel = file.cancel
        switch job {
        case .open(let open):
            run(job, of: file, lending: file.opened) { opened throws(DiskError) in
                let hasher = try open()
                opened.hasher = hasher
                // One step is one job: there is nothing to do beside it.
                return hasher.isShort ? .hashed(try hasher.run(cancel)) : .done
            }
        case .read(let slot, let hasher):
            run(job, of: file, lending: hasher) { hasher throws(DiskError) in
                if cancel.isCancelled { throw .hashingCancelled }
                return try hasher.read(slot) ? .done : .ended
            }
        case .digest256(let slot, let hasher):
            run(job, of: file, lending: hasher) { hasher throws(DiskError) in
                hasher.digest256(slot)
                return .done
            }
        case .digest160(let slot, let hasher):
            run(job, of: file, lending: hasher) { hasher throws(DiskError) in
                hasher.digest160(slot)
                return .done
            }
        case .through(let slot, let hasher):
            run(job, of: file, lending: hasher) { hasher throws(DiskError) in
                if cancel.isCancelled { throw .hashingCancelled }
                return try hasher.goThrough(slot) ? .done : .ended
            }
        case .finish(let hasher):
            run(job, of: file, lending: hasher) { hasher throws(DiskError) in
                .hashed(try hasher.finish())
            }
        }
    }

    private func run<Loan: AnyObject>(
        _ job: HashedSteps.Job, of file: HashedSteps, lending loan: Loan,
        _ work: @escaping @Sendable (Loan) throws(DiskError) -> HashedSteps.Outcome
    ) {
        jobs += 1
        offload.run(lending: loan) { loan in
            Result { () throws(DiskError) in try work(loan) }
        } then: { [self] (result: Result<HashedSteps.Outcome, DiskError>) in
            jobs -= 1
            file.ended(job, result)
            if let answer = file.answer, file.isQuiet {
                files.removeAll { $0 === file }
                file.done(answer)
            }
            goOn()
        }
    }
}

@available(*, unavailable) extension Hashing: Sendable {}
