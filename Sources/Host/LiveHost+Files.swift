// Shared files: opened on the loop from a small cache, walked and hashed on the pool, watched.

import Digest
import Disk
import Journal
import Glibc
import Node
import Reactor
import Vocabulary

extension OpenFile: OpenedFile {}

extension LiveHost {
    // MARK: Shares

    package func attach(_ share: ShareRecord) -> Result<ShareKind, WorldError> {
        do throws(DiskError) {
            return .success(keep(try attached(share), share))
        } catch {
            return .failure(error.inWorld)
        }
    }

    func keep(_ attached: AttachedShare, _ share: ShareRecord) -> ShareKind {
        shares[share.id] = attached
        return attached.only == nil ? .folder : .file
    }

    private func attached(_ share: ShareRecord) throws(DiskError) -> AttachedShare {
        switch share.id {
        case Shares.own: AttachedShare(.folder(state.sharedFiles))
        case Shares.downloads: AttachedShare(.folder(state.downloads))
        default: try AttachedShare(path: share.hostPath)
        }
    }

    package func detach(share: Int64) {
        shares[share] = nil
        watcher?.remove(share: share)
        openFiles.forgetAll()
    }

    package func open(share: Int64, _ path: FileName) -> Result<any OpenedFile, WorldError> {
        guard let attached = shares[share], attached.admits(path) else {
            return .failure(WorldError(.missing, "\(path) is not shared"))
        }
        do throws(DiskError) {
            let now = loop.now
            switch attached.place {
            case .folder(let folder), .file(_, let folder):
                return .success(try openFiles.open(share: share, path, in: folder, at: now))
            case .passed(_, let file): return .success(try file.current())
            }
        } catch {
            return .failure(error.inWorld)
        }
    }

    // MARK: Looking

    package func scan(share: Int64, for job: JobID) {
        guard let attached = shares[share] else {
            return later(.scanned(job, share: share, .failure(.notAttached)))
        }
        guard case .folder(let folder) = attached.place else {
            return scan(share, attached, for: job)
        }
        let cancel = cancellation
        offload.run {
            Disk.scan(folder, cancel: cancel)
        } then: { [unowned self] (scan: Scan) in
            scanned(job, share, attached, scan)
        }
    }

    /// A share of one file: its folder is watched, and nothing else of it is looked at.
    private func scan(_ share: Int64, _ attached: AttachedShare, for job: JobID) {
        watch(share, attached, []) { [unowned self] watching in
            offload.run {
                Result { () throws(DiskError) in
                    try attached.only.flatMap { only throws(DiskError) in
                        try attached.examine(only)
                    }
                }
            } then: { [unowned self] (result: Result<ScannedFile?, DiskError>) in
                let walked = watching.flatMap { new in
                    result.mapError(\.inWorld).map { file in
                        Walked(files: file.map { [$0] } ?? [], isWatched: new != nil)
                    }
                }
                complete(.scanned(job, share: share, walked))
            }
        }
    }

    private func scanned(
        _ job: JobID, _ share: Int64, _ attached: AttachedShare, _ scan: Scan
    ) {
        guard scan.complete else {
            let error = scan.refused?.inWorld ?? WorldError(.other, "the folder was not read whole")
            return complete(.scanned(job, share: share, .failure(error)))
        }
        watch(share, attached, scan.folders) { [unowned self] watching in
            guard case .success(let new) = watching else {
                let nothing = watching.map { _ in Walked(files: []) }
                return complete(.scanned(job, share: share, nothing))
            }
            // What changed in a folder before it was watched was not told: once more.
            let isVoid = new ?? 0 > 0
            if isVoid { self.scan(share: share, for: job) }
            handOver(
                Findings(
                    job: job, share: share, files: scan.files, unnameable: scan.unnameable,
                    isWatched: new != nil, isVoid: isVoid))
        }
    }

