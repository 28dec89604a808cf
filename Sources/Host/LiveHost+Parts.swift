// Files that arrive in parts: what several holders send is gathered, and written in one job when it
// is a mebibyte together, so that it is digested while it is hot. One job at a time for each file.

import Bytes
import Digest
import Disk
import Node
import Reactor
import Vocabulary

/// One file that is arriving in parts.
final class PartArrival {
    /// Bytes that lie one behind the other.
    struct Run: Sendable {
        let offset: Int64
        var bytes: [UInt8]
        var end: Int64 { offset + Int64(bytes.count) }
        var range: Range<Int64> { offset..<end }
    }

    /// What is done with it once it is written.
    enum Ending { case seal, park, discard }

    let plan: PartPlan
    var file: PartFile?
    var runs: [Run] = []
    var gathered = 0
    var isBusy = true
    /// The pool is at it for the first time.
    var isOpening = false
    var isFailed = false
    var ending: Ending?

    init(_ plan: PartPlan) { self.plan = plan }

    func gather(_ bytes: RawSpan, at offset: Int64) {
        gathered += bytes.byteCount
        // A run for each connection: a handful.
        if let row = runs.firstIndex(where: { $0.end == offset }) {
            runs[row].bytes.append(contentsOf: bytes)
        } else {
            runs.append(Run(offset: offset, bytes: bytes.copy()))
        }
    }

    func takeRuns() -> [Run] {
        defer { (runs, gathered) = ([], 0) }
        return runs
    }
}

extension LiveHost {
    package func openPart(_ id: IncomingID, _ plan: PartPlan) {
        let arrival = PartArrival(plan)
        parts[id] = arrival
        // Somebody may just be letting go of the same part.
        guard !isWaiting(arrival) else { return }
        open(id, arrival)
    }

    private func open(_ id: IncomingID, _ arrival: PartArrival) {
        let (plan, folder) = (arrival.plan, state.incomplete)
        let opening = Opening()
        arrival.isOpening = true
        offload.run(lending: opening) { opening -> DiskError? in
            do throws(DiskError) {
                if let infoHash = plan.torrent {
                    try takeTorrent(infoHash, as: plan.key, size: plan.size, in: folder)
                }
                opening.file = try PartFile(
                    plan.key, size: plan.size, in: folder, isFresh: plan.isFresh)
                return nil
            } catch {
                return error
            }
        } then: { [unowned self] (error: DiskError?) in
            arrival.isOpening = false
            defer { if let infoHash = plan.torrent { openWaiting(of: infoHash) } }
            if let error { return failed(id, arrival, error) }
            arrival.file = opening.file
            arrival.isBusy = false
            if parts[id] === arrival, let file = arrival.file {
                complete(.opened(id, present: file.present))
            }
            goOn(id, arrival)
        }
    }

    package func write(_ bytes: RawSpan, at offset: Int64, to id: IncomingID) {
        guard let arrival = parts[id], !arrival.isFailed else { return }
        arrival.gather(bytes, at: offset)
        if arrival.gathered >= Limits.writeLength { goOn(id, arrival) }
    }

    func seal(part id: IncomingID, _ arrival: PartArrival) {
        arrival.ending = .seal
        goOn(id, arrival)
    }

    package func park(_ id: IncomingID) { letGo(id, .park) }

    func discard(part id: IncomingID) { letGo(id, .discard) }

    private func letGo(_ id: IncomingID, _ ending: PartArrival.Ending) {
        guard let arrival = parts.removeValue(forKey: id) else { return }
        arrival.ending = ending
        closingParts[id] = arrival
        // One that waited for another to close has nothing open.
        if arrival.file == nil, arrival.isFailed || !arrival.isOpening && isWaiting(arrival) {
            if ending == .discard { removeToo(arrival.plan.key) }
            return closed(id, arrival)
        }
        goOn(id, arrival)
    }

    /// What somebody else still writes of it is not wanted either.
    private func removeToo(_ key: Digest256) {
        for other in closingParts.values where other.plan.key == key { other.ending = .discard }
    }

    private func isWaiting(_ arrival: PartArrival) -> Bool {
        let key = arrival.plan.key
        return removingParts.contains(key)
            || closingParts.values.contains { $0 !== arrival && $0.plan.key == key }
            || arrival.plan.torrent.map(isLettingGo) == true
    }

    package func keepParts(of keys: Set<Digest256>) {
        do throws(DiskError) {
            let kept = keys.union(parts.values.map(\.plan.key))
            let removed = try removeParts(but: kept, in: state.incomplete)
            if removed > 0 { log(.info, "download", "\(removed) unfinished files were removed") }
        } catch {
            log(.warning, "download", "unfinished files were not removed: \(error)")
        }
    }

    package func removePart(_ key: Digest256) {
        guard !parts.values.contains(where: { $0.plan.key == key }) else { return }
        let closing = closingParts.values.filter { $0.plan.key == key }
        for arrival in closing { arrival.ending = .discard }
        guard closing.isEmpty else { return }
        removingParts.append(key)
        let folder = state.incomplete
        offload.run {
            Disk.removePart(key, in: folder)
        } then: { [unowned self] in
            if let row = removingParts.firstIndex(of: key) { removingParts.remove(at: row) }
            openWaiting(for: key)
        }
    }

