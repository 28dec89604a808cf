// What becomes of a block that was asked for: it comes, or it is given back.

import Vocabulary

/// What a block was when it came.
package enum Arrival: Equatable, Sendable {
    /// It was missing. Others who were asked for it need not send it.
    case new(isPieceWhole: Bool, cancels: [BlockCancel])
    /// It, and all of it, had come before. Whoever was asked again at the end may be late.
    case duplicate
    /// It belongs to nothing that was begun, or is not made of whole blocks.
    case unasked
}

/// A request that need not be served any more.
package struct BlockCancel: Hashable, Sendable {
    package let peer: PeerKey
    package let block: BlockRange
}

extension Picker {
    /// A block or several in one range have come and are kept. What was given back, and comes
    /// nevertheless, is welcome.
    package mutating func received(_ range: BlockRange, from peer: PeerKey) -> Arrival {
        let piece = range.piece.number
        guard let numbers = numbers(of: range) else { return .unasked }
        guard let slot = partials.index(forKey: piece) else {
            // It was given back with its piece: it is lost, and owed no more.
            for number in numbers {
                askedOf[peer]?.owed.remove(BlockPlace(piece: piece, number: number))
            }
            return have.contains(range.piece) ? .duplicate : .unasked
        }
        var cancels: [BlockCancel] = []
        var (fresh, settled) = (0, 0)
        for number in numbers {
            let block = partials.values[slot].blocks[number]
            if block.state == .received {
                askedOf[peer]?.owed.remove(BlockPlace(piece: piece, number: number))
                continue
            }
            fresh += 1
            if block.state == .asked, block.peer == peer, furtherAskers.isEmpty {
                settled += 1
            } else {
                cancels += settle(BlockPlace(piece: piece, number: number), by: peer)
            }
            partials.values[slot].receive(number, from: peer)
        }
        if settled > 0 { uncount(piece, of: peer, by: settled) }
        guard fresh > 0 else { return .duplicate }
        // It was open only if one of these came that nobody was asked for any more.
        if settled < fresh, partials.values[slot].unasked == 0 { open.removeAll { $0 == piece } }
        return .new(isPieceWhole: partials.values[slot].isWhole, cancels: cancels)
    }

    /// Nobody owes the block any more; returns whom to tell.
    private mutating func settle(_ place: BlockPlace, by peer: PeerKey) -> [BlockCancel] {
        let piece = geometry.piece(place.piece)!
        askedOf[peer]?.owed.remove(place)
        return forgetAskers(of: place).filter { $0 != peer }.map {
            BlockCancel(peer: $0, block: geometry.block(place.number, of: piece))
        }
    }

    /// He will not send it (BEP 6).
    package mutating func rejected(_ range: BlockRange, by peer: PeerKey) {
        for number in numbers(of: range) ?? 0..<0 {
            let place = BlockPlace(piece: range.piece.number, number: number)
            askedOf[peer]?.owed.remove(place)
            giveBack(place, of: peer)
        }
        dropIfUntouched(range.piece.number)
    }

    /// He has not sent it in time, and still may.
    package mutating func timedOut(_ range: BlockRange, by peer: PeerKey) {
        for number in numbers(of: range) ?? 0..<0 {
            let place = BlockPlace(piece: range.piece.number, number: number)
            if giveBack(place, of: peer) { askedOf[peer]?.owed.insert(place) }
        }
        dropIfUntouched(range.piece.number)
    }

    /// Without BEP 6 a peer who chokes forgets what he was asked for.
    package mutating func choked(_ peer: PeerKey) {
        giveBackAll(of: peer)
        askedOf[peer]?.owed = []
    }

    /// He was silent for too long. What he was asked for can be asked of others, and still come
    /// from him.
    package mutating func snubbed(_ peer: PeerKey) {
        let places = giveBackAll(of: peer)
        askedOf[peer]?.owed.formUnion(places)
    }

    /// What he owes will not come any more: it may be asked of him again.
    package mutating func forgive(_ peer: PeerKey) { askedOf[peer]?.owed = [] }

    /// Who sent each block of a piece that is whole, for whoever must know when it fails.
    package func senders(of piece: PieceIndex) -> [PeerKey] {
        guard let partial = partials[piece.number], partial.isWhole else { return [] }
        return partial.blocks.map(\.peer)
    }

    /// How many blocks are asked of that peer.
    package func inFlight(of peer: PeerKey) -> Int {
        askedOf[peer]?.counts.values.reduce(0, +) ?? 0
    }

    // MARK: Verdicts

