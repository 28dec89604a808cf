// Folders of the library that become torrents because somebody asked: their files are hashed behind
// one another, and the torrent is given from where they lie.
//
// Law 1. A folder's torrent follows from its files' paths and bytes alone: everywhere the same.
// Law 2. What was hashed is what is given. Whatever changed from the first look to the last makes
//        it fail; what changes later is withdrawn, as of every torrent.

import Digest
import Library
import Metainfo
import Swarm
import Vocabulary

final class FolderTorrents {
    private struct Asker {
        let ask: Ask
        let slip: ReplySlip
    }

    /// A folder as it was when somebody asked for it.
    private struct Folder {
        let name: FileName
        let content: OwnContent
        /// In the content's order.
        let files: [SharedFile]
        var askers: [Asker]

        func joined(by others: [Asker]) throws(Refusal) -> Folder {
            guard askers.count + others.count <= Limits.folderAskers else {
                throw Refusal(429, "too many wait for that folder")
            }
            var joined = self
            joined.askers += others
            return joined
        }
    }

    private unowned let desk: Desk
    private let library: Library
    private unowned let swarms: Swarms
    private var hashing: [JobID: Folder] = [:]
    /// In the order in which they were asked for.
    private var waiting: [Folder] = []

    init(desk: Desk, library: Library, swarms: Swarms) {
        self.desk = desk
        self.library = library
        self.swarms = swarms
    }

    /// Answered when it is a torrent.
    func begin(_ name: FileName, _ ask: Ask, _ slip: ReplySlip, at now: Instant) {
        do throws(Refusal) {
            let folder = try look(at: name, for: Asker(ask: ask, slip: slip))
            if let known = known(folder) {
                return desk.reply(
                    .added(known.view(at: now, inFull: true)), to: ask, slip, at: now)
            }
            if try joins(folder) { return }
            guard waiting.count < Limits.foldersWaiting else {
                throw Refusal(429, "too many folders are waiting to be hashed")
            }
            waiting.append(folder)
            hashNext()
        } catch {
            desk.reply(.refused(error), to: ask, slip, at: now)
        }
    }

    private func look(at name: FileName, for asker: Asker) throws(Refusal) -> Folder {
        let found = library.files(beneath: name, limit: Limits.filesPerTorrent + 1)
        guard !found.isEmpty else { throw Refusal(404, "there is no such folder") }
        do throws(MetainfoError) {
            let content = try OwnContent(
                folder: name, files: found.map { ($0.path, $0.file.size) })
            return Folder(
                name: name, content: content, files: found.map(\.file), askers: [asker])
        } catch {
            throw Refusal(409, "the folder can be no torrent: \(error)")
        }
    }

    /// One that is given already and is just this.
    private func known(_ folder: Folder) -> Torrent? {
        swarms.torrents.values.first { torrent in
            guard torrent.origin?.folder == folder.name, case .shared(let places) = torrent.content
            else { return false }
            return torrent.info?.files == folder.content.files
                && places == folder.files.map(Torrent.SharedPlace.init)
        }
    }

    /// Whether the same is being hashed for somebody else, who gets company.
    private func joins(_ folder: Folder) throws(Refusal) -> Bool {
        if let (job, known) = hashing.first(where: { $0.value.files == folder.files }) {
            hashing[job] = try known.joined(by: folder.askers)
        } else if let row = waiting.firstIndex(where: { $0.files == folder.files }) {
            waiting[row] = try waiting[row].joined(by: folder.askers)
        } else {
            return false
        }
        return true
    }

    // MARK: Hashing

    private func hashNext() {
        while hashing.count < Limits.foldersHashedAtOnce, !waiting.isEmpty {
            let folder = waiting.removeFirst()
            let job = desk.newJob()
            hashing[job] = folder
            desk.host.hashContent(
                folder.files.map { ContentPart(share: $0.share, file: $0.scanned) },
                folder.content.geometry, for: job)
        }
    }

    func hashed(_ job: JobID, _ result: Result<[UInt8], WorldError>, at now: Instant) {
        guard let folder = hashing.removeValue(forKey: job) else { return }
        hashNext()
        let answer: Answer
        do throws(Refusal) {
            answer = .added(try give(folder, result, at: now).view(at: now, inFull: true))
        } catch {
            desk.host.log(.info, "swarm", "\(folder.name) has become no torrent: \(error.detail)")
            answer = .refused(error)
        }
        for asker in folder.askers { desk.reply(answer, to: asker.ask, asker.slip, at: now) }
    }

