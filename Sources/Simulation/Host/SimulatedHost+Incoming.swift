// Files that arrive: each goes one way, and a step out of order is the node's mistake.
//
//    create ──append*──▶ growing ──seal──▶ sealing ──▶ sealed ──place──▶ placed
//                           └───────── discard, from anywhere ─────────▶ gone
//
// A part file may be written when it is sealed, and begins anew then; it may be parked, and what of
// it was written outlives the program.

import Bytes
import Digest
import Node
import Vocabulary

/// One file in `downloads/.incomplete/`.
final class Incoming {
    enum Stage: Equatable { case growing, sealing, sealed, placing, failed }

    var stage = Stage.growing
    var bytes: [UInt8] = []
    /// The disk does one thing after the other for one file.
    var busyUntil: Instant
    /// Given and not yet on the disk.
    var waiting = 0
    /// What a part file is, and where it lies.
    let plan: PartPlan?
    var part: StoredPart?
    /// What of a part was here or was given; after it was sealed once, others may be asked for it.
    var given = RangeSet<Int64>()
    var wasSealed = false

    init(now: Instant, plan: PartPlan? = nil) {
        busyUntil = now
        self.plan = plan
    }

    var content: [UInt8] { part?.bytes ?? bytes }
}

extension SimulatedHost {
    package func createIncoming(_ file: IncomingID) {
        if incoming[file] != nil { world.complain("\(name) creates incoming \(file.number) twice") }
        incoming[file] = Incoming(now: world.now)
    }

    package func append(_ bytes: RawSpan, to file: IncomingID) {
        guard let target = known(file, "appends to") else { return }
        if warned.contains(file) {
            world.complain("\(name) goes on with less room than min_free")
        }
        guard target.stage == .growing || target.stage == .failed else {
            return world.complain("\(name) appends to a file that is \(target.stage)")
        }
        let bytes = bytes.copy()
        target.waiting += bytes.count
        if target.waiting > Limits.unwrittenBytes + Limits.readBuffer {
            world.complain("\(name) lets \(target.waiting) bytes wait for the disk")
        }
        inTurn(file, .microseconds(50), .milliseconds(4)) { target in
            target.waiting -= bytes.count
            guard target.stage != .failed else { return nil }
            if let error = self.refusal(of: bytes.count) { return .incomingFailed(file, error) }
            target.bytes += bytes
            self.warn(file)
            return .appended(file, total: Int64(target.bytes.count))
        }
    }

    package func seal(_ file: IncomingID) {
        guard let target = known(file, "seals") else { return }
        guard target.stage == .growing || target.stage == .failed else {
            return world.complain("\(name) seals a file that is \(target.stage)")
        }
        target.stage = .sealing
        target.wasSealed = true
        inTurn(file, .milliseconds(1), .milliseconds(30)) { target in
            guard target.stage == .sealing else { return nil }
            if self.disk.isBroken { return .incomingFailed(file, .broken) }
            target.stage = .sealed
            target.part?.sync()
            if let part = target.part, part.present.bytesInAll != part.size {
                self.world.complain("\(self.name) seals a part file that is not whole")
            }
            return .sealed(
                file, size: Int64(target.content.count), SHA256.of(target.content))
        }
    }

    package func place(_ file: IncomingID, as path: FileName, in target: IncomingTarget) {
        let folder =
            switch target {
            case .downloads: SimulatedDisk.downloads
            case .shared: SimulatedDisk.shared
            }
        guard let arrived = known(file, "places") else { return }
        guard arrived.stage == .sealed else {
            return world.complain("\(name) places a file that is \(arrived.stage)")
        }
        arrived.stage = .placing
        inTurn(file, .microseconds(200), .milliseconds(8)) { [self] arrived in
            let hostPath = "\(folder)/\(path)"
            if disk.isBroken {
                arrived.stage = .sealed
                return .placed(file, .failure(.broken))
            }
            guard disk.place(arrived.content, at: hostPath, modified: modifiedNow) else {
                arrived.stage = .sealed
                return .placed(file, .failure(WorldError(.taken, "\(path) is taken")))
            }
            incoming[file] = nil
            if let plan = arrived.plan { disk.parts[plan.key] = nil }
            noticed(hostPath)
            return .placed(file, .success(path))
        }
    }

    package func discard(_ file: IncomingID) {
        guard let target = known(file, "discards") else { return }
        incoming[file] = nil
        if let plan = target.plan { disk.parts[plan.key] = nil }
    }

    // MARK: Parts

    package func openPart(_ file: IncomingID, _ plan: PartPlan) {
        if incoming[file] != nil { world.complain("\(name) opens incoming \(file.number) twice") }
        // What is there already fills nothing.
        let left = disk.parts[plan.key]?.present.bytesInAll ?? 0
        let isLeft = left > 0 || plan.torrent.map { disk.torrents[$0] != nil } == true
        if !isLeft, disk.room < installation.settings.minFree {
            world.complain("\(name) begins \(plan.key) with \(disk.room) bytes of room")
        }
        if incoming.values.contains(where: { $0.plan?.key == plan.key }) {
            world.complain("\(name) opens the same part file twice")
        }
        if stores.values.contains(where: { $0.plan.infoHash == plan.torrent }) {
            world.complain("\(name) takes over a torrent that is open")
        }
        incoming[file] = Incoming(now: world.now, plan: plan)
        inTurn(file, .microseconds(50), .milliseconds(4)) { [self] target in
            if let torrent = plan.torrent.flatMap({ disk.torrents.removeValue(forKey: $0) }) {
                disk.parts[plan.key] = StoredPart(torrent)
            }
            let left = plan.isFresh ? nil : disk.parts[plan.key]
            let part =
                left.flatMap { $0.size == plan.size ? $0 : nil } ?? StoredPart(size: plan.size)
            disk.parts[plan.key] = part
            if disk.isBroken { return .incomingFailed(file, .broken) }
            part.sync()
            target.part = part
            target.given.formUnion(part.present)
            (part.openedAt, part.writtenAt) = (world.now, nil)
            return .opened(file, present: part.present)
        }
    }

