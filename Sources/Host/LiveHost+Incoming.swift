// Files that arrive: bytes are gathered to a mebibyte, then written and digested on the pool while
// they are hot, one job at a time for each file, in order.

import Digest
import Disk
import Node
import Reactor
import Vocabulary

/// One file that is arriving.
final class Arrival {
    var gathered: [UInt8] = []
    var file: IncomingFile?
    var isBusy = false
    var isSealing = false
    var isDiscarded = false
    var isFailed = false

    /// Gives the file away to be deleted; where the pool has it, nil, and again when it is back.
    func discard() -> IncomingFile? {
        isDiscarded = true
        gathered = []
        guard !isBusy else { return nil }
        defer { file = nil }
        return file
    }
}

extension LiveHost {
    package func createIncoming(_ id: IncomingID) {
        let arrival = Arrival()
        incoming[id] = arrival
        arrival.isBusy = true
        let folder = state.incomplete
        let stem = "download-\(id.number)"
        offload.run {
            Result { () throws(DiskError) in try IncomingFile(in: folder, stem: stem) }
        } then: { [unowned self] (result: Result<IncomingFile, DiskError>) in
            switch result {
            case .success(let file):
                arrival.file = file
                goOn(id, arrival)
            case .failure(let error): failed(id, arrival, error)
            }
        }
    }

    package func append(_ bytes: RawSpan, to id: IncomingID) {
        guard let arrival = incoming[id], !arrival.isFailed else { return }
        bytes.withUnsafeBytes { arrival.gathered.append(contentsOf: $0) }
        if arrival.gathered.count >= Limits.writeLength { goOn(id, arrival, isBack: false) }
    }

    package func seal(_ id: IncomingID) {
        if let part = parts[id] { return seal(part: id, part) }
        guard let arrival = incoming[id] else { return }
        arrival.isSealing = true
        goOn(id, arrival, isBack: false)
    }

    /// The next job of a file, if the pool is not at the last one still.
    private func goOn(_ id: IncomingID, _ arrival: Arrival, isBack: Bool = true) {
        if isBack { arrival.isBusy = false }
        if arrival.isDiscarded { return discard(arrival) }
        guard !arrival.isBusy, !arrival.isFailed, let file = arrival.file else { return }
        if arrival.gathered.count >= Limits.writeLength
            || arrival.isSealing && !arrival.gathered.isEmpty
        {
            write(id, arrival, file)
        } else if arrival.isSealing {
            seal(id, arrival, file)
        }
    }

    private func write(_ id: IncomingID, _ arrival: Arrival, _ file: IncomingFile) {
        let bytes = arrival.gathered
        arrival.gathered = []
        arrival.isBusy = true
        offload.run {
            Result { () throws(DiskError) -> Int64 in
                try file.append(bytes)
                return file.length
            }
        } then: { [unowned self] (result: Result<Int64, DiskError>) in
            switch result {
            case .success(let total):
                goOn(id, arrival)
                if incoming[id] === arrival { complete(.appended(id, total: total)) }
            case .failure(let error): failed(id, arrival, error)
            }
        }
    }

    private func seal(_ id: IncomingID, _ arrival: Arrival, _ file: IncomingFile) {
        arrival.isSealing = false
        arrival.isBusy = true
        offload.run {
            Result { () throws(DiskError) in try file.seal() }
        } then: { [unowned self] (result: Result<Digest256, DiskError>) in
            switch result {
            case .success(let digest):
                goOn(id, arrival)
                if incoming[id] === arrival {
                    complete(.sealed(id, size: file.length, digest))
                }
            case .failure(let error): failed(id, arrival, error)
            }
        }
    }

    package func place(_ id: IncomingID, as name: FileName, in target: IncomingTarget) {
        let folder =
            switch target {
            case .downloads: state.downloads
            case .shared: state.sharedFiles
            }
        if let part = parts[id] { return place(part: id, part, as: name, in: folder) }
        guard let arrival = incoming[id], let file = arrival.file else { return }
        arrival.isBusy = true
        offload.run {
            Result { () throws(DiskError) in try file.place(as: name, in: folder) }
        } then: { [unowned self] (result: Result<Void, DiskError>) in
            arrival.isBusy = false
            switch result {
            case .success:
                incoming[id] = nil
                complete(.placed(id, .success(name)))
            case .failure(let error):
                if arrival.isDiscarded { return discard(arrival) }
                complete(.placed(id, .failure(error.inWorld)))
            }
        }
    }

    package func discard(_ id: IncomingID) {
        if parts[id] != nil { return discard(part: id) }
        if let arrival = incoming.removeValue(forKey: id) { discard(arrival) }
    }

    private func discard(_ arrival: Arrival) {
        guard let file = arrival.discard() else { return }
        offload.run({ file.discard() }, then: {})
    }

    private func failed(_ id: IncomingID, _ arrival: Arrival, _ error: DiskError) {
        arrival.isBusy = false
        arrival.isFailed = true
        arrival.gathered = []
        if arrival.isDiscarded { return discard(arrival) }
        complete(.incomingFailed(id, error.inWorld))
    }

    package func room() -> Int64 {
        // Where even this cannot be asked, writing will say why.
        (try? state.folder.freeSpace()) ?? .max
    }
}