    // MARK: Jobs

    /// The next job of a file, if the pool is not at the last one still.
    private func goOn(_ id: IncomingID, _ arrival: PartArrival) {
        guard !arrival.isBusy else { return }
        if arrival.ending == .discard { return discard(id, arrival) }
        if arrival.isFailed, arrival.ending == .park { return closed(id, arrival) }
        guard let file = arrival.file, !arrival.isFailed else { return }
        if arrival.gathered >= Limits.writeLength || arrival.ending != nil && arrival.gathered > 0 {
            write(id, arrival, file)
        } else if arrival.ending == .park {
            closed(id, arrival)
        } else if file.isDigestBehind {
            catchUp(id, arrival, file)
        } else if arrival.ending == .seal {
            seal(id, arrival, file)
        }
    }

    private func write(_ id: IncomingID, _ arrival: PartArrival, _ file: PartFile) {
        let runs = arrival.takeRuns()
        work(id, arrival, file) { file throws(DiskError) in
            var differing: [Range<Int64>] = []
            for run in runs { differing += try file.write(run.bytes, at: run.offset) }
            return .written(id, runs.map(\.range), differing: differing)
        }
    }

    private func catchUp(_ id: IncomingID, _ arrival: PartArrival, _ file: PartFile) {
        work(id, arrival, file) { file throws(DiskError) in
            try file.catchUp(Limits.catchUpBytes)
            return nil
        }
    }

    private func seal(_ id: IncomingID, _ arrival: PartArrival, _ file: PartFile) {
        arrival.ending = nil
        work(id, arrival, file) { file throws(DiskError) in
            .sealed(id, size: file.size, try file.seal())
        }
    }

    func place(
        part id: IncomingID, _ arrival: PartArrival, as name: FileName, in target: Folder
    ) {
        guard let file = arrival.file, !arrival.isBusy else { return }
        arrival.isBusy = true
        offload.run(lending: file) { file in
            Result { () throws(DiskError) in try file.place(as: name, in: target) }
        } then: { [unowned self] (result: Result<Void, DiskError>) in
            arrival.isBusy = false
            let isWanted = parts[id] === arrival
            switch result {
            case .success:
                arrival.file = nil
                isWanted ? (parts[id] = nil) : closed(id, arrival)
                if isWanted { complete(.placed(id, .success(name))) }
            case .failure(let error):
                guard isWanted else { return goOn(id, arrival) }
                complete(.placed(id, .failure(error.inWorld)))
            }
        }
    }

    private func work(
        _ id: IncomingID, _ arrival: PartArrival, _ file: PartFile,
        _ job: @escaping @Sendable (PartFile) throws(DiskError) -> Completion?
    ) {
        arrival.isBusy = true
        offload.run(lending: file) { file in
            Result { () throws(DiskError) in try job(file) }
        } then: { [unowned self] (result: Result<Completion?, DiskError>) in
            arrival.isBusy = false
            switch result {
            case .success(let completion):
                if parts[id] === arrival, let completion { complete(completion) }
                goOn(id, arrival)
            case .failure(let error): failed(id, arrival, error)
            }
        }
    }

    private func discard(_ id: IncomingID, _ arrival: PartArrival) {
        guard let file = arrival.file else { return closed(id, arrival) }
        arrival.isBusy = true
        arrival.file = nil
        offload.run(lending: file) {
            $0.discard()
        } then: { [unowned self] in
            closed(id, arrival)
        }
    }

    private func failed(_ id: IncomingID, _ arrival: PartArrival, _ error: DiskError) {
        arrival.isBusy = false
        arrival.isFailed = true
        _ = arrival.takeRuns()
        if parts[id] === arrival { return complete(.incomingFailed(id, error.inWorld)) }
        arrival.ending == .discard ? discard(id, arrival) : closed(id, arrival)
    }

    /// Nobody has it any more: who waits for the same part may open it now. The node may let go
    /// while it is told of a job's end, and then this is the second time.
    private func closed(_ id: IncomingID, _ arrival: PartArrival) {
        guard closingParts.removeValue(forKey: id) != nil else { return }
        arrival.file = nil
        openWaiting(for: arrival.plan.key)
    }

    private func openWaiting(for key: Digest256) {
        for (id, arrival) in parts where arrival.plan.key == key { openIfWaiting(id, arrival) }
    }

    /// Opens a part that had to wait for somebody to let go, if nobody has to any more.
    func openIfWaiting(_ id: IncomingID, _ arrival: PartArrival) {
        let isUnopened = arrival.isBusy && arrival.file == nil && !arrival.isOpening
        if isUnopened, !isWaiting(arrival) { open(id, arrival) }
    }

    /// Lets go of everything; what was gathered is written first.
    func parkParts() {
        for id in parts.keys { park(id) }
        while !closingParts.isEmpty || !removingParts.isEmpty { loop.runOnce() }
    }
}

/// Where a job leaves the file that it has opened.
private final class Opening {
    var file: PartFile?
}
