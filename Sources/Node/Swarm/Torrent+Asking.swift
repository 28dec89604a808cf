// Which blocks are asked of whom, and what happens to requests that bring nothing.

import Bytes
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    /// Everything that was read is understood: the peer is asked for more, in one message.
    func hasRead(_ session: PeerSession, at now: Instant) throws(PeerViolation) {
        if state == .naming { askForMetadata(session, at: now) }
        if !session.wishes.isEmpty { serve(session, at: now) }
        ask(session, at: now)
    }

    /// Fills the peer's queue. Small gaps are left, so that a request is not a segment of its own.
    func ask(_ session: PeerSession, at now: Instant) {
        guard state == .leeching, session.isGreeted, session.areInterested, mayFillMore,
            !isBarred(session), !session.isResting
        else { return }
        guard !session.isChokingUs || session.isMember || !session.allowedToUs.isEmpty else {
            return
        }
        if session.extensionIDs[.extent] != nil, !session.isChokingUs || session.isMember {
            return askForExtents(session, at: now)
        }
        let depth = session.depth.depth(at: now)
        let gap = depth - session.asked.count
        guard gap > 0, gap >= depth / 4 || session.asked.isEmpty else { return }
        askForBlocks(gap, session, at: now)
    }

    /// What is not on the disk is held in memory: where that is full, nobody is asked for more.
    var mayFillMore: Bool { swarms.unverified < Limits.unverifiedBytes }

    private func askForBlocks(_ count: Int, _ session: PeerSession, at now: Instant) {
        guard let pieces = session.pieces, let geometry else { return }
        let only = session.isChokingUs ? allowedSet(of: session) : nil
        let blocks =
            picker?.next(
                count, for: session.key, having: pieces,
                speed: session.depth.speed(pieceLength: geometry.pieceLength, at: now),
                allowedOnly: only, using: &swarms.desk.chance) ?? []
        guard !blocks.isEmpty else { return }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(blocks.count * 17)
        for block in blocks { PeerMessage.request(BlockName(block)).append(to: &bytes) }
        session.asked += blocks
        session.depth.asked(at: now)
        send(bytes, session, at: now)
    }

    private func allowedSet(of session: PeerSession) -> PieceSet? {
        guard let geometry else { return nil }
        var set = PieceSet(pieceCount: geometry.pieceCount)
        for piece in session.allowedToUs { set.insert(piece) }
        return set
    }

    private func askForExtents(_ session: PeerSession, at now: Instant) {
        guard let id = session.extensionIDs[.extent], let pieces = session.pieces,
            !isToBeSpared(session)
        else { return }
        var bytes: [UInt8] = []
        while session.asked.count < Limits.extentsAsked,
            let extent = picker?.nextExtent(
                for: session.key, having: pieces, speed: .fast, maxLength: Limits.extentLength,
                using: &swarms.desk.chance)
        {
            ExtentMessage.request(BlockName(extent)).append(id: id, to: &bytes)
            session.asked.append(extent)
            session.depth.asked(at: now)
        }
        send(bytes, session, at: now)
        swarms.expect(from: session)
    }

    /// A seed of our own network gives what nobody else has; the rest comes from those who have it
    /// from there, as long as they give. So a seed of many uploads little more than one copy.
    private func isToBeSpared(_ session: PeerSession) -> Bool {
        guard session.isMember, session.isSeed, picker?.seedOnlyCount == 0 else { return false }
        return sessions.contains { $0.isMember && !$0.isSeed && $0.useful > 0 && !$0.asked.isEmpty }
    }

    /// It answers no requests any more. Without BEP 6 it forgets what it was asked for; with it,
    /// each is rejected.
    func choked(by session: PeerSession, at now: Instant) {
        session.isChokingUs = true
        guard !session.stream.hasFast else { return }
        withdraw(session.asked, from: session)
        session.asked = []
        session.depth.idle()
        picker?.choked(session.key)
        askOthers(than: session, at: now)
    }

    /// It will not send this.
    func rejected(_ block: BlockRange, _ session: PeerSession, at now: Instant) {
        guard let row = session.asked.firstIndex(of: block) else {
            return session.withdrawn.removeAll { $0 == block }
        }
        session.asked.remove(at: row)
        picker?.rejected(block, by: session.key)
        // While it chokes us it refuses all but what it allows; what it refuses, it does not.
        if session.isChokingUs {
            session.allowedToUs.remove(block.piece)
        } else {
            session.isResting = true
        }
        if session.asked.isEmpty { session.depth.idle() }
        askOthers(than: session, at: now)
    }

    /// What was asked for may still be under way.
    private func withdraw(_ blocks: [BlockRange], from session: PeerSession) {
        session.withdrawn += blocks
        if session.withdrawn.count > Limits.withdrawnRequests {
            session.withdrawn.removeFirst(session.withdrawn.count - Limits.withdrawnRequests)
        }
    }

    /// Blocks that came from others need not come again.
    func cancel(_ cancels: [BlockCancel], at now: Instant) {
        for cancel in cancels {
            guard let session = sessions.first(where: { $0.key == cancel.peer }) else { continue }
            takeBack(cancel.block, session, at: now)
        }
    }

    private func takeBack(_ block: BlockRange, _ session: PeerSession, at now: Instant) {
        guard
            let row = session.asked.firstIndex(where: {
                $0.piece == block.piece && $0.begin <= block.begin && block.end <= $0.end
            })
        else { return }
        // An extent is one answer: where a part of it is still wanted, all of it comes.
        guard session.asked[row] == block, session.arriving?.range != block else { return }
        session.asked.remove(at: row)
        withdraw([block], from: session)
        send([.cancel(BlockName(block))], session, at: now)
    }

    /// Others may ask for what one has given back.
    func askOthers(than session: PeerSession, at now: Instant) {
        for other in sessions where other !== session && other.asked.isEmpty {
            ask(other, at: now)
        }
    }

    /// Once a second: who owes us blocks for too long is asked for little, and others for those.
    func lookAtRequests(of session: PeerSession, at now: Instant) {
        session.isResting = false
        guard session.depth.deadlineReached(at: now) else {
            forgive(session, at: now)
            return ask(session, at: now)
        }
        choker.snubbed(session.key, true)
        session.snubbed = now
        giveBack(session)
        askOthers(than: session, at: now)
    }

    private func giveBack(_ session: PeerSession) {
        picker?.snubbed(session.key)
        withdraw(session.asked, from: session)
        session.asked = []
    }

    /// What it has owed for so long does not come: without BEP 6 a request may be dropped without a
    /// word. It is asked again, for nobody else may have it.
    private func forgive(_ session: PeerSession, at now: Instant) {
        guard let since = session.snubbed, now.since(since) >= Limits.snubTime else { return }
        session.snubbed = session.depth.isSnubbed ? now : nil
        if session.depth.isSnubbed { giveBack(session) }
        picker?.forgive(session.key)
    }
}