    /// Tells how many folders are watched that were not before; nil where changes will not be told.
    private func watch(
        _ share: Int64, _ attached: AttachedShare, _ folders: [FileName],
        then done: @escaping (Result<Int?, WorldError>) -> Void
    ) {
        guard shares[share] === attached, let watcher, let folder = attached.folder else {
            return done(.success(nil))
        }
        let descriptor = watcher.descriptor
        offload.run {
            Watches.set(on: descriptor, folder, folders: folders)
        } then: { [unowned self] (watches: Watches) in
            guard shares[share] === attached else {
                watcher.drop(watches)
                return done(.success(nil))
            }
            switch watcher.add(share: share, watches) {
            case .watched(let new): done(.success(new))
            case .notNow(let error): done(.failure(error.inWorld))
            case .scanAtInterval(let reason):
                journal.log(.info, "library", "a folder is walked at an interval: \(reason)")
                done(.success(nil))
            }
        }
    }

    package func examine(share: Int64, _ path: FileName, for job: JobID) {
        openFiles.forget(share: share, path)
        guard let attached = shares[share], attached.admits(path) else {
            return later(.examined(job, share: share, path, nil))
        }
        offload.run {
            Result { () throws(DiskError) in try attached.examine(path) }
        } then: { [unowned self] (result: Result<ScannedFile?, DiskError>) in
            switch result {
            case .success(let file): complete(.examined(job, share: share, path, file))
            case .failure(let error):
                complete(.examineFailed(job, share: share, path, error.inWorld))
            }
        }
    }

    package func hash(share: Int64, _ path: FileName, for job: JobID) {
        guard let attached = shares[share], attached.admits(path) else {
            return later(.hashFailed(job, share: share, path, .notAttached))
        }
        hashing.hash(cancel: cancellation) { () throws(DiskError) in
            try attached.hasher(path)
        } then: { [unowned self] result in
            switch result {
            case .success(let hashed):
                let file = ScannedFile(
                    path: path, size: hashed.size, modified: hashed.modified, inode: hashed.inode)
                complete(
                    .hashed(job, share: share, file, hashed.digest, pieces: hashed.pieces))
            case .failure(let error):
                complete(.hashFailed(job, share: share, path, error.inWorld))
            }
        }
    }

    package func copy(_ hostPath: String, as name: FileName, for job: JobID) {
        let target = state.sharedFiles
        let cancel = cancellation
        offload.run {
            Result { () throws(DiskError) in
                try Disk.copy(from: hostPath, into: target, as: name, cancel: cancel)
            }
        } then: { [unowned self] (result: Result<Copied, DiskError>) in
            complete(.copied(job, result.map { _ in name }.mapError(\.inWorld)))
        }
    }

    package func withdraw(_ path: FileName, for job: JobID) {
        openFiles.forget(share: Shares.own, path)
        let state = state
        offload.run {
            Result { () throws(DiskError) in
                try Disk.withdraw(path, from: state.sharedFiles, to: try state.unshared())
            }
        } then: { [unowned self] (result: Result<FileName, DiskError>) in
            complete(.withdrawn(job, path, result.mapError(\.inWorld)))
        }
    }

    /// Nothing is completed in the middle of the node's own sentence.
    func later(_ completion: Completion) {
        loop.soon { [unowned self] in complete(completion) }
    }

    // MARK: Watching

    func startWatching() {
        guard let watcher else { return }
        do throws(SystemError) {
            watch = try DescriptorWatch(watcher.descriptor, on: loop) { [unowned self] in
                for change in watcher.read() { changed(change) }
            }
        } catch {
            journal.log(.warning, "library", "folders are not watched: \(error)")
        }
    }

    private func changed(_ change: Change) {
        guard let attached = shares[change.share] else { return }
        if let path = change.path {
            openFiles.forget(share: change.share, path)
            if attached.only != nil, !attached.admits(path) { return }
        }
        switch change.kind {
        case .closed: complete(.changed(share: change.share, change.path, closed: true))
        case .modified: complete(.changed(share: change.share, change.path, closed: false))
        case .removed: complete(.changed(share: change.share, change.path, closed: true))
        case .folderAdded, .folderRemoved, .overflow:
            complete(.changed(share: change.share, nil, closed: false))
        }
    }
}

extension WorldError {
    static let notAttached = WorldError(.missing, "that is not shared here")
}

extension DiskError {
    /// The same, in the node's words.
    var inWorld: WorldError {
        let kind: WorldError.Kind =
            if isFull {
                .full
            } else if isMissing {
                .missing
            } else if isTaken {
                .taken
            } else if isForbidden {
                .denied
            } else if isOutOfDescriptors {
                .exhausted
            } else {
                .other
            }
        return WorldError(kind, description)
    }
}
