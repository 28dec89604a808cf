// From the disk and to the disk: what an earlier run left, and what becomes of a torrent that is
// whole.

import Bytes
import Digest
import Metainfo
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    /// All of it is in its place.
    func haveAll(at places: [SharedPlace?]) {
        guard let geometry else { preconditionFailure("the metadata is known") }
        have = PieceSet(pieceCount: geometry.pieceCount, all: true)
            .subtracting(pieces(without: places))
        content = .shared(places)
        state = .seeding
        choker.isSeeding = true
        candidates.areSeedsUseless = true
        if wish.isSuperSeeding { beginSuperSeeding() }
    }

    /// The metadata is known: the disk is asked what is there.
    func open(isChecked: Bool = false) {
        guard let info else { preconditionFailure("the metadata is known") }
        let store = swarms.newStore(for: self)
        content = .store(store)
        state = .opening
        let chosen = wish.chosen
        let files = info.files.enumerated().map { number, file in
            StorePlan.File(
                path: info.isFolder ? file.name?.beneathFirst : file.name, length: file.length,
                isWanted: chosen?.contains(number) ?? true)
        }
        host.openStore(
            store,
            StorePlan(
                infoHash: infoHash, files: files, geometry: info.geometry,
                hashes: info.pieceHashes, allocation: swarms.desk.settings.allocation,
                isFolder: info.isFolder, isChecked: isChecked))
    }

    func opened(present: PieceSet, at now: Instant) {
        guard state == .opening, let geometry else { return }
        have = present
        state = .leeching
        var picker = Picker(
            geometry: geometry, have: have, wanted: wanted,
            order: wish.isSequential ? .sequential : .rarestFirst)
        picker.partialsMax = max(
            Limits.partialPiecesLeast, Limits.unfinishedBytes / geometry.pieceLength)
        for session in sessions {
            if let pieces = session.pieces { picker.joined(session.key, having: pieces) }
        }
        self.picker = picker
        applyPriorities()
        host.log(.info, "swarm", "\(name): \(have.count) of \(geometry.pieceCount) pieces are here")
        tellWhatIsHere(at: now)
        for session in Array(sessions) where session.isGreeted {
            judgeInterest(in: session, at: now)
        }
        completeIfDone(at: now)
        guard state == .leeching else { return }
        guard hasRoom else {
            let sentence = "no room: \(bytesLeft) bytes are missing, \(host.room()) are free"
            return fail(WorldError(.full, sentence), at: now)
        }
        dial(at: now)
        beginWebSeeds(at: now)
    }

    /// Who came while that was not known was told of nothing.
    func tellWhatIsHere(at now: Instant) {
        let all = have.pieces.map { PeerMessage.have(UInt32($0.number)) }
        for session in Array(sessions) where session.isGreeted { send(all, session, at: now) }
    }

    /// Nothing that is wanted is missing: it gets its name.
    func completeIfDone(at now: Instant) {
        guard state == .leeching, isComplete, let info, case .store(let store) = content else {
            return
        }
        state = .placing
        leaveWebSeeds()
        filling = [:]
        host.log(.info, "swarm", "\(info.name) is whole")
        if let loan { return swarms.owner.torrentIsWhole(for: loan.download, at: now) }
        openFiles = [:]
        host.placeStore(store, as: placingName(of: info.name))
    }

    /// The name is taken: the next, "name (2)".
    private func placingName(of name: FileName) -> FileName {
        attempts == 0 ? name : name.numbered(attempts + 1) ?? name
    }

    func placed(_ result: Result<PlacedStore, WorldError>, at now: Instant) {
        guard state == .placing, let info, case .store(let store) = content else { return }
        switch result {
        case .success(let placed):
            let name = placed.name
            swarms.stores[store] = nil
            placedName = name
            swarms.owner.placed(torrent: name, isFolder: info.isFolder, at: now)
            isPlaced(at: places(under: name, info, modified: placed.modified), now)
        case .failure(let error) where error.kind == .taken && attempts < Limits.namesTried:
            attempts += 1
            host.placeStore(store, as: placingName(of: info.name))
        case .failure(let error): fail(error, at: now)
        }
        swarms.remember(self)
    }

    /// Its files are in their places, and are given from there.
    func isPlaced(at places: [SharedPlace?], _ now: Instant) {
        openFiles = [:]
        finished = host.wallTime
        content = .shared(places)
        withdrawEnds(at: now)
        state = .seeding
        choker.isSeeding = true
        candidates.areSeedsUseless = true
        picker = nil
        trace = BlockTrace()
        if wish.isSuperSeeding { beginSuperSeeding() }
        hasFinished(at: now)
    }

    /// What files have that are not in a place: their ends too, which were needed for others.
    private func pieces(without places: [SharedPlace?]) -> PieceSet {
        guard let info else { return PieceSet(pieceCount: 0) }
        let missing = places.indices.filter {
            places[$0] == nil && info.files[$0].name != nil && info.files[$0].length > 0
        }
        return info.pieces(ofFiles: missing)
    }

    /// What is in its place is given, and no piece of which a part is gone.
    private func withdrawEnds(at now: Instant) {
        guard case .shared(let places) = content else { return }
        let gone = have.intersection(pieces(without: places))
        have = have.subtracting(gone)
        for session in Array(sessions) where session.isGreeted {
            tellLoss(of: gone, to: session, at: now)
        }
    }

    /// Where its files stand in `downloads/`, last written at these times; nil for padding, and for
    /// what was not wanted.
    func places(under name: FileName, _ info: Info, modified: [Int64?]) -> [SharedPlace?] {
        let chosen = wish.chosen
        return info.files.enumerated().map { number, file in
            guard let own = file.name, chosen?.contains(number) ?? true else { return nil }
            let path: FileName? =
                if info.isFolder {
                    own.beneathFirst.flatMap { $0.beneath(name) }
                } else {
                    name
                }
            let time = modified.indices.contains(number) ? modified[number] : nil
            return path.map { SharedPlace(share: Shares.downloads, path: $0, modified: time) }
        }
    }

    /// Peers hear that we want nothing more (BEP 21), and who wants nothing either may go.
    private func hasFinished(at now: Instant) {
        for session in Array(sessions) where session.isGreeted {
            setInterest(false, session, at: now)
            tellUploadOnly(to: session, at: now)
            leaveIfUseless(session, at: now)
        }
        host.log(.info, "swarm", "\(name) is seeded")
    }

    /// Who joined before heard in our handshake that we want something.
    private func tellUploadOnly(to session: PeerSession, at now: Instant) {
        guard let id = session.extensionIDs[.uploadOnly] else { return }
        var bytes: [UInt8] = []
        PeerMessage.appendUploadOnly(true, id: id, to: &bytes)
        send(bytes, session, at: now)
    }

    /// The world said no.
    func fail(_ error: WorldError, at now: Instant) {
        host.log(.warning, "swarm", "\(name) stops: \(error)")
        stopTalking(at: now)
        if case .store(let store) = content {
            host.parkStore(store)
            swarms.stores[store] = nil
        }
        content = .nowhere
        // What is full now may have room again: then it goes on by itself.
        state = .failed(error.description)
        isWaitingForRoom = error.kind == .full
        swarms.remember(self)
        if let loan { swarms.owner.torrentFailed(for: loan.download, error, at: now) }
    }

    /// Leaves all peers, and what was under way.
    func stopTalking(at now: Instant) {
        for session in Array(sessions) { swarms.close(session, at: now) }
        leaveWebSeeds()
        for buffer in verifying.values { swarms.verified(buffer.bytes.count, at: now) }
        filling = [:]
        verifying = [:]
        openFiles = [:]
        picker = nil
        choker = Choker()
    }
}

extension FileName {
    /// Without its first component.
    fileprivate var beneathFirst: FileName? {
        path.utf8.firstIndex(of: UInt8(ascii: "/")).flatMap { FileName(path[$0...].dropFirst()) }
    }
}
