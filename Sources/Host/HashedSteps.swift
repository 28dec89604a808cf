// How far one file is on its way through its digests, and what may be done next.

import Disk
import Vocabulary

final class HashedSteps {
    /// Where a job leaves the file that it has opened.
    final class Opened {
        var hasher: FileHasher?
    }

    enum Job {
        case open(@Sendable () throws(DiskError) -> FileHasher)
        /// Of the slot of that number.
        case read(Int, FileHasher)
        case digest256(Int, FileHasher)
        case digest160(Int, FileHasher)
        /// All three of one step, one after the other, while it is hot.
        case through(Int, FileHasher)
        case finish(FileHasher)
    }

    /// What came of a job.
    enum Outcome: Sendable {
        case done
        /// There was nothing more to read.
        case ended
        case hashed(HashedFile)
    }

    let opened = Opened()
    let cancel: Cancellation
    let done: (Hashing.Answer) -> Void
    /// Told when the pool is done with the file.
    var answer: Hashing.Answer?
    private let open: @Sendable () throws(DiskError) -> FileHasher
    private var isOpening = false
    private var isOpened = false
    private var reading = Stage()
    private var digesting256 = Stage()
    private var digesting160 = Stage()
    private var isGoingThrough = false
    private var isRead = false
    private var isFinishing = false

    /// Steps that went through one of the three, and whether one is in it.
    private struct Stage {
        var steps = 0
        var isBusy = false
    }

    init(
        _ open: @escaping @Sendable () throws(DiskError) -> FileHasher, _ cancel: Cancellation,
        _ done: @escaping (Hashing.Answer) -> Void
    ) {
        self.open = open
        self.cancel = cancel
        self.done = done
    }

    /// Whether the pool has nothing of it.
    var isQuiet: Bool {
        !isOpening && !isGoingThrough && !reading.isBusy && !digesting256.isBusy
            && !digesting160.isBusy && !isFinishing
    }

    /// What can be done now, which counts as begun; nil where there is nothing. A file that is
    /// alone is read and digested by three hands; of several each has a hand of its own.
    func nextJob(isAlone: Bool) -> Job? {
        guard answer == nil, !isOpening, !isFinishing, !isGoingThrough else { return nil }
        guard isOpened, let hasher = opened.hasher else {
            isOpening = true
            return .open(open)
        }
        if let step = begin(\.digesting256) { return .digest256(step % slots, hasher) }
        if let step = begin(\.digesting160) { return .digest160(step % slots, hasher) }
        if !isAlone, !isRead {
            guard isQuiet, digesting256.steps == reading.steps, digesting160.steps == reading.steps
            else { return nil }
            isGoingThrough = true
            return .through(reading.steps % slots, hasher)
        }
        if !isRead, !reading.isBusy,
            reading.steps - min(digesting256.steps, digesting160.steps) < slots
        {
            reading.isBusy = true
            return .read(reading.steps % slots, hasher)
        }
        guard isRead, digesting256.steps == reading.steps, digesting160.steps == reading.steps
        else { return nil }
        isFinishing = true
        return .finish(hasher)
    }

    private let slots = Limits.hashSlots

    /// The step that a digest takes next, if it is read and the digest is free.
    private func begin(_ stage: ReferenceWritableKeyPath<HashedSteps, Stage>) -> Int? {
        guard !self[keyPath: stage].isBusy, self[keyPath: stage].steps < reading.steps else {
            return nil
        }
        self[keyPath: stage].isBusy = true
        return self[keyPath: stage].steps
    }

    /// A job is back.
    func ended(_ job: Job, _ result: Result<Outcome, DiskError>) {
        switch job {
        case .open: (isOpening, isOpened) = (false, true)
        case .read: reading.isBusy = false
        case .digest256: digesting256 = Stage(steps: digesting256.steps + 1)
        case .digest160: digesting160 = Stage(steps: digesting160.steps + 1)
        case .through: isGoingThrough = false
        case .finish: isFinishing = false
        }
        switch result {
        case .success(.done): stepEnded(job)
        case .success(.ended): isRead = true
        case .success(.hashed(let hashed)): answer = .success(hashed)
        case .failure(let error): answer = .failure(error)
        }
    }

    private func stepEnded(_ job: Job) {
        switch job {
        case .read: reading.steps += 1
        case .through:
            reading.steps += 1
            digesting256.steps += 1
            digesting160.steps += 1
        case .open, .digest256, .digest160, .finish: break
        }
    }
}
