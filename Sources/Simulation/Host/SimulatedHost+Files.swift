// Shared files: attached, opened at once, and walked, looked at, hashed and copied after a while.
//
// Law. What takes time sees the disk as it is when the work ends, not as it was when it was asked;
//      and what changed meanwhile was not read.

import Bytes
import Digest
import Node
import Vocabulary

extension SimulatedHost {
    package func attach(_ share: ShareRecord) -> Result<ShareKind, WorldError> {
        let root = SimulatedDisk.root(of: share)
        let isFile = disk.file(at: root) != nil
        guard isFile || share.hostPath.isEmpty || !disk.paths(beneath: root).isEmpty else {
            return .failure(WorldError(.missing, "\(root) is not there"))
        }
        shares[share.id] = share
        return .success(isFile ? .file : .folder)
    }

    package func detach(share: Int64) { shares[share] = nil }

    package func open(
        share: Int64, _ path: FileName
    ) -> Result<any OpenedFile, WorldError> {
        guard let file = find(share, path) else {
            return .failure(WorldError(.missing, "there is no \(path)"))
        }
        return disk.isBroken ? .failure(.broken) : .success(SimulatedFile(file, on: disk))
    }

    package func scan(share: Int64, for job: JobID) {
        work(.milliseconds(1), .milliseconds(40)) { [self] in
            guard let record = shares[share] else {
                return .scanned(job, share: share, .failure(gone(share)))
            }
            if disk.isBroken { return .scanned(job, share: share, .failure(.broken)) }
            let walked = Walked(files: seen(record), isWatched: disk.isWatched)
            return .scanned(job, share: share, .success(walked))
        }
    }

    package func examine(share: Int64, _ path: FileName, for job: JobID) {
        work(.microseconds(200), .milliseconds(5)) { [self] in
            let file = find(share, path).map { Self.seen($0, as: path) }
            return .examined(job, share: share, path, file)
        }
    }

    package func hash(share: Int64, _ path: FileName, for job: JobID) {
        let before = find(share, path).map { Self.seen($0, as: path) }
        work(.milliseconds(1), .milliseconds(60)) { [self] in
            guard let file = find(share, path) else {
                return .hashFailed(
                    job, share: share, path, WorldError(.missing, "there is no \(path)"))
            }
            if disk.isBroken { return .hashFailed(job, share: share, path, .broken) }
            if let before, before != Self.seen(file, as: path) {
                let error = WorldError(.other, "the file changed while it was read")
                return .hashFailed(job, share: share, path, error)
            }
            return .hashed(
                job, share: share, Self.seen(file, as: path), file.digest, pieces: file.pieces)
        }
    }

    package func copy(_ hostPath: String, as name: FileName, for job: JobID) {
        work(.milliseconds(1), .milliseconds(60)) { [self] in
            guard let source = disk.file(at: hostPath) else {
                return .copied(job, .failure(WorldError(.missing, "there is no \(hostPath)")))
            }
            if disk.isBroken { return .copied(job, .failure(.broken)) }
            guard disk.room >= Int64(source.bytes.count) else {
                return .copied(job, .failure(WorldError(.full, "the disk is full")))
            }
            let target = "\(SimulatedDisk.shared)/\(name)"
            guard disk.place(source.bytes, at: target, modified: modifiedNow) else {
                return .copied(job, .failure(WorldError(.taken, "\(name) is taken")))
            }
            noticed(target)
            return .copied(job, .success(name))
        }
    }

    package func withdraw(_ path: FileName, for job: JobID) {
        work(.milliseconds(1), .milliseconds(20)) { [self] in
            let source = "\(SimulatedDisk.shared)/\(path)"
            if disk.isBroken { return .withdrawn(job, path, .failure(.broken)) }
            guard disk.file(at: source) != nil else {
                let error = WorldError(.missing, "there is no \(path)")
                return .withdrawn(job, path, .failure(error))
            }
            disk.remove(source)
            noticed(source)
            return .withdrawn(job, path, .success(path))
        }
    }

    /// Somebody changed the file at `hostPath`: inotify tells, and sometimes loses count.
    package func noticed(_ hostPath: String) {
        guard disk.isWatched else { return }
        for share in shares.values.sorted(by: { $0.id < $1.id }) {
            guard let path = path(of: hostPath, in: share) else { continue }
            let lost = world.happens(0.1)
            let closed = !lost && world.happens(0.8)
            work(.microseconds(100), .milliseconds(20)) {
                .changed(share: share.id, lost ? nil : path, closed: closed)
            }
        }
    }

    // MARK: Small print

    /// Does something that takes time; nothing comes of it where the program dies before.
    func work(_ least: Duration, _ most: Duration, _ end: @escaping () -> Completion) {
        world.after(world.between(least, most) * machine.diskSlowness) { [self] in
            guard node != nil else { return }
            world.note(.completion, UInt64(machine.index), 0, "\(name)'s disk has done its work")
            completed(end())
        }
    }

    var modifiedNow: Int64 {
        wallTime.seconds * 1_000_000_000 + Int64(world.now.nanoseconds % 1_000_000_000)
    }

    private func gone(_ share: Int64) -> WorldError {
        WorldError(.missing, "share \(share) is not attached")
    }

    /// The name that a path of the disk has beneath a share; nil where it lies elsewhere.
    private func path(of hostPath: String, in share: ShareRecord) -> FileName? {
        let root = SimulatedDisk.root(of: share)
        if hostPath == root { return Self.base(of: root) }
        guard hostPath.hasPrefix(root + "/") else { return nil }
        return FileName(hostPath.dropFirst(root.count + 1))
    }

    func find(_ share: Int64, _ path: FileName) -> StoredFile? {
        guard let record = shares[share] else { return nil }
        let root = SimulatedDisk.root(of: record)
        if let file = disk.file(at: root) { return Self.base(of: root) == path ? file : nil }
        return disk.file(at: "\(root)/\(path)")
    }

    private func seen(_ share: ShareRecord) -> [ScannedFile] {
        let root = SimulatedDisk.root(of: share)
        let paths = disk.file(at: root) == nil ? disk.paths(beneath: root) : [root]
        return paths.compactMap { hostPath in
            guard let name = path(of: hostPath, in: share), let file = disk.file(at: hostPath)
            else { return nil }
            return Self.seen(file, as: name)
        }
    }

    static func seen(_ file: StoredFile, as path: FileName) -> ScannedFile {
        ScannedFile(
            path: path, size: Int64(file.bytes.count), modified: file.modified, inode: file.inode)
    }

    private static func base(of path: String) -> FileName? {
        path.split(separator: "/").last.flatMap { FileName($0) }
    }
}

extension WorldError {
    static let broken = WorldError(.other, "input/output error")
}
