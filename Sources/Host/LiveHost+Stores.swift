// The content of torrents: pieces are hashed and written on the pool, several at a time; what is
// recorded of them is one job at a time, for many pieces together.

import Digest
import Disk
import Node
import Reactor
import Vocabulary

/// One torrent's content that is open.
final class OpenStore {
    enum Ending: Equatable {
        case place(FileName)
        case park
        case discard
    }

    let plan: StorePlan
    /// Settled once it is open.
    var files: TorrentFiles
    var record: PieceRecord?
    /// Nobody has begun to open it.
    var isUnopened = true
    /// A job has the record.
    var isRecording = true
    /// Pieces that are being hashed and written.
    var writing = 0
    /// Pieces that are written and not recorded.
    var unrecorded: [PieceIndex] = []
    var unsynced = 0
    var ending: Ending?
    let cancel = Cancellation()

    init(_ plan: StorePlan, _ files: TorrentFiles) {
        self.plan = plan
        self.files = files
    }

    var isBusy: Bool { isRecording || writing > 0 }
}

extension LiveHost {
    package func openStore(_ id: StoreID, _ plan: StorePlan) {
        guard let files = TorrentFiles(plan, in: state.incomplete) else {
            let error = WorldError(.refused, "its files are not as long as its pieces together")
            return later(.storeFailed(id, error))
        }
        let store = OpenStore(plan, files)
        stores[id] = store
        // Somebody may just be letting go of the same content.
        if !isWaiting(store) { open(id, store) }
    }

    private func isWaiting(_ store: OpenStore) -> Bool {
        let infoHash = store.plan.infoHash
        return isBeingTaken(infoHash) || removingStores.contains(infoHash)
            || closingStores.values.contains { $0 !== store && $0.plan.infoHash == infoHash }
    }

    /// Whether a part takes over what came of a torrent, and nothing of it will be left.
    private func isBeingTaken(_ infoHash: Digest160) -> Bool {
        [parts, closingParts].contains { arrivals in
            arrivals.values.contains { $0.isOpening && $0.plan.torrent == infoHash }
        }
    }

    /// Whether what came of a torrent is still somebody's who is about to let go of it.
    func isLettingGo(_ infoHash: Digest160) -> Bool {
        removingStores.contains(infoHash)
            || closingStores.values.contains { $0.plan.infoHash == infoHash }
    }

    private func open(_ id: StoreID, _ store: OpenStore) {
        let (plan, files, cancel) = (store.plan, store.files, store.cancel)
        let opening = StoreOpening()
        store.isUnopened = false
        offload.run(lending: opening) { opening in
            Result { () throws(DiskError) in
                let files = try files.settled(cancel: cancel)
                opening.files = files
                try files.allocate(plan.allocation.onDisk, cancel: cancel)
                let record = try PieceRecord(of: files, cancel: cancel)
                try record.takeStock(of: files, plan, cancel: cancel)
                opening.record = record
                return record.verified
            }
        } then: { [unowned self] (result: Result<PieceSet, DiskError>) in
            store.isRecording = false
            guard stores[id] === store else { return goOn(id, store) }
            switch result {
            case .success(let present):
                store.record = opening.record
                store.files = opening.files ?? store.files
                complete(.storeOpened(id, present: present))
            case .failure(let error): failed(id, store, error)
            }
            goOn(id, store)
        }
    }

    package func write(
        _ bytes: [UInt8], as piece: PieceIndex, expecting hash: Digest160, to id: StoreID
    ) {
        guard let store = stores[id] else { return }
        let files = store.files
        store.writing += 1
        offload.run {
            Result { () throws(DiskError) in
                try files.verifyAndWrite(bytes, piece: piece, expecting: hash)
            }
        } then: { [unowned self] (result: Result<TorrentFiles.Verdict, DiskError>) in
            store.writing -= 1
            if case .success(.written) = result {
                store.unrecorded.append(piece)
                store.unsynced += bytes.count
            }
            defer { goOn(id, store) }
            guard stores[id] === store else { return }
            switch result {
            case .success(let verdict):
                complete(.pieceWritten(id, piece, isRight: verdict == .written))
            case .failure(let error): failed(id, store, error)
            }
        }
    }

    package func openStored(_ file: Int, of id: StoreID) -> Result<any OpenedFile, WorldError> {
        guard let store = stores[id] else { return .failure(.notAttached) }
        do throws(DiskError) {
            return .success(try store.files.open(file: file))
        } catch {
            return .failure(error.inWorld)
        }
    }

