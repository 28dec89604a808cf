// The content of torrents while it arrives: pieces are hashed and written, several at a time, each
// in
// its own time; whatever ends a store comes after them.
//
// Law. A step that the contract forbids is the node's mistake, and is told.

import Digest
import Node
import Vocabulary

/// One torrent's content that a program has open.
final class OpenStore {
    enum Stage { case opening, open, failed, placing }

    let plan: StorePlan
    var stage = Stage.opening
    var content: StoredTorrent?
    /// Pieces that are being hashed and written.
    var writing: Set<PieceIndex> = []

    init(_ plan: StorePlan) {
        self.plan = plan
    }

    func hash(of piece: PieceIndex) -> Digest160? {
        let place = piece.number * Digest160.length
        return Digest160(Array(plan.hashes[place..<place + Digest160.length]))
    }

    /// Where a file begins in the content, in bytes.
    func offset(ofFile number: Int) -> Int64 {
        plan.files[..<number].reduce(0) { $0 + $1.length }
    }

    /// Pieces that have bytes of wanted files.
    var wanted: PieceSet {
        var wanted = PieceSet(pieceCount: plan.geometry.pieceCount)
        for (number, file) in plan.files.enumerated() where file.isWanted && file.length > 0 {
            let (start, length) = (offset(ofFile: number), Int64(plan.geometry.pieceLength))
            for piece in start / length...(start + file.length - 1) / length {
                wanted.insert(number: Int(piece))
            }
        }
        return wanted
    }
}

extension SimulatedHost {
    package func openStore(_ id: StoreID, _ plan: StorePlan) {
        if stores[id] != nil { world.complain("\(name) opens store \(id.number) twice") }
        if stores.values.contains(where: { $0.plan.infoHash == plan.infoHash }) {
            world.complain("\(name) opens the content of \(plan.infoHash.hex) twice")
        }
        guard plan.files.reduce(0, { $0 + $1.length }) == plan.geometry.length else {
            return world.complain("\(name) opens files that are not as long as their pieces")
        }
        let store = OpenStore(plan)
        stores[id] = store
        step(id, store, .microseconds(100), .milliseconds(10)) { [self] in
            if disk.isBroken { return .storeFailed(id, .broken) }
            let content = disk.torrents[plan.infoHash] ?? StoredTorrent(plan.geometry)
            let isReserved = plan.allocation != .sparse
            guard !isReserved || disk.room >= plan.geometry.length - content.used else {
                return .storeFailed(id, .noRoom)
            }
            disk.torrents[plan.infoHash] = content
            content.takeStock(plan.hashes, isChecked: plan.isChecked) { disk.read($0) }
            store.content = content
            store.stage = .open
            return .storeOpened(id, present: content.recorded)
        }
    }

    package func write(
        _ bytes: [UInt8], as piece: PieceIndex, expecting hash: Digest160, to id: StoreID
    ) {
        guard let store = known(id, "writes to") else { return }
        guard store.stage == .open, bytes.count == store.plan.geometry.size(of: piece),
            store.hash(of: piece) == hash, store.writing.insert(piece).inserted
        else { return world.complain("\(name) writes to a store that is \(store.stage)") }
        if store.content?.recorded.contains(piece) == true {
            world.complain("\(name) fetches piece \(piece.number) again, which is here")
        }
        let waiting = stores.values.reduce(0) { sum, store in
            sum + store.writing.reduce(0) { $0 + store.plan.geometry.size(of: $1) }
        }
        if waiting > Limits.unverifiedBytes + store.plan.geometry.pieceLength {
            world.complain("\(name) lets \(waiting) bytes wait for the disk")
        }
        step(id, store, .microseconds(200), .milliseconds(8)) { [self] in
            store.writing.remove(piece)
            guard store.stage == .open, let content = store.content else { return nil }
            guard SHA1.of(bytes) == hash else { return .pieceWritten(id, piece, isRight: false) }
            if disk.isBroken { return .storeFailed(id, .broken) }
            guard disk.room >= Int64(bytes.count) else { return .storeFailed(id, .noRoom) }
            content.write(piece, bytes)
            return .pieceWritten(id, piece, isRight: true)
        }
    }

    package func openStored(_ file: Int, of id: StoreID) -> Result<any OpenedFile, WorldError> {
        guard let store = stores[id], let content = store.content else {
            return .failure(WorldError(.missing, "it is not open"))
        }
        let plan = store.plan.files[file]
        guard plan.path != nil else {
            return .failure(WorldError(.missing, "it has no file"))
        }
        if disk.isBroken { return .failure(.broken) }
        return .success(
            SimulatedFile(content, from: store.offset(ofFile: file), plan.length, on: disk))
    }

