// The choice itself: what is urgent, what is begun, what is rare, and at the end what is late.

import Vocabulary

/// What a peer can be asked for.
struct Offer {
    let peer: PeerKey
    let having: PieceSet
    let speed: PeerSpeed
    /// Pieces that gave nothing in this choice.
    var barren: [Int] = []
}

extension Picker {
    /// Up to `count` blocks to ask of the peer; they count as asked from now on. Fewer are all
    /// there are for him until he has more, or others give back. While he chokes us, `allowedOnly`
    /// are the pieces that he sends nevertheless (BEP 6).
    package mutating func next(
        _ count: Int, for peer: PeerKey, having: PieceSet, speed: PeerSpeed = .fast,
        allowedOnly: PieceSet? = nil, using chance: inout Chance
    ) -> [BlockRange] {
        var blocks: [BlockRange] = []
        var offer = Offer(
            peer: peer, having: allowedOnly.map(having.intersection) ?? having, speed: speed)
        while blocks.count < count, let piece = piece(for: offer, using: &chance) {
            let before = blocks.count
            take(count - before, of: piece, for: peer) { blocks.append($0) }
            if blocks.count == before { offer.barren.append(piece) }
        }
        if blocks.count < count, isEndgame {
            askAgain(count - blocks.count, offer, using: &chance) { blocks.append($0) }
        }
        return blocks
    }

    /// A range of whole blocks within one piece, at most `maxLength` long, for a peer that gives
    /// such at once. It counts as asked, block by block.
    package mutating func nextExtent(
        for peer: PeerKey, having: PieceSet, speed: PeerSpeed = .fast, maxLength: Int,
        using chance: inout Chance
    ) -> BlockRange? {
        var offer = Offer(peer: peer, having: having, speed: speed)
        let most = max(1, maxLength / Limits.blockLength)
        var run = Run()
        while let piece = piece(for: offer, using: &chance) {
            take(most, of: piece, for: peer, inOneRun: true) { run.append($0) }
            if let range = run.range(in: geometry) { return range }
            offer.barren.append(piece)
        }
        if isEndgame { askAgain(most, offer, inOneRun: true, using: &chance) { run.append($0) } }
        return run.range(in: geometry)
    }

    /// Whether all that is missing is asked for. What nobody has counts as missing too: to ask
    /// twice while a swarm waits for its seed would cost it just what it lacks.
    package var isEndgame: Bool {
        missingCount > 0 && availability.order.count == 0 && !open.contains { wants($0) }
    }

    // MARK: Pieces

    /// The policy. What a peer is at, he goes on with.
    private mutating func piece(for offer: Offer, using chance: inout Chance) -> Int? {
        if let piece = urgentPiece(offer) { return piece }
        if order == .sequential { return firstPiece(offer) }
        if let piece = askedOf[offer.peer]?.current, isOpen(piece, offer) { return piece }
        if let piece = openPiece(offer, ofLikeSpeed: true) { return piece }
        if open.count >= Limits.openPieces, let piece = openPiece(offer, ofLikeSpeed: false) {
            return piece
        }
        return newPiece(offer, using: &chance) ?? openPiece(offer, ofLikeSpeed: false)
    }

    private mutating func urgentPiece(_ offer: Offer) -> Int? {
        for piece in urgent where offer.having.contains(piece) {
            if isOpen(piece.number, offer) { return piece.number }
            if availability.order.contains(piece.number), begin(piece.number, offer.speed) {
                return piece.number
            }
        }
        return nil
    }

    /// The first of the most wanted, begun or not.
    private mutating func firstPiece(_ offer: Offer) -> Int? {
        var started: Int?
        for piece in open where isOpen(piece, offer) {
            if let first = started, comes(first, before: piece) { continue }
            started = piece
        }
        guard let fresh = availability.lowest(in: offer.having) else { return started }
        if let started, comes(started, before: fresh) { return started }
        return begin(fresh, offer.speed) ? fresh : started
    }

    private func comes(_ piece: Int, before other: Int) -> Bool {
        let levels = availability.order.priorities
        return (levels[other], piece) < (levels[piece], other)
    }

    /// Of the begun pieces that he can help with the most wanted, and of these the one that needs
    /// least. At most `Limits.openPieces` are looked at, and what no peer of his speed could begin.
    private func openPiece(_ offer: Offer, ofLikeSpeed isLike: Bool) -> Int? {
        var best: (piece: Int, level: UInt8, unasked: Int)?
        for piece in open where isOpen(piece, offer) {
            let partial = partials[piece]!
            if isLike, partial.speed != offer.speed { continue }
            let level = availability.order.priorities[piece]
            if let best, (best.level, partial.unasked) >= (level, best.unasked) { continue }
            best = (piece, level, partial.unasked)
        }
        return best?.piece
    }

