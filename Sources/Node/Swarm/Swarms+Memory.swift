// What is remembered of torrents that somebody added, and how they come back.

import Digest
import Metainfo
import Swarm
import Vocabulary

extension Swarms {
    func remember(_ torrent: Torrent) {
        guard torrent.isAdded else { return }
        host.record(.rememberTorrent(torrent.record))
    }

    func recall(_ records: [TorrentRecord], at now: Instant) {
        host.keepStores(of: Set(records.map(\.infoHash)))
        for record in records.prefix(Limits.torrents) {
            let torrent = Torrent(record.infoHash, in: self, isAdded: true, TorrentWish(record))
            insert(torrent)
            if let (info, places) = owner.shared(record.infoHash) {
                torrent.learn(info)
                torrent.recall(record, sharedAt: places)
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

extension Torrent {
    /// A file of the library is that torrent.
    fileprivate func recall(_ record: TorrentRecord, sharedAt places: [SharedPlace?]) {
        recallCounts(record)
        placedName = FileName(record.placed)
        haveAll(at: places)
        if record.state == "paused" { state = .paused }
    }

    private func recallCounts(_ record: TorrentRecord) {
        downloaded = UInt64(max(0, record.downloaded))
        uploaded = UInt64(max(0, record.uploaded))
        finished = record.finished
    }

    fileprivate func recall(_ record: TorrentRecord, at now: Instant) {
        recallCounts(record)
        if let info, let name = FileName(record.placed) {
            placedName = name
            haveAll(at: places(under: name, info))
        } else if info != nil, record.state != "paused" {
            open()
        }
        if record.state == "paused" { state = .paused }
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
        record.priorities = wish.priorities?.map { Int($0.level) }
        record.downloadLimit = wish.downloadLimit
        record.uploadLimit = wish.uploadLimit
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
        isHeld = record.state == "held"
        seedRatio = record.seedRatio
        seedTime = record.seedTime.map { .seconds($0) }
        trackers = record.trackers
        webSeeds = record.webSeeds
    }
}
