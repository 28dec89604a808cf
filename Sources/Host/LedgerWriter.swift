// What is to be remembered, gathered for a moment and written on the pool, one batch at a time.
//
// Law 1. Nothing is dropped because the disk was full for a while: a batch that failed is tried
//        again, and what comes meanwhile waits behind it up to a limit.
// Law 2. What somebody waits for is on the disk before he is told, and is not tried again after he
//        was told that it is not.

import Ledger
import Node
import Reactor
import Vocabulary

final class LedgerWriter {
    var failed: (WorldError) -> Void = { _ in }
    private let ledger: Ledger
    private let offload: Offload
    private var waiting: [LedgerChange] = []
    /// What somebody waits for: written with everything that was to be remembered before.
    private var promises: [Promise] = []
    private var isArmed = false
    private var timer: Timer?
    /// Those who want to read; a node asks for one part after the other.
    private var readings: [Reading] = []

    private struct Reading {
        let mark: ListingMark?
        let done: (Result<ListingPart, WorldError>) -> Void
    }

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

    /// Reads a part of the listings, as soon as the ledger is free; what is to be remembered waits
    /// no longer than one part takes.
    func load(
        after mark: ListingMark?, _ done: @escaping (Result<ListingPart, WorldError>) -> Void
    ) {
        let reading = Reading(mark: mark, done: done)
        if isBusy { readings.append(reading) } else { read(reading) }
    }

    private func read(_ reading: Reading) {
        isBusy = true
        let mark = reading.mark
        offload.run(lending: ledger) { ledger in
            Result { () throws(LedgerError) in try ledger.listings(after: mark) }
        } then: { [unowned self] (result: Result<ListingPart, LedgerError>) in
            isBusy = false
            // Whoever waited to be written is, before more is read.
            flush()
            reading.done(result.mapError { WorldError(.other, "\($0)") })
            readNext()
        }
    }

    private func readNext() {
        guard !isBusy, !readings.isEmpty else { return }
        read(readings.removeFirst())
    }

    private func flush() {
        guard !isBusy, !waiting.isEmpty || !promises.isEmpty else { return }
        isBusy = true
        let (batch, promised) = (waiting, promises)
        (waiting, promises) = ([], [])
        let changes = batch + promised.flatMap(\.changes)
        let isPromised = !promised.isEmpty
        // While the job has the ledger `isBusy` keeps everybody else away from it.
        offload.run(lending: ledger) { ledger in
            Result { () throws(LedgerError) in
                try isPromised ? ledger.applyDurably(changes) : ledger.apply(changes)
            }
        } then: { [unowned self] (result: Result<Void, LedgerError>) in
            isBusy = false
            let outcome = result.mapError { WorldError($0 == .full ? .full : .other, "\($0)") }
            if case .failure(let error) = outcome {
                waiting = batch + waiting
                failed(error)
            }
            for promise in promised { promise.done(outcome) }
            armAgain(after: outcome)
            readNext()
        }
    }

    private func armAgain(after outcome: Result<Void, WorldError>) {
        if !promises.isEmpty {
            arm(after: .zero)
        } else if !waiting.isEmpty {
            guard case .success = outcome else { return arm(after: Limits.roomInterval) }
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
            waiting = []
            for promise in promised { promise.done(.success(())) }
        } catch {
            let error = WorldError(.other, "\(error)")
            failed(error)
            for promise in promised { promise.done(.failure(error)) }
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
            .rememberDownload, .forgetDownload, .rememberTorrent, .forgetTorrent, .rememberUser,
            .forgetUser, .rememberSession, .forgetSession, .forgetSessions,
            .rememberGuest, .forgetGuest:
            true
        case .rememberNode, .forgetNode, .rememberFile, .forgetFile, .forgetFiles, .set,
            .rememberCompletions, .forgetCompletions, .rememberSwarms, .forgetSwarms,
            .rememberListings, .forgetHolder:
            false
        }
    }
}
