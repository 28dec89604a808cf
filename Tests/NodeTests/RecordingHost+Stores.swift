// The content of torrents on a recording host: it lies in memory, and the test says when the disk
// has done its work.

import Digest
import Node
import Vocabulary

/// Content that arrives, or has.
final class RecordedStore {
    let plan: StorePlan
    var bytes: [UInt8]
    var present: PieceSet

    init(_ plan: StorePlan) {
        self.plan = plan
        bytes = [UInt8](repeating: 0, count: Int(plan.geometry.length))
        present = PieceSet(pieceCount: plan.geometry.pieceCount)
    }

    /// Where a file stands in the content.
    func place(ofFile number: Int) -> Range<Int> {
        let start = Int(plan.files[..<number].reduce(0) { $0 + $1.length })
        return start..<start + Int(plan.files[number].length)
    }

    func put(_ piece: PieceIndex, _ new: [UInt8]) {
        let range = plan.geometry.range(of: piece)
        bytes.replaceSubrange(Int(range.lowerBound)..<Int(range.upperBound), with: new)
        present.insert(piece)
    }
}

/// What the disk has been asked for and has not done.
enum StoreWork {
    case opening(StoreID)
    case writing(StoreID, PieceIndex, [UInt8], Digest160)
    case placing(StoreID, FileName)
}

extension RecordingHost {
    func openStore(_ store: StoreID, _ plan: StorePlan) {
        stores[store] = leftStores[plan.infoHash] ?? RecordedStore(plan)
        storePlans.append(plan)
        storeWork.append(.opening(store))
    }

    func write(
        _ bytes: [UInt8], as piece: PieceIndex, expecting hash: Digest160, to store: StoreID
    ) {
        storeWork.append(.writing(store, piece, bytes, hash))
    }

    func openStored(_ file: Int, of store: StoreID) -> Result<any OpenedFile, WorldError> {
        guard let open = stores[store] else {
            return .failure(WorldError(.missing, "it is not open"))
        }
        return .success(RecordedFile(Array(open.bytes[open.place(ofFile: file)])))
    }

    func placeStore(_ store: StoreID, as name: FileName) {
        storeWork.append(.placing(store, name))
    }

    func parkStore(_ store: StoreID) {
        guard let open = stores.removeValue(forKey: store) else { return }
        leftStores[open.plan.infoHash] = open
        parkedStores.append(store)
    }

    func discardStore(_ store: StoreID) {
        stores[store] = nil
        discardedStores.append(store)
    }

    func removeDownloaded(_ name: FileName) { removedDownloads.append(name) }

    func keepStores(of infoHashes: Set<Digest160>) { keptStores = infoHashes }

    func removeStore(of infoHash: Digest160) { removedStores.append(infoHash) }

    /// The disk does the oldest work, and this is what comes of it; nil where nobody wants it any
    /// more.
    /// - Parameter taken: names of `downloads/` that are in use.
    func doStoreWork(taken: Set<String> = []) -> Completion? {
        switch storeWork.removeFirst() {
        case .opening(let id):
            return stores[id].map { .storeOpened(id, present: $0.present) }
        case .writing(let id, let piece, let bytes, let hash):
            guard let store = stores[id] else { return nil }
            let isRight = SHA1.of(bytes) == hash
            if isRight { store.put(piece, bytes) }
            return .pieceWritten(id, piece, isRight: isRight)
        case .placing(let id, let name):
            guard let store = stores[id] else { return nil }
            guard !taken.contains(name.path) else {
                return .storePlaced(id, .failure(WorldError(.taken, "\(name) is taken")))
            }
            stores[id] = nil
            var modified = [Int64?](repeating: nil, count: store.plan.files.count)
            for (number, file) in store.plan.files.enumerated() where file.isWanted {
                guard let path = file.path else { continue }
                let target = store.plan.isFolder ? path.beneath(name) ?? path : name
                let file = RecordedFile(Array(store.bytes[store.place(ofFile: number)]))
                files[Shares.downloads, default: [:]][target] = file
                modified[number] = file.modified
            }
            return .storePlaced(id, .success(PlacedStore(name: name, modified: modified)))
        }
    }
}