    package func placeStore(_ id: StoreID, as name: FileName) {
        guard let store = stores[id] else { return }
        store.ending = .place(name)
        goOn(id, store)
    }

    package func parkStore(_ id: StoreID) { letGo(id, .park) }

    package func discardStore(_ id: StoreID) { letGo(id, .discard) }

    private func letGo(_ id: StoreID, _ ending: OpenStore.Ending) {
        guard let store = stores.removeValue(forKey: id) else { return }
        store.ending = ending
        closingStores[id] = store
        store.cancel.cancel()
        // One that waited for another to close has nothing open.
        if store.isUnopened {
            if ending == .discard { discardToo(store.plan.infoHash) }
            return closed(id, store)
        }
        goOn(id, store)
    }

    package func keepStores(of infoHashes: Set<Digest160>) {
        let folder = state.incomplete
        do throws(DiskError) {
            let kept = infoHashes.union(stores.values.map(\.plan.infoHash))
            let removed = try removeTorrents(but: kept, in: folder)
            if !removed.isEmpty {
                log(.info, "swarm", "what was left of \(removed.count) torrents was removed")
            }
        } catch {
            log(.warning, "swarm", "what was left of torrents was not removed: \(error)")
        }
    }

    package func removeStore(of infoHash: Digest160) {
        guard !stores.values.contains(where: { $0.plan.infoHash == infoHash }) else { return }
        guard !isBeingTaken(infoHash), !discardToo(infoHash) else { return }
        removingStores.append(infoHash)
        let folder = state.incomplete
        offload.run {
            Result { () throws(DiskError) in try removeTorrent(infoHash, in: folder) }
        } then: { [unowned self] (result: Result<Void, DiskError>) in
            if case .failure(let error) = result {
                log(.warning, "swarm", "what came of a torrent was not removed: \(error)")
            }
            if let row = removingStores.firstIndex(of: infoHash) { removingStores.remove(at: row) }
            openWaiting(of: infoHash)
        }
    }

    /// What somebody is about to let go of is not wanted. False: nobody is.
    @discardableResult
    private func discardToo(_ infoHash: Digest160) -> Bool {
        let closing = closingStores.values.filter {
            $0.plan.infoHash == infoHash && !$0.isUnopened
        }
        for store in closing { store.ending = .discard }
        return !closing.isEmpty
    }

    package func removeDownloaded(_ name: FileName) {
        let folder = state.downloads
        offload.run {
            Result { () throws(DiskError) in try removeTree(name.path, in: folder) }
        } then: { [unowned self] (result: Result<Void, DiskError>) in
            if case .failure(let error) = result {
                log(.warning, "swarm", "\(name) was not removed: \(error)")
            }
        }
    }

    // MARK: Jobs

    /// The next job of the record; what ends the store waits until nothing else is under way.
    private func goOn(_ id: StoreID, _ store: OpenStore) {
        guard !store.isRecording else { return }
        let isEnding = store.ending != nil && store.writing == 0
        if store.ending == .discard {
            if isEnding { discard(id, store) }
        } else if let record = store.record, !store.unrecorded.isEmpty {
            keep(id, store, record)
        } else if isEnding {
            end(id, store)
        } else if let record = store.record, store.unsynced >= Int(Limits.unsyncedBytes) {
            sync(id, store, record)
        }
    }

    private func keep(_ id: StoreID, _ store: OpenStore, _ record: PieceRecord) {
        let pieces = store.unrecorded
        store.unrecorded = []
        work(id, store, record) { record throws(DiskError) in try record.add(pieces) }
    }

    /// What was recorded may be lost to a power cut until this is done.
    private func sync(_ id: StoreID, _ store: OpenStore, _ record: PieceRecord) {
        let files = store.files
        store.unsynced = 0
        work(id, store, record) { record throws(DiskError) in
            let mark = record.mark
            try files.sync(mark.pieces)
            try record.markSynced(mark)
        }
    }

    private func work(
        _ id: StoreID, _ store: OpenStore, _ record: PieceRecord,
        _ job: @escaping @Sendable (PieceRecord) throws(DiskError) -> Void
    ) {
        store.isRecording = true
        offload.run(lending: record) { record in
            Result { () throws(DiskError) in try job(record) }
        } then: { [unowned self] (result: Result<Void, DiskError>) in
            store.isRecording = false
            if case .failure(let error) = result, stores[id] === store { failed(id, store, error) }
            goOn(id, store)
        }
    }