    private func give(
        _ folder: Folder, _ result: Result<[UInt8], WorldError>, at now: Instant
    ) throws(Refusal) -> Torrent {
        let hashes: [UInt8]
        switch result {
        case .success(let all): hashes = all
        // It is not the disk that is at fault: whoever asks again may have it.
        case .failure(let error) where error.kind == .other:
            throw Refusal(409, error.description)
        case .failure(let error): throw error.refusal
        }
        let isSame =
            library.files(beneath: folder.name, limit: folder.files.count + 1)
            .elementsEqual(folder.files) {
                Torrent.SharedPlace($0.file) == Torrent.SharedPlace($1)
            }
        guard isSame else { throw Refusal(409, "its files have changed meanwhile; ask again") }
        return try swarms.give(
            try info(of: folder, hashes), of: folder.name,
            at: folder.files.map(Torrent.SharedPlace.init), at: now)
    }

    private func info(of folder: Folder, _ hashes: [UInt8]) throws(Refusal) -> Info {
        do throws(MetainfoError) {
            return try folder.content.info(hashes: hashes)
        } catch {
            throw Refusal(409, "the folder can be no torrent: \(error)")
        }
    }

    /// The node stops: nobody waits any more.
    func stop(at now: Instant) {
        for job in hashing.keys { desk.host.cancelHashing(job) }
        waiting = []
        hashing = [:]
    }

    // MARK: Remembering

    /// Where a folder's torrent lies: nil where some file is not there, or not as long.
    func places(of info: Info, in folder: FileName) -> [Torrent.SharedPlace?]? {
        let found = library.files(beneath: folder, limit: info.files.count + 1)
        guard found.count == info.files.count else { return nil }
        for (own, (path, file)) in zip(info.files, found) {
            guard own.name == path.beneath(info.name), own.length == file.size else { return nil }
        }
        return found.map { Torrent.SharedPlace($0.file) }
    }
}

extension Swarms {
    /// What lies in the library is a torrent from now on.
    fileprivate func give(
        _ info: Info, of folder: FileName, at places: [Torrent.SharedPlace], at now: Instant
    ) throws(Refusal) -> Torrent {
        let torrent: Torrent
        if let known = torrents[info.infoHash] {
            torrent = known
        } else {
            guard torrents.count < Limits.torrents else {
                throw Refusal(429, "no more than \(Limits.torrents) torrents are taken")
            }
            torrent = Torrent(info.infoHash, in: self, isAdded: true, TorrentWish())
            insert(torrent)
        }
        if torrent.state != .seeding { torrent.takeUp(info, at: places, at: now) }
        torrent.isAdded = true
        torrent.origin = Torrent.Origin(folder: folder, stamp: .stamp(of: places))
        remember(torrent)
        news.note(torrent.infoHash)
        torrent.dial(at: now)
        return torrent
    }
}

extension Torrent {
    /// All of it is here, wherever it was to come from until now.
    fileprivate func takeUp(_ info: Info, at places: [SharedPlace], at now: Instant) {
        stopTalking(at: now)
        if case .store(let store) = content {
            host.discardStore(store)
            swarms.stores[store] = nil
        }
        swarms.cancelHashing(of: self)
        isWaitingForRoom = false
        wish.files = nil
        if self.info == nil { learn(info) }
        haveAll(at: places)
    }
}

extension Torrent.SharedPlace {
    init(_ file: SharedFile) {
        self.init(share: file.share, path: file.path, modified: file.modified)
    }
}

extension Digest160 {
    /// Tells files from what they may become: their times, in their order.
    static func stamp(of places: [Torrent.SharedPlace?]) -> Digest160 {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(places.count * 8)
        for place in places {
            let modified = UInt64(bitPattern: place?.modified ?? 0)
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: modified >> shift))
            }
        }
        return SHA1.of(bytes)
    }
}

extension SharedFile {
    fileprivate var scanned: ScannedFile {
        ScannedFile(path: path, size: size, modified: modified, inode: inode)
    }
}

@available(*, unavailable) extension FolderTorrents: Sendable {}