    private func isOpen(_ piece: Int, _ offer: Offer) -> Bool {
        guard let partial = partials[piece], partial.unasked > 0, wants(piece),
            offer.having.contains(number: piece), !offer.barren.contains(piece)
        else { return false }
        // A piece that failed is his whom it was asked of last, as long as he owes some of it.
        guard let owner = partial.owner, owner != offer.peer else { return true }
        return askedOf[owner]?.counts[piece] == nil
    }

    private mutating func newPiece(_ offer: Offer, using chance: inout Chance) -> Int? {
        let piece =
            have.count < Limits.randomPieces
            ? availability.any(in: offer.having, using: &chance)
            : availability.rarest(in: offer.having, using: &chance)
        guard let piece, begin(piece, offer.speed) else { return nil }
        return piece
    }

    /// False where too many are begun and somebody works at each.
    mutating func begin(_ piece: Int, _ speed: PeerSpeed) -> Bool {
        guard partials.count < partialsMax || giveUpEmptiest() else { return false }
        let index = geometry.piece(piece)!
        availability.withdraw(piece)
        partials[piece] = PartialPiece(
            index, blockCount: geometry.blockCount(of: index), speed: speed,
            isAlone: failed.contains(piece))
        begun.append(piece)
        open.append(piece)
        return true
    }

    private mutating func giveUpEmptiest() -> Bool {
        let idle = open.filter { partials[$0]!.isIdle }
        guard let emptiest = idle.max(by: { partials[$0]!.missing < partials[$1]!.missing }) else {
            return false
        }
        drop(emptiest)
        return true
    }

    // MARK: Blocks

    /// Asks him for blocks of the piece that nobody is asked for; in one run, if they must be.
    mutating func take(
        _ count: Int, of piece: Int, for peer: PeerKey, inOneRun: Bool = false,
        each body: (BlockRange) -> Void
    ) {
        let asker = askedOf.index(forKey: peer) ?? remember(peer)
        let owed = askedOf.values[asker].owed
        let slot = partials.index(forKey: piece)!
        let index = partials.values[slot].piece
        var taken = 0
        var place = 0
        while taken < count, let number = partials.values[slot].firstUnasked(from: place) {
            if inOneRun, taken > 0, number > place { break }
            place = number + 1
            if !owed.isEmpty, owed.contains(BlockPlace(piece: piece, number: number)) {
                if inOneRun, taken > 0 { break }
                continue
            }
            partials.values[slot].ask(number, of: peer)
            body(geometry.block(number, of: index))
            taken += 1
        }
        guard taken > 0 else { return }
        if partials.values[slot].unasked == 0 { open.removeAll { $0 == piece } }
        askedOf.values[asker].counts[piece, default: 0] += taken
        askedOf.values[asker].current = piece
    }

    private mutating func remember(_ peer: PeerKey) -> Dictionary<PeerKey, AskedOf>.Index {
        askedOf[peer] = AskedOf()
        return askedOf.index(forKey: peer)!
    }

    /// Asks him for blocks that others were asked for and have not sent.
    private mutating func askAgain(
        _ count: Int, _ offer: Offer, inOneRun: Bool = false, using chance: inout Chance,
        each body: (BlockRange) -> Void
    ) {
        guard !begun.isEmpty else { return }
        var steps = Limits.endgameSteps
        var taken = 0
        let start = Int.random(in: 0..<begun.count, using: &chance)
        for turn in 0..<begun.count where taken < count && steps > 0 {
            let piece = begun[(start + turn) % begun.count]
            guard let partial = partials[piece], !partial.isWhole, !partial.isAlone, wants(piece),
                offer.having.contains(number: piece)
            else { continue }
            let before = taken
            for number in partial.blocks.indices where taken < count && steps > 0 {
                steps -= 1
                if mayAskAgain(BlockPlace(piece: piece, number: number), partial, offer.peer) {
                    furtherAskers[BlockPlace(piece: piece, number: number), default: []]
                        .append(offer.peer)
                    body(geometry.block(number, of: partial.piece))
                    taken += 1
                } else if inOneRun, taken > 0 {
                    break
                }
            }
            if taken == before { continue }
            askedOf[offer.peer, default: AskedOf()].counts[piece, default: 0] += taken - before
            if inOneRun { return }
        }
    }

    private func mayAskAgain(
        _ place: BlockPlace, _ partial: PartialPiece, _ peer: PeerKey
    ) -> Bool {
        let block = partial.blocks[place.number]
        guard block.state == .asked, block.peer != peer else { return false }
        let others = furtherAskers[place] ?? []
        return others.count + 1 < Limits.endgameAskers && !others.contains(peer)
            && askedOf[peer]?.owed.contains(place) != true
    }
}

/// Blocks that follow one another, as one range.
private struct Run {
    private var first: BlockRange?
    private var end = 0

    mutating func append(_ block: BlockRange) {
        first = first ?? block
        end = block.end
    }

    func range(in geometry: PieceGeometry) -> BlockRange? {
        first.flatMap { first in
            geometry.block(
                UInt32(first.piece.number), begin: UInt32(first.begin),
                length: UInt32(end - first.begin))
        }
    }
}