    private func end(_ id: StoreID, _ store: OpenStore) {
        switch store.ending {
        case .place(let name): place(id, store, as: name)
        case .park: closed(id, store)
        case .discard, nil: break
        }
    }

    private func place(_ id: StoreID, _ store: OpenStore, as name: FileName) {
        let (files, downloads, incomplete) = (store.files, state.downloads, state.incomplete)
        store.ending = nil
        store.isRecording = true
        offload.run {
            Result { () throws(DiskError) in
                let modified = try files.place(as: name, in: downloads)
                try removeTorrent(files.infoHash, in: incomplete)
                return PlacedStore(name: name, modified: modified)
            }
        } then: { [unowned self] (result: Result<PlacedStore, DiskError>) in
            store.isRecording = false
            let isWanted = stores[id] === store
            if case .success = result, isWanted { stores[id] = nil }
            if isWanted {
                complete(.storePlaced(id, result.mapError(\.inWorld)))
            }
            goOn(id, store)
        }
    }

    private func discard(_ id: StoreID, _ store: OpenStore) {
        let files = store.files
        store.record = nil
        store.isRecording = true
        offload.run {
            Result { () throws(DiskError) in try files.discard() }
        } then: { [unowned self] (result: Result<Void, DiskError>) in
            if case .failure(let error) = result {
                log(.warning, "swarm", "what came of a torrent was not removed: \(error)")
            }
            closed(id, store)
        }
    }

    private func failed(_ id: StoreID, _ store: OpenStore, _ error: DiskError) {
        guard !error.isCancelled else { return }
        complete(.storeFailed(id, error.inWorld))
    }

    /// Nobody has it any more: who waits for the same content may open it now.
    private func closed(_ id: StoreID, _ store: OpenStore) {
        guard closingStores.removeValue(forKey: id) != nil else { return }
        openWaiting(of: store.plan.infoHash)
    }

    /// Who waits for what came of a torrent may open it now.
    func openWaiting(of infoHash: Digest160) {
        for (id, store) in stores where store.plan.infoHash == infoHash && store.isUnopened {
            if !isWaiting(store) { open(id, store) }
        }
        for (id, arrival) in parts where arrival.plan.torrent == infoHash {
            openIfWaiting(id, arrival)
        }
    }

    /// Lets go of everything; what was written is recorded first.
    func parkStores() {
        for id in stores.keys { parkStore(id) }
        while !closingStores.isEmpty || !removingStores.isEmpty { loop.runOnce() }
    }
}

/// Where a job leaves what it has opened.
private final class StoreOpening {
    var files: TorrentFiles?
    var record: PieceRecord?
}

extension TorrentFiles {
    fileprivate init?(_ plan: StorePlan, in folder: Folder) {
        var files: [TorrentLayout.File] = []
        for (number, file) in plan.files.enumerated() {
            guard let name = file.path ?? FileName("padding-\(number)") else { return nil }
            files.append(
                TorrentLayout.File(
                    name, length: file.length, isPad: file.path == nil, isWanted: file.isWanted))
        }
        guard let layout = TorrentLayout(files, plan.geometry, isFolder: plan.isFolder) else {
            return nil
        }
        self.init(plan.infoHash, layout, in: folder)
    }
}

extension PieceRecord {
    /// Hashes what is there and was not recorded; with `isChecked` everything that is there. For
    /// the pool.
    fileprivate func takeStock(
        of files: TorrentFiles, _ plan: StorePlan, cancel: Cancellation
    ) throws(DiskError) {
        let there = try files.present(cancel: cancel)
        var (right, wrong): ([PieceIndex], [PieceIndex]) = ([], [])
        for piece in there.pieces where plan.isChecked || !verified.contains(piece) {
            try cancel.check("hashing a torrent")
            let place = piece.number * Digest160.length
            let expected = Digest160(Array(plan.hashes[place..<place + Digest160.length]))
            if try files.hash(piece) == expected {
                right.append(piece)
            } else if verified.contains(piece) {
                wrong.append(piece)
            }
        }
        if !wrong.isEmpty { try forget(wrong) }
        try add(right)
    }
}

extension Allocation {
    fileprivate var onDisk: TorrentFiles.Allocation {
        switch self {
        case .sparse: .sparse
        case .full: .written
        case .falloc: .reserved
        }
    }
}
