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
    /// The copy that is being made, if any is: how many at once is the node's to bound.
    private var copying: Copying?
    private var isEnding = false

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
            reading.done(result.mapError(\.inWorld))
            goOn()
        }
    }

    /// What waits besides what is to be remembered.
    private func goOn() {
        guard !isBusy else { return }
        if !readings.isEmpty {
            read(readings.removeFirst())
        } else if let copying {
            copy(copying)
        }
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
            let outcome = result.mapError(\.inWorld)
            if case .failure(let error) = outcome {
                waiting = batch + waiting
                failed(error)
            }
            for promise in promised { promise.done(outcome) }
            armAgain(after: outcome)
            goOn()
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

// Backups, a step at a time.
extension LedgerWriter {
    fileprivate final class Copying {
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

    private func copy(_ copying: Copying) {
        isBusy = true
        offload.run(lending: copying) { copying in
            Result { () throws(LedgerError) in try copying.goOn() }
        } then: { [unowned self] (result: Result<Bool, LedgerError>) in
            isBusy = false
            switch (result, copying.backup) {
            case (.failure(let error), _): end(copying, .failure(error.inWorld))
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

    private func end(_ copying: Copying, _ result: Result<LedgerBackup, WorldError>) {
        self.copying = nil
        if case .failure = result { copying.backup?.abandon() }
        copying.done(result)
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
            .rememberGuest, .forgetGuest:
            true
        case .rememberNode, .forgetNode, .rememberFile, .forgetFile, .forgetFiles, .set,
            .rememberCompletions, .forgetCompletions, .rememberSwarms, .forgetSwarms,
            .rememberListings, .forgetHolder:
            false
        }
    }
}
