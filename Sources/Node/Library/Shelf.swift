// The library of a peer, kept true to the disk: walks folders, hears of changes, has files hashed.
//
// Law 1. What has not changed is not hashed again: size, time and inode are held against memory.
// Law 2. A file is taken when it was closed, or was quiet for two seconds.
// Law 3. Where changes are not told, or were told too fast, the folder is walked at an interval.

import Digest
import Library
import Metainfo
import Vocabulary

final class Shelf {
    /// A person waits for a file to be moved.
    struct Move {
        let ask: Ask
        let slip: ReplySlip
    }

    /// What is known of a share's walks.
    private struct Walk {
        var isUnderWay = false
        var isWanted = false
        var isWatched = false
        /// The last one was not read to its end.
        var hasFailed = false
        var last = Instant.start
        var unnameable = 0
    }

    private struct Place: Hashable {
        let share: Int64
        let path: FileName
    }

    unowned let desk: Desk
    let library: Library
    var settings: NodeSettings { desk.settings }
    var shares: [ShareRecord]
    /// Those of them that are not remembered.
    var temporaries: Set<Int64> = []
    private var walks: [Int64: Walk] = [:]
    private var hashing: [JobID: Place] = [:]
    /// When a changed file has been quiet for long enough.
    private var restless: [Place: Instant] = [:]
    /// Not after the first of those instants.
    private var nextQuiet: Instant?
    /// Digests that are known before the file is seen in its place.
    private var known: [Place: Digest256] = [:]
    /// Where a file is about to be put that will be looked at then.
    private var expected: Set<Place> = []
    /// What the config named when it was last looked at.
    private var configured: [String]
    var moves: [JobID: Move] = [:]

    init(desk: Desk, memory: Memory) {
        self.desk = desk
        shares = memory.shares
        let folders = memory.settings["folders"] ?? ""
        configured = folders.split(separator: "\n").map(String.init)
        library = Library(records: memory.files, shares: memory.shares)
    }

    var host: any Host { desk.host }

    // MARK: Shares

    func start(at now: Instant) {
        library.setDownloadsShown(settings.shareDownloads)
        attachFixed(Shares.own, "shared_files", at: now)
        attachFixed(Shares.downloads, "downloads", at: now)
        for share in shares { attach(share, at: now) }
        takeConfigured(settings.folders, at: now)
    }

    /// The config's folders are shared as long as the config names them.
    private func takeConfigured(_ folders: [String], at now: Instant) {
        for gone in configured where !folders.contains(gone) {
            guard let row = shares.firstIndex(where: { $0.hostPath == gone }) else { continue }
            forget(shares.remove(at: row))
        }
        for folder in folders {
            if case .refused(let refusal) = share(.init(hostPath: folder), at: now) {
                host.log(.warning, "library", "\(folder) is not shared: \(refusal.detail)")
            }
        }
        guard configured != folders else { return }
        configured = folders
        host.record(.set(key: "folders", value: folders.joined(separator: "\n")))
    }

    private func attachFixed(_ id: Int64, _ name: String, at now: Instant) {
        guard let name = FileName(name) else { return }
        attach(ShareRecord(id: id, hostPath: "", name: name, isFolder: true), at: now)
    }

    private func attach(_ share: ShareRecord, at now: Instant) {
        if case .failure(let error) = host.attach(share) {
            // The share stays: a disk that is not mounted today may be tomorrow.
            host.log(.warning, "library", "\(share.hostPath) cannot be shared now: \(error)")
        } else {
            walk(share.id, at: now)
        }
    }

    func forget(_ share: ShareRecord) {
        host.detach(share: share.id)
        library.remove(share: share.id)
        walks[share.id] = nil
        restless = restless.filter { $0.key.share != share.id }
        guard temporaries.remove(share.id) == nil else { return }
        host.record(.forgetShare(id: share.id))
        host.record(.forgetFiles(share: share.id))
    }

    func reload(_ new: NodeSettings, at now: Instant) {
        library.setDownloadsShown(new.shareDownloads)
        hashNext()
        takeConfigured(new.folders, at: now)
    }

    // MARK: Walking

    func walk(_ share: Int64, at now: Instant) {
        var walk = walks[share] ?? Walk()
        if walk.isUnderWay {
            walk.isWanted = true
        } else {
            walk.isUnderWay = true
            walk.isWanted = false
            walk.last = now
            library.scanBegins(share: share)
            host.scan(share: share, for: desk.newJob())
        }
        walks[share] = walk
    }

