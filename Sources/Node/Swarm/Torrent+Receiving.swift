// Blocks as they come, pieces as they become whole, and who is to blame where one is wrong.
//
// Law 1. A block that nobody asked for ends the connection before any of it is kept.
// Law 2. A piece is had when its hash was found right, and not before.

import Bytes
import Digest
import Metainfo
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    /// The head of a block has come: its bytes follow.
    func blockBegins(
        _ block: PeerBlock, _ session: PeerSession, at now: Instant
    ) throws(PeerViolation) {
        let range = block.range
        if let row = session.asked.firstIndex(of: range) {
            session.asked.remove(at: row)
        } else if let row = session.withdrawn.firstIndex(of: range) {
            session.withdrawn.remove(at: row)
        } else {
            throw .unrequestedBlock
        }
        session.arriving = arriving(range, from: session.key)
    }

    /// Where the bytes of a block go that somebody sends.
    func arriving(_ range: BlockRange, from peer: PeerKey) -> ArrivingBlock {
        guard state == .leeching, let picker, let geometry, picker.lacks(range.piece),
            verifying[range.piece] == nil
        else { return ArrivingBlock(range, to: .nowhere) }
        let buffer =
            filling[range.piece]
            ?? PieceBuffer(range.piece, swarms.spares.take(geometry.size(of: range.piece)))
        filling[range.piece] = buffer
        return ArrivingBlock(
            range,
            to: buffer.claim(range.begin..<range.end, for: peer)
                ? .buffer(buffer) : .aside(buffer, []))
    }

    /// Some bytes of the block that began last; they are where they belong.
    func arrived(_ payload: PeerPayload, _ session: PeerSession, at now: Instant) {
        count(payload.count, from: session, at: now)
        guard payload.isLast, let arriving = session.arriving else { return }
        session.arriving = nil
        if session.asked.isEmpty { session.depth.idle() }
        settle(arriving, from: session.key, at: now)
    }

    private func count(_ bytes: Int, from session: PeerSession, at now: Instant) {
        downloaded += UInt64(bytes)
        session.received += UInt64(bytes)
        swarms.traffic[session.peerClass].received(bytes)
        session.receiving.add(bytes, at: now)
        receiving.add(bytes, at: now)
        if session.depth.isSnubbed { choker.snubbed(session.key, false) }
        session.depth.received(bytes, at: now)
        choker.received(bytes, from: session.key)
        swarms.pace(bytes, session, at: now)
    }

    /// A block is whole.
    func settle(_ arriving: ArrivingBlock, from peer: PeerKey, at now: Instant) {
        switch arriving.target {
        case .nowhere: wasted += UInt64(arriving.range.length)
        case .buffer(let buffer):
            buffer.release(peer)
            settle(arriving.range, buffer, peer, at: now) {}
        case .aside(let buffer, let kept):
            settle(arriving.range, buffer, peer, at: now) {
                kept.withSpan { buffer.put($0, at: arriving.range.begin) }
            }
        }
    }

    /// - Parameter put: brings the bytes to their place, where they are wanted.
    private func settle(
        _ range: BlockRange, _ buffer: PieceBuffer, _ peer: PeerKey, at now: Instant,
        put: () -> Void
    ) {
        guard filling[range.piece] === buffer else { return }
        switch picker?.received(range, from: peer) {
        case .new(let isPieceWhole, let cancels):
            put()
            buffer.settle(range.begin..<range.end)
            cancel(cancels, at: now)
            if isPieceWhole { verify(buffer, at: now) }
        case .duplicate: wasted += UInt64(range.length)
        // It was given back with its piece; what came of it is lost.
        case .unasked, nil:
            wasted += UInt64(range.length)
            filling[range.piece] = nil
        }
    }

    // MARK: Verdicts

    private func verify(_ buffer: PieceBuffer, at now: Instant) {
        guard let info, case .store(let store) = content else { return }
        filling[buffer.piece] = nil
        buffer.close()
        verifying[buffer.piece] = buffer
        swarms.unverified += buffer.bytes.count
        host.write(buffer.bytes, as: buffer.piece, expecting: info[buffer.piece], to: store)
        if swarms.unverified >= Limits.unverifiedBytes { swarms.holdAll() }
    }

    /// A piece was hashed, and written if it is right.
    func written(_ piece: PieceIndex, isRight: Bool, at now: Instant) {
        guard let buffer = verifying.removeValue(forKey: piece) else { return }
        swarms.verified(buffer.bytes.count, at: now)
        isRight ? passed(piece, buffer, at: now) : failed(piece, buffer, at: now)
        swarms.spares.give(back: buffer.takeBytes())
    }

    private func passed(_ piece: PieceIndex, _ buffer: PieceBuffer, at now: Instant) {
        let liars = trace.isTraced(piece) ? trace.passed(piece, digests: digests(of: buffer)) : []
        let cancels = picker?.pieceVerified(piece) ?? []
        cancel(cancels, at: now)
        have.insert(piece)
        for session in sessions where session.isGreeted { tell(piece, session, at: now) }
        for liar in liars { ban(liar, at: now) }
        completeIfDone(at: now)
    }

    private func tell(_ piece: PieceIndex, _ session: PeerSession, at now: Instant) {
        if session.pieces?.contains(piece) == true {
            session.useful -= 1
            if session.useful <= 0 { setInterest(false, session, at: now) }
            // Who has everything needs nothing.
            if session.isSeed { return }
        }
        send([.have(UInt32(piece.number))], session, at: now)
    }

    private func failed(_ piece: PieceIndex, _ buffer: PieceBuffer, at now: Instant) {
        wasted += UInt64(buffer.bytes.count)
        let senders = picker?.senders(of: piece) ?? []
        let liar = trace.failed(piece, senders: senders, digests: digests(of: buffer))
        picker?.pieceFailed(piece)
        host.log(.info, "swarm", "\(name): piece \(piece.number) is wrong and comes again")
        if let liar { ban(liar, at: now) }
        for session in sessions { ask(session, at: now) }
        askWebSeeds(at: now)
    }

    /// Only where a piece has failed are its blocks looked at one by one.
    private func digests(of buffer: PieceBuffer) -> [UInt64] {
        buffer.bytes.withSpan { bytes in
            stride(from: 0, to: bytes.byteCount, by: Limits.blockLength).map { start in
                let end = min(start + Limits.blockLength, bytes.byteCount)
                return swarms.blockDigest.of(bytes.extracting(start..<end))
            }
        }
    }

    private func ban(_ peer: PeerKey, at now: Instant) {
        if let seed = webSeed(peer) {
            seed.hasLied = true
            return discard(seed, "it sent wrong data", at: now)
        }
        let session = sessions.first { $0.key == peer }
        let gone = departed[peer]
        guard let endpoint = session.map({ $0.listening ?? $0.endpoint }) ?? gone?.endpoint else {
            return
        }
        host.log(.warning, "swarm", "\(endpoint) sent wrong data of \(name) and is banned")
        candidates.ban(endpoint)
        if let peerID = session?.peerID ?? gone?.peerID {
            liars.insert(peerID)
            // It may have come back meanwhile.
            for other in sessions where other.peerID == peerID { swarms.close(other, at: now) }
        }
    }
}
