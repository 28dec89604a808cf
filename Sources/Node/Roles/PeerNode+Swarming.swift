// What a peer's swarms learn of the rest of it, and tell it.

import Digest
import Library
import Metainfo
import Swarm
import Vocabulary

extension PeerNode: SwarmOwner {
    func shared(_ infoHash: Digest160) -> (Info, [Torrent.SharedPlace?])? {
        guard let file = shelf.library.file(withInfoHash: infoHash) else { return nil }
        let pieces = shelf.library.pieces(ofFileNamed: file.name)
        guard let content = try? OwnContent(file: file.name, length: file.size),
            pieces.count == content.geometry.pieceCount * Digest160.length,
            let info = try? content.info(hashes: pieces), info.infoHash == infoHash
        else { return nil }
        let place = Torrent.SharedPlace(
            share: file.share, path: file.path, modified: file.modified)
        return (info, [place])
    }

    func shared(
        _ info: Info, in folder: FileName, stamped stamp: Digest160
    ) -> [Torrent.SharedPlace?]? {
        guard let places = folders.places(of: info, in: folder), stamp == .stamp(of: places) else {
            return nil
        }
        return places
    }

    var bootstraps: [Endpoint] { registrar.ours }

    var publicShares: Set<Int64> { shelf.publicShares }

    func hasShared(_ infoHash: Digest160) -> Bool {
        shelf.library.file(withInfoHash: infoHash) != nil
    }

    func placed(torrent name: FileName, isFolder: Bool, at now: Instant) {
        if isFolder {
            shelf.walk(Shares.downloads, at: now)
        } else {
            shelf.changed(share: Shares.downloads, name, isClosed: true, at: now)
        }
    }

    func torrentIsWhole(for download: Int64, at now: Instant) {
        downloads.torrentIsWhole(for: download, at: now)
    }

    func torrentFailed(for download: Int64, _ error: WorldError, at now: Instant) {
        downloads.torrentFailed(for: download, error, at: now)
    }
}

// What people ask.
extension PeerNode {
    func answer(to ask: TorrentAsk, at now: Instant) -> Answer {
        guard let swarms else { return .missing("torrent") }
        switch ask {
        case .list(let page):
            return .or { () throws(Refusal) in
                let part = try swarms.page(page).map { $0.view(at: now, inFull: false) }
                return .torrents(part.rows, next: part.next)
            }
        case .show(let infoHash):
            return known(infoHash, at: now) { .torrent($0.view(at: now, inFull: true)) }
        case .metainfo(let infoHash):
            return known(infoHash, at: now) { torrent in
                guard let metainfo = torrent.metainfo else {
                    return .refused(.init(409, "its metadata is not known yet"))
                }
                return .metainfo(metainfo.torrent, metainfo.info.name)
            }
        case .add(let request): return add(request, at: now)
        case .addFile: return .refused(.init(400, "a .torrent is sent with PUT"))
        case .addFolder: preconditionFailure("what takes longer than a turn is answered before")
        case .pause(let infoHash):
            return added(infoHash) { torrent in
                guard torrent.isRunning else {
                    return .refused(.init(409, "that torrent is not running"))
                }
                torrent.pause(at: now)
                return .done
            }
        case .resume(let infoHash):
            return added(infoHash) { torrent in
                guard !torrent.isRunning else {
                    return .refused(.init(409, "that torrent is running"))
                }
                torrent.resume(at: now)
                return .done
            }
        case .recheck(let infoHash):
            return added(infoHash) { torrent in
                torrent.recheck(at: now)
                    ? .done : .refused(.init(409, "there is nothing of it to be checked here"))
            }
        case .change(let infoHash, let change):
            return added(infoHash) { torrent in
                if let refusal = torrent.objection(to: change) { return .refused(refusal) }
                torrent.change(change, at: now)
                return .torrent(torrent.view(at: now, inFull: true))
            }
        case .remove(let infoHash, let removingData):
            return swarms.remove(infoHash, removingData: removingData, at: now)
                ? .done : .missing("torrent")
        }
    }

    /// One that is known here, or that a file of the library is.
    private func known(
        _ infoHash: Digest160, at now: Instant, _ body: (Torrent) -> Answer
    ) -> Answer {
        swarms?.torrent(infoHash, at: now).map(body) ?? .missing("torrent")
    }

    /// One that somebody added.
    private func added(_ infoHash: Digest160, _ body: (Torrent) -> Answer) -> Answer {
        guard let torrent = swarms?.torrents[infoHash], torrent.isAdded else {
            return .missing("torrent")
        }
        return body(torrent)
    }

    private func add(_ request: TorrentRequest, at now: Instant) -> Answer {
        switch swarms?.add(request, at: now) {
        case .success(let torrent): .added(torrent.view(at: now, inFull: true))
        case .failure(let refusal): .refused(refusal)
        case nil: .missing("torrent")
        }
    }

    /// The pool has read a .torrent.
    func metainfoRead(
        _ job: JobID, _ result: Result<Metainfo, MetainfoError>, at now: Instant
    ) {
        guard let (options, slip) = torrentFiles.read(job) else { return }
        read(result, options, slip, at: now)
    }

    /// A .torrent has come whole.
    func read(
        _ result: Result<Metainfo, MetainfoError>, _ options: TorrentOptions, _ slip: ReplySlip,
        at now: Instant
    ) {
        let answer: Answer =
            switch result {
            case .success(let metainfo):
                add(TorrentRequest(.metainfo(metainfo), options), at: now)
            case .failure(let error): .refused(.init(400, "that is no .torrent: \(error)"))
            }
        desk.reply(answer, to: .torrent(.addFile(options)), slip, at: now)
    }
}

extension Torrent {
    /// Nil while only the info-hash is known.
    var metainfo: Metainfo? {
        info.map { Metainfo(info: $0, trackers: wish.trackers, webSeeds: wish.webSeeds) }
    }
}

extension TorrentAsk {
    /// What a person did, for the log.
    var summary: String {
        switch self {
        case .add(let request): "torrent \(request.infoHash.hex) added"
        case .addFolder(let name): "the folder \(name) as a torrent added"
        case .addFile: "a .torrent added"
        case .pause(let infoHash): "torrent \(infoHash.hex) paused"
        case .resume(let infoHash): "torrent \(infoHash.hex) resumed"
        case .recheck(let infoHash): "torrent \(infoHash.hex) hashed again"
        case .change(let infoHash, _): "torrent \(infoHash.hex) changed"
        case .remove(let infoHash, let removingData):
            "torrent \(infoHash.hex) removed" + (removingData ? " with its data" : "")
        case .list, .show, .metainfo: "asked"  // no change by a person, and so not told
        }
    }
}
