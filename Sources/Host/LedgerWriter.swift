// What is to be remembered, gathered for a moment and written on the pool, one batch at a time.
//
// Law 1. Nothing is dropped because the disk was full for a while: a batch that failed is tried
//        again, and what comes meanwhile waits behind it up to a limit.
// Law 2. What somebody waits for is on the disk before he is told, and is not tried again after he
//        was told that it is not.
// Law 3. A ledger that is found to be damaged is set aside at once, and what could not be written
//        is written into the next one.

import Ledger
import Node
import Reactor
import Vocabulary

final class LedgerWriter {
    var failed: (WorldError) -> Void = { _ in }
    /// It has failed, and does so no more.
    var mended: () -> Void = {}
    /// The ledger was damaged, and this is what became of it.
    var begunAnew: ([LedgerNotice]) -> Void = { _ in }
    /// Something is written that belongs into the last backup.
    var told: () -> Void = {}
    let ledger: Ledger
    let offload: Offload
    private var waiting: [LedgerChange] = []
    /// What somebody waits for: written with everything that was to be remembered before.
    private var promises: [Promise] = []
    private var isArmed = false
    private var timer: Timer?
    /// Those who want to read; a node asks for one part after the other.
    private var readings: [() -> Void] = []
    /// The copy that is being made, if any is: how many at once is the node's to bound.
    var copying: Copying?
    var isEnding = false
    /// Whether the pool has the ledger.
    var isBusy = false
    private var isFailing = false
    /// What is wrong with the ledger, until it was set aside.
    private var damage: LedgerError?

    private struct Promise {
        let changes: [LedgerChange]
        let done: (Result<Void, WorldError>) -> Void
    }

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

    /// Remembers all of it or nothing; `done` is called on the loop, never from inside this call.
    func record(_ changes: [LedgerChange], then done: @escaping (Result<Void, WorldError>) -> Void)
    {
        promises.append(Promise(changes: changes, done: done))
        arm(after: .zero)
    }

    private func arm(after delay: Duration) {
        guard !isBusy, !isArmed || delay == .zero else { return }
        isArmed = true
        timer?.arm(after: delay)
    }

    /// Reads, as soon as the ledger is free; what is to be remembered waits no longer than `job`
    /// takes. `done` is called on the loop, never from inside this call.
    func read<Value: Sendable>(
        _ job: @escaping @Sendable (Ledger) throws(LedgerError) -> Value,
        then done: @escaping (Result<Value, LedgerError>) -> Void
    ) {
        readings.append { [unowned self] in
            isBusy = true
            offload.run(lending: ledger) { ledger in
                Result { () throws(LedgerError) in try job(ledger) }
            } then: { [unowned self] (result: Result<Value, LedgerError>) in
                isBusy = false
                if case .failure(let error) = result { foundDamaged(error) }
                // Whoever waited to be written is, before more is read.
                flush()
                done(result)
                goOn()
            }
        }
        goOn()
    }

    /// What waits besides what is to be remembered.
    func goOn() {
        guard !isBusy else { return }
        if !readings.isEmpty {
            readings.removeFirst()()
        } else if let copying {
            copy(copying)
        }
    }

    /// Somebody who read has found that the ledger is damaged, if the error says so.
    func foundDamaged(_ error: LedgerError) {
        guard case .damaged = error, damage == nil else { return }
        damage = error
        arm(after: .zero)
    }

    func flush() {
        guard !isBusy, !waiting.isEmpty || !promises.isEmpty || damage != nil || isFailing else {
            return
        }
        if let damage, let copying { end(copying, .failure(damage.inWorld)) }
        isBusy = true
        let (batch, promised) = (waiting, promises)
        (waiting, promises) = ([], [])
        let changes = batch + promised.flatMap(\.changes)
        let (isPromised, damage) = (!promised.isEmpty, self.damage)
        // While the job has the ledger `isBusy` keeps everybody else away from it.
        offload.run(lending: ledger) { ledger in
            Written(changes, durably: isPromised, in: ledger, damage: damage)
        } then: { [unowned self] (written: Written) in
            isBusy = false
            if !written.notices.isEmpty {
                self.damage = nil
                begunAnew(written.notices)
            }
            ended(written, batch, promised)
        }
    }

