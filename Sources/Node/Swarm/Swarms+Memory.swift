// What is remembered of torrents that somebody added, and how they come back.

import Digest
import Metainfo
import Swarm
import Vocabulary

extension Swarms {
    func remember(_ torrent: Torrent) {
        // What is still being recalled is remembered already.
        guard torrent.isAdded, torrent.recalled == nil else { return }
        host.record(.rememberTorrent(torrent.record))
    }

    /// - Parameter others: torrents of which downloads have something.
    func recall(
        _ records: [TorrentRecord], keeping others: [Digest160] = [], at now: Instant
    ) {
        host.keepStores(of: Set(records.map(\.infoHash) + others))
        for record in records.prefix(Limits.torrents) {
            let torrent = Torrent(record.infoHash, in: self, isAdded: true, TorrentWish(record))
            insert(torrent)
            learn(peers: torrent.wish.peers, of: torrent, at: now)
            if let (info, places) = owner.shared(record.infoHash) {
                torrent.learn(info)
                torrent.recall(record, sharedAt: places, at: now)
                continue
            }
            if record.info.count > Limits.metainfoInline {
                torrent.recalled = record
                torrent.state = record.state == "paused" ? .paused : .opening
                read(record.info, of: torrent)
                continue
            }
            if !record.info.isEmpty, let info = try? Info(raw: record.info),
                info.infoHash == record.infoHash
            {
                torrent.learn(info)
            }
            torrent.recall(record, at: now)
        }
    }
}

/// Info dictionaries that are too long for a turn, while the pool reads them.
struct InfoReadings {
    fileprivate var waiting: [(infoHash: Digest160, raw: [UInt8])] = []
    fileprivate var running: [JobID: Digest160] = [:]
}

extension Swarms {
    func read(_ raw: [UInt8], of torrent: Torrent) {
        readings.waiting.append((torrent.infoHash, raw))
        readNext()
    }

    private func readNext() {
        while readings.running.count < Limits.metainfoReadings, !readings.waiting.isEmpty {
            let (infoHash, raw) = readings.waiting.removeFirst()
            guard torrents[infoHash] != nil else { continue }
            let job = desk.newJob()
            readings.running[job] = infoHash
            host.readInfo(raw, for: job)
        }
    }

    func infoRead(_ job: JobID, _ result: Result<Info, MetainfoError>, at now: Instant) {
        guard let infoHash = readings.running.removeValue(forKey: job) else { return }
        readNext()
        guard let torrent = torrents[infoHash] else { return }
        if let record = torrent.recalled {
            torrent.recall(record, result, at: now)
        } else if torrent.isReadingMetadata {
            torrent.isReadingMetadata = false
            // A person may have stopped it, or brought its .torrent, meanwhile.
            if torrent.info == nil { torrent.metadataRead(result, at: now) }
        }
    }
}

extension Torrent {
    /// A file of the library is that torrent.
    fileprivate func recall(
        _ record: TorrentRecord, sharedAt places: [SharedPlace?], at now: Instant
    ) {
        recallCounts(record)
        placedName = FileName(record.placed)
        haveAll(at: places)
        lookAtEverything(at: now)
        if record.state == "paused", isRunning { state = .paused }
    }

    /// The pool has read what was remembered; a person may have said something meanwhile.
    fileprivate func recall(
        _ record: TorrentRecord, _ result: Result<Info, MetainfoError>, at now: Instant
    ) {
        recalled = nil
        var record = record
        record.state = state == .paused ? "paused" : "running"
        if info == nil, case .success(let info) = result, info.infoHash == infoHash {
            learn(info)
        }
        guard case .nowhere = content else { return swarms.remember(self) }
        state = .naming
        recall(record, at: now)
        if state == .leeching || state == .seeding || state == .naming { dial(at: now) }
    }

    private func recallCounts(_ record: TorrentRecord) {
        downloaded = UInt64(max(0, record.downloaded))
        uploaded = UInt64(max(0, record.uploaded))
        finished = record.finished
    }

    fileprivate func recall(_ record: TorrentRecord, at now: Instant) {
        recallCounts(record)
        if let info, let name = FileName(record.placed) {
            recall(info, placedAs: name, record.modified, at: now)
        } else if let info, let folder = FileName(record.folder), let stamp = record.stamp {
            recall(info, in: folder, stamp)
        } else if info != nil, record.state != "paused" {
            open()
        }
        if record.state == "paused", isRunning { state = .paused }
    }

    /// It stands in `downloads/`, as it was put there or not: that is looked at before anybody can
    /// ask, as far as a turn goes, and of each file before it is sent.
    private func recall(
        _ info: Info, placedAs name: FileName, _ modified: [Int64], at now: Instant
    ) {
        placedName = name
        haveAll(
            at: places(under: name, info, modified: modified.map { $0 == 0 ? nil : $0 }))
        lookAtEverything(at: now)
    }

    /// It was made of a folder here: whose files are those that were hashed, or others by now.
    private func recall(_ info: Info, in folder: FileName, _ stamp: Digest160) {
        guard let places = swarms.owner.shared(info, in: folder, stamped: stamp) else {
            state = .failed("its files have changed on the disk")
            return swarms.remember(self)
        }
        origin = Origin(folder: folder, stamp: stamp)
        haveAll(at: places)
    }

    fileprivate var record: TorrentRecord {
        let isStopped: Bool =
            switch state {
            case .paused, .failed: true
            case .naming, .opening, .leeching, .placing, .seeding: false
            }
        var record = TorrentRecord(
            infoHash: infoHash, name: wish.name ?? "", info: info?.raw ?? [],
            state: isStopped && !isWaitingForRoom ? "paused" : wish.isHeld ? "held" : "running",
            placed: placedName?.path ?? "", files: wish.files, isSequential: wish.isSequential,
            seedRatio: wish.seedRatio, seedTime: wish.seedTime.map { $0.components.seconds },
            trackers: wish.trackers, webSeeds: wish.webSeeds,
            downloaded: Int64(clamping: downloaded),
            uploaded: Int64(clamping: uploaded), finished: finished)
        record.isSuperSeeding = wish.isSuperSeeding
        record.modified = placedTimes
        record.priorities = wish.priorities?.map { Int($0.level) }
        record.downloadLimit = wish.downloadLimit
        record.uploadLimit = wish.uploadLimit
        record.peers = wish.peers
        record.folder = origin?.folder.path ?? ""
        record.stamp = origin?.stamp
        return record
    }
}

extension TorrentWish {
    fileprivate init(_ record: TorrentRecord) {
        name = record.name.isEmpty ? nil : record.name
        files = record.files
        priorities = record.priorities?.map { PiecePriority($0) ?? .normal }
        downloadLimit = record.downloadLimit
        uploadLimit = record.uploadLimit
        isSequential = record.isSequential
        isSuperSeeding = record.isSuperSeeding
        isHeld = record.state == "held"
        seedRatio = record.seedRatio
        seedTime = record.seedTime.map { .seconds($0) }
        trackers = record.trackers
        webSeeds = record.webSeeds
        name(peers: record.peers)
    }
}