    package func placeStore(_ id: StoreID, as name: FileName) {
        guard let store = known(id, "places") else { return }
        guard store.stage == .open, store.writing.isEmpty, let content = store.content else {
            return world.complain("\(self.name) places a store that is \(store.stage)")
        }
        if content.recorded.lacksSome(of: store.wanted) {
            world.complain("\(self.name) places \(name), which is not whole")
        }
        store.stage = .placing
        step(id, store, .milliseconds(1), .milliseconds(30)) { [self] in
            if disk.isBroken {
                store.stage = .failed
                return .storeFailed(id, .broken)
            }
            let root = "\(SimulatedDisk.downloads)/\(name)"
            guard disk.file(at: root) == nil, disk.paths(beneath: root).isEmpty else {
                store.stage = .open
                return .storePlaced(id, .failure(WorldError(.taken, "\(name) is taken")))
            }
            let paths = give(store, content, to: root)
            for path in paths { path.map(noticed) }
            disk.torrents[store.plan.infoHash] = nil
            stores[id] = nil
            let modified = paths.map { $0.flatMap { disk.file(at: $0)?.modified } }
            return .storePlaced(id, .success(PlacedStore(name: name, modified: modified)))
        }
    }

    /// Its files get their names beneath `root`, or the one file that it is gets that name.
    /// Gives where each is.
    private func give(
        _ store: OpenStore, _ content: StoredTorrent, to root: String
    ) -> [String?] {
        store.plan.files.enumerated().map { number, file in
            guard file.isWanted, let path = file.path else { return nil }
            let start = Int(store.offset(ofFile: number))
            let hostPath = store.plan.isFolder ? "\(root)/\(path)" : root
            disk.put(
                Array(content.bytes[start..<start + Int(file.length)]), at: hostPath,
                modified: modifiedNow)
            return hostPath
        }
    }

    package func parkStore(_ id: StoreID) {
        // What waits for the disk is lost here: a real host writes it, and may be killed before.
        if known(id, "parks") != nil { stores[id] = nil }
    }

    package func discardStore(_ id: StoreID) {
        guard let store = known(id, "discards") else { return }
        stores[id] = nil
        disk.torrents[store.plan.infoHash] = nil
    }

    package func keepStores(of infoHashes: Set<Digest160>) {
        let isOpen = Set(stores.values.map(\.plan.infoHash))
        let memory = installation.ledger.memory
        let remembered = Set(
            memory.torrents.map(\.infoHash) + memory.downloads.compactMap(\.torrent))
        for infoHash in disk.torrents.keys where !infoHashes.union(isOpen).contains(infoHash) {
            if remembered.contains(infoHash) {
                world.complain("\(name) throws a torrent away because it was restarted")
            }
            disk.torrents[infoHash] = nil
        }
    }

    package func removeStore(of infoHash: Digest160) {
        if stores.values.contains(where: { $0.plan.infoHash == infoHash }) {
            return world.complain("\(name) removes a store that is open")
        }
        disk.torrents[infoHash] = nil
    }

    package func removeDownloaded(_ name: FileName) {
        let root = "\(SimulatedDisk.downloads)/\(name)"
        for path in disk.paths(beneath: root) + [root] where disk.file(at: path) != nil {
            disk.remove(path)
            noticed(path)
        }
    }

    // MARK: Small print

    private func known(_ id: StoreID, _ verb: String) -> OpenStore? {
        if let store = stores[id] { return store }
        world.complain("\(name) \(verb) store \(id.number), which is gone or never was")
        return nil
    }

    /// Does something for a store after a while, and tells how it ended, unless the node has let go
    /// of it in the meantime.
    private func step(
        _ id: StoreID, _ store: OpenStore, _ least: Duration, _ most: Duration,
        _ end: @escaping () -> Completion?
    ) {
        world.after(world.between(least, most) * machine.diskSlowness) { [self] in
            guard node != nil, stores[id] === store, let completion = end() else { return }
            if case .storeFailed = completion { store.stage = .failed }
            world.note(
                .completion, UInt64(machine.index), id.number, "\(name)'s disk: store \(id.number)")
            completed(completion)
        }
    }
}

extension WorldError {
    fileprivate static let noRoom = WorldError(.full, "the disk is full")
}