    private func ended(_ written: Written, _ batch: [LedgerChange], _ promised: [Promise]) {
        if case .failure(.damaged(let words)) = written.result, damage == nil {
            // Nobody is told anything yet: it is set aside, and all of it is tried once more.
            damage = .damaged(words)
            (waiting, promises) = (batch + waiting, promised + promises)
            return flush()
        }
        let outcome = written.result.mapError(\.inWorld)
        switch outcome {
        case .success:
            if isFailing { mended() }
            isFailing = false
            let isTold =
                !written.notices.isEmpty || batch.contains(where: \.isTold)
                || promised.contains { $0.changes.contains(where: \.isTold) }
            if isTold { told() }
        case .failure(let error):
            waiting = batch + waiting
            isFailing = true
            failed(error)
        }
        for promise in promised { promise.done(outcome) }
        armAgain(after: outcome)
        goOn()
    }

    private func armAgain(after outcome: Result<Void, WorldError>) {
        if !promises.isEmpty {
            arm(after: .zero)
        } else if case .failure = outcome {
            // Also where nothing waits: somebody wants to know when it is well again.
            arm(after: Limits.roomInterval)
        } else if !waiting.isEmpty {
            arm(after: waiting.contains(where: \.wasAskedFor) ? .zero : Limits.ledgerDelay)
        }
    }

    /// At the end: on this thread, once the pool has given the ledger back. Whoever waits is told.
    func flushNow() {
        guard !isBusy, !waiting.isEmpty || !promises.isEmpty else { return }
        let promised = promises
        promises = []
        do throws(LedgerError) {
            try ledger.apply(waiting + promised.flatMap(\.changes))
            if (waiting + promised.flatMap(\.changes)).contains(where: \.isTold) { told() }
            waiting = []
            for promise in promised { promise.done(.success(())) }
        } catch {
            let error = WorldError(.other, "\(error)")
            failed(error)
            for promise in promised { promise.done(.failure(error)) }
        }
    }
}

/// What came of a batch. Made on the pool.
private struct Written: Sendable {
    /// Where the ledger had to be begun anew before.
    var notices: [LedgerNotice] = []
    var result: Result<Void, LedgerError>

    init(
        _ changes: [LedgerChange], durably isDurable: Bool, in ledger: Ledger, damage: LedgerError?
    ) {
        do throws(LedgerError) {
            if let damage { notices = try ledger.beginAnew(why: damage) }
            if isDurable {
                try ledger.applyDurably(changes)
            } else if changes.isEmpty {
                try ledger.probe()
            } else {
                try ledger.apply(changes)
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
    }
}

extension LedgerError {
    var inWorld: WorldError {
        let kind: WorldError.Kind =
            switch self {
            case .full, .noRoomToCopy: .full
            case .newer, .unreadable, .damaged, .busy, .failed: .other
            }
        return WorldError(kind, description)
    }
}

extension LedgerChange {
    /// Whether a person asked for it and was told that it is done: that is written at once, while
    /// what a node finds out by itself can be found out again.
    fileprivate var wasAskedFor: Bool {
        switch self {
        case .rememberShare, .forgetShare, .addBootstrap, .removeBootstrap, .addNode, .removeNode,
            .rememberDownload, .forgetDownload, .rememberTorrent, .forgetTorrent, .rememberUser,
            .forgetUser, .rememberSession, .forgetSession, .forgetSessions,
            .rememberGuest, .forgetGuest, .rememberRegistered, .forgetRegistered:
            true
        case .rememberNode, .forgetNode, .rememberFile, .forgetFile, .forgetFiles, .set,
            .rememberCompletions, .forgetCompletions, .rememberSwarms, .forgetSwarms,
            .rememberListings, .forgetHolder:
            false
        }
    }
}
