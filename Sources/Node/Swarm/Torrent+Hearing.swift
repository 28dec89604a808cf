// What a peer says besides blocks, and what follows from it.

import Bytes
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    func heard(
        _ message: PeerMessage, _ session: PeerSession, at now: Instant
    ) throws(PeerViolation) {
        switch message {
        case .keepAlive, .port: break
        case .choke: choked(by: session, at: now)
        case .unchoke:
            session.isChokingUs = false
            session.isResting = false
            ask(session, at: now)
        case .interested: setInterested(true, session, at: now)
        case .notInterested: setInterested(false, session, at: now)
        case .have, .bitfield, .haveAll, .haveNone, .allowedFast, .suggest:
            guard let geometry else { return keep(message, session) }
            try heardOfPieces(message, session, geometry, at: now)
        case .request(let name): try asked(for: name, session, isExtent: false, at: now)
        case .cancel(let name):
            if let block = geometry?.block(name) { cancelled(block, session, at: now) }
        case .reject(let name):
            if let block = geometry?.block(name) { rejected(block, session, at: now) }
        case .extended(let id, let payload):
            let message = try ExtensionMessage(
                id: id, payload: payload, offered: session.stream.terms.offered)
            if let message { try heard(message, session, at: now) }
        }
    }

    /// The metadata is not here: what it says of pieces means nothing yet.
    private func keep(_ message: PeerMessage, _ session: PeerSession) {
        switch message {
        // It says all that was said before, and may be long.
        case .bitfield, .haveAll: session.unread = []
        default: break
        }
        guard session.unread.count < Limits.unreadPieceMessages else { return }
        session.unread.append(message)
    }

    /// The metadata has come.
    func readKept(_ session: PeerSession, at now: Instant) throws(PeerViolation) {
        guard let geometry, session.isGreeted else { return }
        session.stream.learn(geometry)
        begin(session, geometry)
        let kept = session.unread
        session.unread = []
        for message in kept { try heardOfPieces(message, session, geometry, at: now) }
        judgeInterest(in: session, at: now)
    }

    private func heardOfPieces(
        _ message: PeerMessage, _ session: PeerSession, _ geometry: PieceGeometry, at now: Instant
    ) throws(PeerViolation) {
        switch message {
        case .have(let raw):
            guard let piece = geometry.piece(raw) else { throw .unknownPiece(raw) }
            has(piece, session, at: now)
        case .bitfield(let bits):
            guard let set = PieceSet(bitfield: bits, pieceCount: geometry.pieceCount) else {
                throw .bitfieldWrong
            }
            // It may come again, in place of many `have`s; it takes nothing back (BEP 54 does).
            if let before = session.pieces, set.lacksSome(of: before) { throw .bitfieldLate }
            hasAll(of: set, session, at: now)
        case .haveAll:
            hasAll(of: PieceSet(pieceCount: geometry.pieceCount, all: true), session, at: now)
        case .allowedFast(let raw):
            guard let piece = geometry.piece(raw) else { throw .unknownPiece(raw) }
            if session.allowedToUs.count < Limits.allowedFastTaken {
                session.allowedToUs.insert(piece)
            }
        // A suggestion is that: rarity decides here.
        case .haveNone: showFirst(to: session, at: now)
        case .suggest: break
        default: preconditionFailure("only what is said of pieces comes here")
        }
    }

    private func has(_ piece: PieceIndex, _ session: PeerSession, at now: Instant) {
        guard session.pieces?.insert(piece) == true else { return }
        picker?.has(piece, session.key)
        pupilHas([piece], session, at: now)
        if picker?.lacks(piece) == true {
            session.useful += 1
            setInterest(true, session, at: now)
            ask(session, at: now)
        }
        leaveIfUseless(session, at: now)
    }

    private func hasAll(of set: PieceSet, _ session: PeerSession, at now: Instant) {
        let before = session.pieces ?? PieceSet(pieceCount: set.pieceCount)
        picker?.gone(session.key, having: before)
        session.pieces = set
        picker?.joined(session.key, having: set)
        pupilHas(set.subtracting(before).pieces, session, at: now)
        showFirst(to: session, at: now)
        judgeInterest(in: session, at: now)
        leaveIfUseless(session, at: now)
    }

    /// It lost a piece (BEP 54).
    func lost(_ raw: UInt32, _ session: PeerSession) {
        guard let piece = geometry?.piece(raw), let before = session.pieces,
            before.contains(piece)
        else { return }
        picker?.lost(piece, session.key, having: before)
        if session.isPupil { superSeeding?.lost(piece, session.key, having: before) }
        session.pieces?.remove(piece)
        if picker?.lacks(piece) == true { session.useful -= 1 }
    }

    // MARK: Interest

    /// Counts anew what the peer has that we want. O(pieces/64), when it joins.
    func judgeInterest(in session: PeerSession, at now: Instant) {
        guard state == .leeching, let pieces = session.pieces else { return }
        session.useful = wanted.subtracting(have).intersection(pieces).count
        setInterest(session.useful > 0, session, at: now)
        ask(session, at: now)
    }

    func setInterest(_ isOn: Bool, _ session: PeerSession, at now: Instant) {
        guard session.isGreeted, session.areInterested != isOn else { return }
        session.areInterested = isOn
        send([isOn ? .interested : .notInterested], session, at: now)
    }

    /// Two of whom neither wants anything have nothing to say to each other (BEP 21 and custom):
    /// we have all that we chose, and it has everything, or says that it wants no more.
    func leaveIfUseless(_ session: PeerSession, at now: Instant) {
        guard state == .seeding, session.isSeed || session.isUploadOnly else { return }
        if let listening = session.listening { candidates.isSeed(listening, true) }
        swarms.close(session, at: now)
    }
}
