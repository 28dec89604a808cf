// What is shown of a torrent.

import Metainfo
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    func view(at now: Instant, inFull: Bool) -> TorrentView {
        let left = geometry == nil ? nil : bytesLeft
        var view = TorrentView(
            infoHash: infoHash, name: name, state: shownState, reason: reason,
            size: geometry?.length, left: left, pieceLength: geometry?.pieceLength,
            pieceCount: geometry?.pieceCount, piecesHere: have.count, downloaded: downloaded,
            uploaded: uploaded, wasted: wasted, downloadRate: receiving.rate(at: now),
            uploadRate: sending.rate(at: now), downloadLimit: wish.downloadLimit,
            uploadLimit: wish.uploadLimit, peerCount: sessions.count { $0.isGreeted },
            seedCount: sessions.count { $0.isSeed }, copies: picker?.availability.copies,
            isPrivate: isPrivate, isAdded: isAdded, isSequential: wish.isSequential,
            isSuperSeeding: wish.isSuperSeeding, seedRatio: wish.seedRatio,
            seedTime: wish.seedTime, magnet: magnet.description, placed: placedName)
        guard inFull else { return view }
        addFiles(to: &view)
        view.peers = sessions.filter(\.isGreeted).map { $0.view(at: now) }
        view.pieces = have.bitfield
        view.trackers = trackerViews(at: now)
        view.webSeeds = webSeedViews(at: now)
        return view
    }

    fileprivate var shownState: TorrentView.State {
        switch state {
        case .naming: .naming
        case .opening: .checking
        case .leeching: .downloading
        case .placing: .placing
        case .seeding: .seeding
        case .paused: .paused
        case .failed: .failed
        }
    }

    private var reason: String? {
        switch state {
        case .failed(let sentence): return sentence
        case .naming where !sessions.contains(where: \.isGreeted):
            return "nobody who has it is known yet"
        case .leeching: return missingInWords
        default: return nil
        }
    }

    /// Which pieces nobody has who is connected; nil where everything can be had.
    private var missingInWords: String? {
        guard let picker, !sessions.contains(where: { $0.areInterested }) else { return nil }
        let missing = wanted.subtracting(have).pieces.filter {
            picker.availability.count(of: $0) == 0
        }
        guard let first = missing.first else { return nil }
        let few = missing.prefix(5).map { String($0.number) }.joined(separator: ", ")
        return missing.count == 1
            ? "nobody who is there has piece \(first.number)"
            : "nobody who is there has \(missing.count) of its pieces: \(few)"
                + (missing.count > 5 ? " and others" : "")
    }

    private var magnet: MagnetLink {
        MagnetLink(
            infoHash: infoHash, name: info?.name.path ?? wish.name,
            trackers: Array(wish.trackers.joined()), webSeeds: wish.webSeeds)
    }

    /// As many as a document has room for: one that is longer would end its connection.
    private func addFiles(to view: inout TorrentView) {
        guard let info else { return }
        let chosen = wish.chosen
        var room = Limits.filesShownLength
        for number in info.files.indices {
            guard let name = info.files[number].name else { continue }
            room -= name.path.utf8.count + Limits.fileShownLength
            guard room >= 0 else {
                view.filesLeftOut = info.files[number...].count { $0.name != nil }
                return
            }
            view.files.append(
                fileView(number, name, info, isWanted: chosen?.contains(number) ?? true))
        }
    }

    private func priority(ofFile number: Int, isWanted: Bool) -> Int {
        guard isWanted else { return 0 }
        guard let priorities = wish.priorities, priorities.indices.contains(number) else {
            return Int(PiecePriority.normal.level)
        }
        return Int(priorities[number].level)
    }

    private func fileView(
        _ number: Int, _ name: FileName, _ info: Info, isWanted: Bool
    ) -> TorrentFileView {
        let file = info.files[number]
        var received: Int64 = 0
        for piece in info.pieces(ofFile: number) where have.contains(piece) {
            received += Int64(info.geometry.range(of: piece).clamped(to: file.range).count)
        }
        return TorrentFileView(
            number: number, name: name.path, size: file.length, received: received,
            isWanted: isWanted, priority: priority(ofFile: number, isWanted: isWanted))
    }
}

extension Swarms {
    func fill(_ metrics: inout MetricsView, at now: Instant) {
        for torrent in torrents.values { metrics.torrents[torrent.shownState, default: 0] += 1 }
        metrics.addedTorrents = torrents.values.lazy.filter(\.isAdded)
            .sorted { $0.number < $1.number }.prefix(Limits.torrentsMeasured)
            .map { $0.view(at: now, inFull: false) }
        for session in sessions.values where session.isGreeted {
            metrics.peers[session.peerClass, default: 0] += 1
        }
        metrics.swarmTraffic = traffic
    }
}

extension PeerSession {
    fileprivate func view(at now: Instant) -> TorrentPeerView {
        TorrentPeerView(
            endpoint: endpoint, client: client, source: source.inWords, isIncoming: isIncoming,
            isMember: isMember, pieces: pieces?.count ?? 0, isSeed: isSeed,
            isChokingUs: isChokingUs, isInterested: isInterested, isChoked: isChoked,
            areInterested: areInterested, downloadRate: receiving.rate(at: now),
            uploadRate: sending.rate(at: now), received: received, sent: sent)
    }
}

extension PeerSources {
    /// The one that says most, as people read it.
    fileprivate var inWords: String {
        let words: [(PeerSources, String)] = [
            (.hand, "by hand"), (.tracker, "tracker"), (.bootstrap, "bootstrap"),
            (.multicast, "multicast"), (.lsd, "local discovery"), (.pex, "peer exchange"),
            (.magnet, "magnet link"),
        ]
        return words.first { contains($0.0) }?.1 ?? "it came"
    }
}