    /// A walk goes on.
    func saw(share: Int64, _ files: [ScannedFile]) {
        guard walks[share]?.isUnderWay == true else { return }
        library.scanSaw(share: share, files)
    }

    func scanned(
        _ job: JobID, share: Int64, _ result: Result<Walked, WorldError>, at now: Instant
    ) {
        guard var walk = walks[share] else { return }
        walk.isUnderWay = false
        walk.hasFailed = false
        switch result {
        case .success(let scan):
            walk.isWatched = scan.isWatched
            if scan.unnameable > 0, scan.unnameable != walk.unnameable {
                host.log(
                    .warning, "library",
                    "\(scan.unnameable) files are not shared: their names are no text")
            }
            walk.unnameable = scan.unnameable
            for gone in library.scanned(share: share, scan.files) {
                host.record(.forgetFile(share: share, path: gone.path))
            }
        case .failure(let error):
            walk.hasFailed = true
            host.log(.warning, "library", "a folder was not read: \(error)")
            _ = library.scanned(share: share, [], complete: false)
        }
        walks[share] = walk
        if walk.isWanted { self.walk(share, at: now) }
        hashNext()
    }

    // MARK: Changes

    func changed(share: Int64, _ path: FileName?, isClosed: Bool, at now: Instant) {
        guard walks[share] != nil else { return }
        guard let path, restless.count < Limits.changedFiles else {
            // The walk looks at everything here, and at nothing of the other shares.
            restless = restless.filter { $0.key.share != share }
            return walk(share, at: now)
        }
        let place = Place(share: share, path: path)
        if expected.contains(place) { return }
        if isClosed {
            restless[place] = nil
            host.examine(share: share, path, for: desk.newJob())
        } else {
            wait(for: place, at: now)
        }
    }

    private func wait(for place: Place, at now: Instant) {
        restless[place] = now + Limits.quietTime
        nextQuiet = nextQuiet ?? now + Limits.quietTime
    }

    func examined(
        _ job: JobID, share: Int64, _ path: FileName, _ file: ScannedFile?, at now: Instant
    ) {
        guard walks[share] != nil else { return }
        let place = Place(share: share, path: path)
        if let file {
            library.saw(share: share, file)
            if let digest = known.removeValue(forKey: place) {
                learn(share, file, FileContent(digest: digest, infoHash: nil, pieces: []))
            }
        } else {
            known[place] = nil
            if library.remove(share: share, path: path) {
                host.record(.forgetFile(share: share, path: path.path))
            }
        }
        hashNext()
    }

    /// It could not be opened, which is not to say that it is gone.
    func examineLater(share: Int64, _ path: FileName, at now: Instant) {
        guard walks[share] != nil else { return }
        wait(for: Place(share: share, path: path), at: now)
    }

    /// A file of ours is about to be put there; what the watch says of it is no news.
    func expect(_ path: FileName, in share: Int64) {
        expected.insert(Place(share: share, path: path))
    }

    /// It was not put there.
    func expectNoMore(_ path: FileName, in share: Int64) {
        expected.remove(Place(share: share, path: path))
        host.examine(share: share, path, for: desk.newJob())
    }

    /// A file of ours, a download or an upload, has come to its place; its digest is known already.
    /// Where it can be opened at once, it is in the library at once.
    func placed(
        _ path: FileName, _ digest: Digest256, in share: Int64 = Shares.downloads,
        size: Int64? = nil, at now: Instant
    ) {
        let place = Place(share: share, path: path)
        expected.remove(place)
        if let size, case .success(let file) = host.open(share: share, path), file.size == size {
            let seen = ScannedFile(
                path: path, size: size, modified: file.modified, inode: file.inode)
            library.saw(share: share, seen)
            learn(share, seen, FileContent(digest: digest, infoHash: nil, pieces: []))
            return hashNext()
        }
        if known.count < Limits.downloads { known[place] = digest }
        host.examine(share: share, path, for: desk.newJob())
    }

    // MARK: Hashing

    private func hashNext() {
        while hashing.count < Limits.hashesAtOnce, let file = library.nextToHash() {
            let job = desk.newJob()
            hashing[job] = Place(share: file.share, path: file.path)
            host.hash(share: file.share, file.path, for: job)
        }
    }