    /// The piece is good, wherever it came from. Nobody need send of it what he was asked for.
    package mutating func pieceVerified(_ piece: PieceIndex) -> [BlockCancel] {
        let cancels = forgetAskers(of: piece)
        end(piece.number)
        if availability.order.contains(piece.number) { availability.withdraw(piece.number) }
        failed.remove(piece.number)
        urgent.removeAll { $0 == piece }
        if have.insert(piece), wants(piece.number) { missingCount -= 1 }
        return cancels
    }

    /// The piece is bad: it is begun anew, and then asked of one peer alone.
    package mutating func pieceFailed(_ piece: PieceIndex) {
        precondition(partials[piece.number]?.isWhole == true, "a piece is whole before it fails")
        failed.insert(piece.number)
        drop(piece.number)
    }

    /// What was verified is not there any more.
    package mutating func pieceLost(_ piece: PieceIndex) {
        guard have.remove(piece), wants(piece.number) else { return }
        missingCount += 1
        availability.offer(piece.number)
    }

    // MARK: Giving back

    @discardableResult
    mutating func giveBackAll(of peer: PeerKey) -> [BlockPlace] {
        guard let counts = askedOf[peer]?.counts else { return [] }
        var places: [BlockPlace] = []
        for piece in counts.keys.sorted() {
            for number in partials[piece]!.blocks.indices {
                let place = BlockPlace(piece: piece, number: number)
                if giveBack(place, of: peer) { places.append(place) }
            }
            dropIfUntouched(piece)
        }
        return places
    }

    /// Whether he was asked for it.
    @discardableResult
    private mutating func giveBack(_ place: BlockPlace, of peer: PeerKey) -> Bool {
        guard let block = partials[place.piece]?.blocks[place.number], block.state == .asked else {
            return false
        }
        var others = furtherAskers[place] ?? []
        if block.peer == peer {
            partials[place.piece]!.giveBack(place.number)
            if others.isEmpty {
                if partials[place.piece]!.unasked == 1 { open.append(place.piece) }
            } else {
                partials[place.piece]!.ask(place.number, of: others.removeFirst())
            }
        } else if let index = others.firstIndex(of: peer) {
            others.remove(at: index)
        } else {
            return false
        }
        furtherAskers[place] = others.isEmpty ? nil : others
        uncount(place.piece, of: peer)
        return true
    }

    private mutating func uncount(_ piece: Int, of peer: PeerKey, by blocks: Int = 1) {
        guard let slot = askedOf.index(forKey: peer),
            let entry = askedOf.values[slot].counts.index(forKey: piece)
        else { preconditionFailure("who was asked is remembered") }
        askedOf.values[slot].counts.values[entry] -= blocks
        if askedOf.values[slot].counts.values[entry] == 0 {
            askedOf.values[slot].counts.remove(at: entry)
        }
    }

    /// All who were asked for a block, who are not any more.
    private mutating func forgetAskers(of place: BlockPlace) -> [PeerKey] {
        guard let block = partials[place.piece]?.blocks[place.number], block.state == .asked else {
            return []
        }
        let all = [block.peer] + (furtherAskers.removeValue(forKey: place) ?? [])
        for peer in all { uncount(place.piece, of: peer) }
        return all
    }

    private mutating func forgetAskers(of piece: PieceIndex) -> [BlockCancel] {
        guard let partial = partials[piece.number], !partial.isWhole else { return [] }
        return partial.blocks.indices.flatMap { number in
            forgetAskers(of: BlockPlace(piece: piece.number, number: number)).map {
                BlockCancel(peer: $0, block: geometry.block(number, of: piece))
            }
        }
    }

    private mutating func dropIfUntouched(_ piece: Int) {
        if partials[piece]?.isUntouched == true { drop(piece) }
    }

    /// As if it had not been begun.
    mutating func drop(_ piece: Int) {
        end(piece)
        if wants(piece) { availability.offer(piece) }
    }

    private mutating func end(_ piece: Int) {
        guard partials.removeValue(forKey: piece) != nil else { return }
        begun.removeAll { $0 == piece }
        open.removeAll { $0 == piece }
    }

    /// The blocks that a range is made of, where it is.
    private func numbers(of range: BlockRange) -> Range<Int>? {
        let (first, rest) = range.begin.quotientAndRemainder(dividingBy: Limits.blockLength)
        guard rest == 0,
            range.end % Limits.blockLength == 0 || range.end == geometry.size(of: range.piece)
        else { return nil }
        return first..<(range.end - 1) / Limits.blockLength + 1
    }
}