    package func write(_ bytes: RawSpan, at offset: Int64, to file: IncomingID) {
        guard let target = known(file, "writes to"), let plan = target.plan else { return }
        guard offset >= 0, offset + Int64(bytes.byteCount) <= plan.size else {
            return world.complain("\(name) writes outside of a part file")
        }
        if target.stage == .sealed { target.stage = .growing }
        guard target.stage == .growing || target.stage == .failed else {
            return world.complain("\(name) writes to a part file that is \(target.stage)")
        }
        if warned.contains(file) {
            world.complain("\(name) goes on with less room than min_free")
        }
        let range = offset..<offset + Int64(bytes.byteCount)
        if !target.wasSealed, !target.given.intersection(RangeSet(range)).isEmpty {
            world.complain("\(name) fetches again what is here: \(range) of \(plan.key)")
        }
        target.given.insert(contentsOf: range)
        let bytes = bytes.copy()
        target.waiting += bytes.count
        if target.waiting > Limits.unwrittenBytes + Limits.holdersAtOnce * Limits.readBuffer {
            world.complain("\(name) lets \(target.waiting) bytes wait for the disk")
        }
        inTurn(file, .microseconds(50), .milliseconds(4)) { target in
            target.waiting -= bytes.count
            guard target.stage != .failed, let part = target.part else { return nil }
            if let error = self.refusal(of: bytes.count) { return .incomingFailed(file, error) }
            let differing = part.write(bytes, at: offset)
            part.writtenAt = self.world.now
            self.warn(file)
            return .written(file, [offset..<offset + Int64(bytes.count)], differing: differing)
        }
    }

    package func park(_ file: IncomingID) {
        guard let target = known(file, "parks") else { return }
        if target.plan == nil { world.complain("\(name) parks a file that has no parts") }
        // What waits for the disk is lost here: a real host writes it, and may be killed before.
        incoming[file] = nil
        target.part?.openedAt = nil
    }

    package func keepParts(of keys: Set<Digest256>) {
        for (key, part) in disk.parts where !keys.contains(key) {
            // The ledger's last batch may be lost; what was remembered before is not.
            let isPromised = installation.promisedParts.contains(key)
            if isPromised, !installation.hasLostMemory, let opened = part.openedAt,
                let written = part.writtenAt, written.since(opened) > Limits.ledgerDelay * 10
            {
                let lost = part.present.bytesInAll
                world.complain("\(name) throws \(lost) bytes away because it was restarted")
            }
            disk.parts[key] = nil
        }
        installation.hasLostMemory = false
    }

    package func removePart(_ key: Digest256) {
        if incoming.values.contains(where: { $0.plan?.key == key }) {
            return world.complain("\(name) removes a part file that is open")
        }
        disk.parts[key] = nil
    }

    /// Some of a file has come in parts, and not all of it; or pieces of it are on their way.
    var isInDownload: Bool {
        let isInSwarm = stores.values.contains { store in
            store.stage == .open && store.content.map { !$0.recorded.isFull } ?? false
        }
        return isInSwarm
            || incoming.values.contains { file in
                guard let part = file.part, file.stage == .growing else { return false }
                return (1..<part.size).contains(part.present.bytesInAll)
            }
    }

    /// Files that still arrive.
    package var incomingFiles: Set<IncomingID> { Set(incoming.keys) }

    // MARK: Small print

    /// Why the disk does not take so many bytes more; nil where it does.
    private func refusal(of count: Int) -> WorldError? {
        if disk.isBroken { return .broken }
        return disk.room >= Int64(count) ? nil : WorldError(.full, "the disk is full")
    }

    /// The node hears that bytes are written at a moment when less is left than must stay free.
    private func warn(_ file: IncomingID) {
        if disk.room < installation.settings.minFree { warned.insert(file) }
    }

    private func known(_ file: IncomingID, _ verb: String) -> Incoming? {
        if let target = incoming[file] { return target }
        world.complain("\(name) \(verb) incoming \(file.number), which is gone or never was")
        return nil
    }

    /// Does one step for a file after those before it, and tells how it ended, unless the file was
    /// discarded in the meantime.
    private func inTurn(
        _ file: IncomingID, _ least: Duration, _ most: Duration,
        _ step: @escaping (Incoming) -> Completion?
    ) {
        guard let target = incoming[file] else { return }
        let time = world.between(least, most) * machine.diskSlowness
        target.busyUntil = max(target.busyUntil, world.now) + time
        world.at(target.busyUntil) { [self] in
            guard node != nil, let current = incoming[file], current === target,
                let completion = step(target)
            else { return }
            if case .incomingFailed = completion { target.stage = .failed }
            world.note(.completion, UInt64(machine.index), file.number, "\(name): \(completion)")
            completed(completion)
        }
    }
}