    func hashed(
        _ job: JobID, share: Int64, _ file: ScannedFile, _ digest: Digest256, _ pieces: [UInt8],
        at now: Instant
    ) {
        guard hashing.removeValue(forKey: job) != nil else { return }
        let name = library.file(share: share, path: file.path)?.name
        let infoHash = name.flatMap { OwnContent.infoHash(of: $0, file.size, pieces) }
        learn(share, file, FileContent(digest: digest, infoHash: infoHash, pieces: pieces))
        hashNext()
    }

    private func learn(_ share: Int64, _ file: ScannedFile, _ content: FileContent) {
        guard library.hashed(share: share, file, content), !temporaries.contains(share) else {
            return
        }
        host.record(
            .rememberFile(
                FileRecord(
                    share: share, path: file.path, size: file.size, modified: file.modified,
                    inode: file.inode, digest: content.digest, infoHash: content.infoHash,
                    pieces: content.pieces)))
    }

    /// It was hashed for another reason, and is another than was known.
    func found(
        share: Int64, _ file: ScannedFile, _ digest: Digest256, _ pieces: [UInt8],
        at now: Instant
    ) {
        library.saw(share: share, file)
        let name = library.file(share: share, path: file.path)?.name
        let infoHash = name.flatMap { OwnContent.infoHash(of: $0, file.size, pieces) }
        learn(share, file, FileContent(digest: digest, infoHash: infoHash, pieces: pieces))
    }

    func hashFailed(
        _ job: JobID, share: Int64, _ path: FileName, _ error: WorldError, at now: Instant
    ) {
        guard hashing.removeValue(forKey: job) != nil else { return }
        host.log(.debug, "library", "\(path) was not hashed: \(error)")
        if error.kind == .missing {
            examined(job, share: share, path, nil, at: now)
        } else {
            // It changes while it is read: it will be quiet some time. A walk that comes before
            // that asks for it as well, for it takes the place of all that waits.
            library.hashFailed(share: share, path: path)
            wait(for: Place(share: share, path: path), at: now)
        }
        hashNext()
    }

    // MARK: Time

    var nextDeadline: Instant? {
        var earliest = Earliest(nextQuiet)
        for walk in walks.values where !walk.isUnderWay {
            earliest.add(walk.last + interval(of: walk))
        }
        return earliest.instant
    }

    /// A watched folder is walked too, now and then: a watch is a kernel's promise, not ours. One
    /// that could not be read is tried again soon: until then the library tells of what was.
    private func interval(of walk: Walk) -> Duration {
        if walk.hasFailed { return min(settings.rescan, Limits.walkRest) }
        // In nanoseconds: asked for in every turn, and `Duration` multiplies in 128 bits.
        return walk.isWatched ? .nanoseconds(settings.rescan.nanoseconds &* 6) : settings.rescan
    }

    func deadlineReached(at now: Instant) {
        if let nextQuiet, nextQuiet <= now { takeQuiet(at: now) }
        for share in walks.keys.sorted() {
            guard let due = walks[share], !due.isUnderWay, due.last + interval(of: due) <= now
            else { continue }
            walk(share, at: now)
        }
    }

    private func takeQuiet(at now: Instant) {
        let quiet = restless.filter { $0.value <= now }.map(\.key)
        for place in quiet.sorted(by: { ($0.share, $0.path) < ($1.share, $1.path) }) {
            restless[place] = nil
            host.examine(share: place.share, place.path, for: desk.newJob())
        }
        nextQuiet = restless.values.min()
    }

    // MARK: Showing

    func fill(_ status: inout StatusView) {
        status.files = library.count
        status.filesBytes = library.totalBytes
        status.filesUnhashed = library.unhashedCount
        let unnameable = walks.values.reduce(0) { $0 + $1.unnameable }
        if unnameable > 0 {
            status.notices.append("\(unnameable) files are not shared: their names are no text")
        }
        let named = shares.filter(\.isPublic).map(\.name.path)
        if !named.isEmpty {
            let rest = named.count > 3 ? " and \(named.count - 3) more" : ""
            let names = named.prefix(3).joined(separator: ", ")
            status.notices.append("strangers may have \(names)\(rest)")
        }
    }
}

extension OwnContent {
    /// Of the torrent that a file is under its name; nil of what cannot be cut.
    fileprivate static func infoHash(
        of name: FileName, _ length: Int64, _ pieces: [UInt8]
    ) -> Digest160? {
        guard !pieces.isEmpty, let content = try? OwnContent(file: name, length: length) else {
            return nil
        }
        return try? content.info(hashes: pieces).infoHash
    }
}
