// What peers ask of us, and how it is sent: a head from memory, the bytes by the kernel.

import Bytes
import Metainfo
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    /// A peer wants a block, or an extent. It is served once all that was read is understood.
    func asked(
        for name: BlockName, _ session: PeerSession, isExtent: Bool, at now: Instant
    ) throws(PeerViolation) {
        guard let block = geometry?.block(name) else { throw .requestOutside }
        let wish = PeerSession.Wish(block: block, isExtent: isExtent)
        guard have.contains(block.piece), session.mayAsk(for: block.piece), !isBarred(session),
            session.wishes.count < Limits.wishes
        else { return reject(wish, session, at: now) }
        session.wishes.append(wish)
    }

    /// Without BEP 6 what is not answered is forgotten by both.
    private func reject(_ wish: PeerSession.Wish, _ session: PeerSession, at now: Instant) {
        if wish.isExtent, let id = session.extensionIDs[.extent] {
            var bytes: [UInt8] = []
            ExtentMessage.reject(BlockName(wish.block)).append(id: id, to: &bytes)
            send(bytes, session, at: now)
        } else if session.stream.hasFast {
            send([.reject(BlockName(wish.block))], session, at: now)
        }
    }

    /// It does not want it any more. With BEP 6 every request has its answer.
    func cancelled(_ block: BlockRange, _ session: PeerSession, at now: Instant) {
        guard let row = session.wishes.firstIndex(where: { $0.block == block }) else { return }
        reject(session.wishes.remove(at: row), session, at: now)
    }

    /// Sends what the peer has asked for, as long as the kernel takes it, a turn's share at a time.
    func serve(_ session: PeerSession, at now: Instant) {
        // What waits in the queue is told when it has gone, and who waits for a turn has one.
        guard !session.isUnserved, !host.hasUnsent(on: session.id) else { return }
        guard session.wishes.count > 1 else { return serveNow(session, at: now) }
        host.gather(on: session.id) { serveNow(session, at: now) }
    }

    private func serveNow(_ session: PeerSession, at now: Instant) {
        var budget = Limits.bytesPerTurn
        var taken = 0
        var hasFailed = false
        while taken < session.wishes.count, !host.hasUnsent(on: session.id) {
            guard budget > 0 else {
                swarms.serveLater(session, at: now)
                break
            }
            let wish = session.wishes[taken]
            guard swarms.maySend(wish.block.length, session, at: now) else { break }
            taken += 1
            budget -= wish.block.length
            if !send(wish, session, at: now) {
                reject(wish, session, at: now)
                hasFailed = true
            }
        }
        session.wishes.removeFirst(taken)
        if hasFailed { lookAtSuspects(at: now) }
    }

    /// False where the bytes cannot be read now.
    private func send(_ wish: PeerSession.Wish, _ session: PeerSession, at now: Instant) -> Bool {
        guard let info, let parts = open(info.files(of: wish.block)) else { return false }
        var head: [UInt8] = []
        if wish.isExtent {
            guard let id = session.extensionIDs[.extent] else { return false }
            ExtentMessage.appendDataHead(wish.block, id: id, to: &head)
        } else {
            PeerMessage.appendPieceHead(wish.block, to: &head)
        }
        head.withSpan { host.send($0, on: session.id, more: true) }
        for part in parts {
            if let file = part.file {
                host.send(file, part.range, on: session.id)
            } else {
                // Padding is zeros that no file has (BEP 47).
                host.send([UInt8](repeating: 0, count: part.range.count), on: session.id)
            }
        }
        session.stream.sent(at: now)
        count(wish.block.length, to: session, at: now)
        return true
    }

    private func count(_ bytes: Int, to session: PeerSession, at now: Instant) {
        uploaded += UInt64(bytes)
        session.sent += UInt64(bytes)
        swarms.traffic[session.peerClass].sent(bytes)
        session.sending.add(bytes, at: now)
        sending.add(bytes, at: now)
    }

    /// All files of a range, or none.
    private func open(
        _ parts: [FilePart]
    ) -> [(file: (any OpenedFile)?, range: Range<Int64>)]? {
        var opened: [(file: (any OpenedFile)?, range: Range<Int64>)] = []
        for part in parts {
            guard info?.files[part.file].name != nil else {
                opened.append((nil, part.range))
                continue
            }
            guard let file = open(part.file), part.range.upperBound <= file.size else {
                return nil
            }
            opened.append((file, part.range))
        }
        return opened
    }

    private func open(_ number: Int) -> (any OpenedFile)? {
        switch content {
        // What a borrower places is given from where it lies until then.
        case .nowhere: return openFiles[number]
        case .store(let store):
            if let file = openFiles[number] { return file }
            guard case .success(let file) = host.openStored(number, of: store) else { return nil }
            if openFiles.count >= Limits.openFilesPerTorrent { openFiles.removeAll() }
            openFiles[number] = file
            return file
        case .shared(let places):
            guard let place = places[number],
                case .success(let file) = host.open(share: place.share, place.path),
                place.modified.map({ $0 == file.modified }) ?? true
            else {
                watch.suspects.insert(number)
                return nil
            }
            // From now on it is this one, and another under its name is not.
            if place.modified == nil { remember(file, at: number, places) }
            return file
        }
    }

    private func remember(_ file: any OpenedFile, at number: Int, _ places: [SharedPlace?]) {
        var places = places
        places[number]?.modified = file.modified
        content = .shared(places)
    }

    // MARK: Choking

    /// Served by turns (BEP 3); members of our network are served always.
    func choke(at now: Instant) {
        for change in choker.choke(at: now, using: &swarms.desk.chance) {
            switch change {
            case .choke(let peer): setChoked(true, peer, at: now)
            case .unchoke(let peer): setChoked(false, peer, at: now)
            }
        }
    }

    /// Who begins to want something is served at once where there is room.
    func setInterested(_ isOn: Bool, _ session: PeerSession, at now: Instant) {
        guard session.isInterested != isOn else { return }
        session.isInterested = isOn
        choker.interested(session.key, isOn)
        choke(at: now)
    }

    private func setChoked(_ isChoked: Bool, _ peer: PeerKey, at now: Instant) {
        guard let session = sessions.first(where: { $0.key == peer }) else { return }
        setChoked(isChoked, session, at: now)
    }

    private func setChoked(_ isChoked: Bool, _ session: PeerSession, at now: Instant) {
        guard session.isChoked != isChoked else { return }
        session.isChoked = isChoked
        send([isChoked ? .choke : .unchoke], session, at: now)
        guard isChoked else { return }
        // BEP 6: all are rejected that are not of the allowed pieces. BEP 3: they are forgotten.
        let kept = session.wishes.filter { session.mayAsk(for: $0.block.piece) }
        for wish in session.wishes where !session.mayAsk(for: wish.block.piece) {
            reject(wish, session, at: now)
        }
        session.wishes = kept
    }
}
