// Files that arrive: each goes one way, and a step out of order is the node's mistake.
//
//    create ──append*──▶ growing ──seal──▶ sealing ──▶ sealed ──place──▶ placed
//                           └───────── discard, from anywhere ─────────▶ gone

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
    /// Appended and not yet on the disk.
    var waiting = 0

    init(now: Instant) { busyUntil = now }
}

extension SimulatedHost {
    package func createIncoming(_ file: IncomingID) {
        if incoming[file] != nil { world.complain("\(name) creates incoming \(file.number) twice") }
        incoming[file] = Incoming(now: world.now)
    }

    package func append(_ bytes: RawSpan, to file: IncomingID) {
        guard let target = known(file, "appends to") else { return }
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
            guard self.disk.room >= Int64(bytes.count) else {
                return .incomingFailed(file, WorldError(.full, "the disk is full"))
            }
            target.bytes += bytes
            return .wrote(file, total: Int64(target.bytes.count))
        }
    }

    package func seal(_ file: IncomingID) {
        guard let target = known(file, "seals") else { return }
        guard target.stage == .growing || target.stage == .failed else {
            return world.complain("\(name) seals a file that is \(target.stage)")
        }
        target.stage = .sealing
        inTurn(file, .milliseconds(1), .milliseconds(30)) { target in
            guard target.stage == .sealing else { return nil }
            target.stage = .sealed
            return .sealed(
                file, size: Int64(target.bytes.count), SHA256.of(target.bytes))
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
            guard disk.place(arrived.bytes, at: hostPath, modified: modifiedNow) else {
                arrived.stage = .sealed
                return .placed(file, .failure(WorldError(.taken, "\(path) is taken")))
            }
            incoming[file] = nil
            noticed(hostPath)
            return .placed(file, .success(path))
        }
    }

    package func discard(_ file: IncomingID) {
        guard known(file, "discards") != nil else { return }
        incoming[file] = nil
    }

    /// Files that still arrive.
    package var incomingCount: Int { incoming.count }

    // MARK: Small print

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
