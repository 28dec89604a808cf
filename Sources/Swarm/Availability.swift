// How many connected peers have each piece, and which piece is the rarest that a peer could give.
//
// Law: counts follow what peers said, never what is likely. Seeds are counted apart, so that one
// that comes or goes costs the same however many pieces there are; so does one `have`. The field of
// a peer that is no seed costs a step for each piece that he has.

import Vocabulary

package struct Availability: Sendable {
    package let geometry: PieceGeometry
    /// Peers that have it and did not come as seeds.
    private var counts: [UInt16]
    private var seeds: Set<PeerKey> = []
    /// The pieces that can be begun.
    var order: RarityOrder

    package init(_ geometry: PieceGeometry) {
        self.geometry = geometry
        counts = Array(repeating: 0, count: geometry.pieceCount)
        order = RarityOrder(pieceCount: geometry.pieceCount)
    }

    package var seedCount: Int { seeds.count }

    /// Connected peers that have it, seeds among them.
    package func count(of piece: PieceIndex) -> Int { count(of: piece.number) }

    func count(of piece: Int) -> Int { Int(counts[piece]) + seeds.count }

    /// How many whole copies the connected peers have together, and the part of the pieces that one
    /// more has: 2.5 is two of each piece, and three of half of them. O(pieces), for people.
    package var copies: Double {
        guard let fewest = counts.min() else { return 0 }
        let more = counts.count { $0 > fewest }
        return Double(seeds.count + Int(fewest)) + Double(more) / Double(counts.count)
    }

    // MARK: What peers say

    /// A peer said at once all that he has.
    package mutating func joined(_ peer: PeerKey, having: PieceSet) {
        guard !having.isFull else {
            seeds.insert(peer)
            return
        }
        for piece in having.pieces { raise(piece.number) }
    }

    /// A peer has one more than he had.
    package mutating func has(_ piece: PieceIndex, _ peer: PeerKey) {
        guard !seeds.contains(peer) else { return }
        raise(piece.number)
    }

    /// A peer that had `having` lacks a piece of it now (BEP 54).
    package mutating func lost(_ piece: PieceIndex, _ peer: PeerKey, having: PieceSet) {
        if seeds.remove(peer) == nil {
            lower(piece.number)
        } else {
            for other in having.pieces where other != piece { raise(other.number) }
        }
    }

    /// A peer that had `having` is gone.
    package mutating func left(_ peer: PeerKey, having: PieceSet) {
        guard seeds.remove(peer) == nil else { return }
        for piece in having.pieces { lower(piece.number) }
    }

    private mutating func raise(_ piece: Int) {
        order.raise(piece, from: Int(counts[piece]))
        counts[piece] += 1
    }

    private mutating func lower(_ piece: Int) {
        precondition(counts[piece] > 0, "somebody had the piece")
        order.lower(piece, from: Int(counts[piece]))
        counts[piece] -= 1
    }

    // MARK: What can be begun

    mutating func offer(_ piece: Int) { order.insert(piece, count: Int(counts[piece])) }

    mutating func withdraw(_ piece: Int) { order.remove(piece, count: Int(counts[piece])) }

    mutating func setPriority(_ priority: PiecePriority, of piece: Int) {
        order.setPriority(priority.level, of: piece, count: Int(counts[piece]))
    }

    /// Of the most wanted pieces in `having` the rarest; among equals chance decides.
    func rarest(in having: PieceSet, using chance: inout Chance) -> Int? {
        for list in order.levels {
            if let piece = rarest(of: list, in: having, using: &chance) { return piece }
        }
        return nil
    }

    /// Of the most wanted pieces in `having` any.
    func any(in having: PieceSet, using chance: inout Chance) -> Int? {
        for list in order.levels {
            let start = Int.random(in: 0..<counts.count, using: &chance)
            let piece =
                list.members.first(from: start, alsoIn: having)
                ?? list.members.first(from: 0, alsoIn: having)
            if let piece { return piece.number }
        }
        return nil
    }

    /// Of the most wanted pieces in `having` the first.
    func lowest(in having: PieceSet) -> Int? {
        for list in order.levels {
            if let piece = list.members.first(from: 0, alsoIn: having) { return piece.number }
        }
        return nil
    }

    /// Begins anywhere in each bucket and goes around: that is a fair draw wherever what the peer
    /// has does not lie in runs.
    private func rarest(
        of list: RarityList, in having: PieceSet, using chance: inout Chance
    ) -> Int? {
        var steps = Limits.raritySteps
        for number in 0..<list.bucketCount {
            let bucket = list.bucket(number)
            if bucket.isEmpty { continue }
            let start = Int.random(in: bucket, using: &chance)
            for turn in 0..<bucket.count {
                let place = start + turn
                let piece = list.order[place < bucket.upperBound ? place : place - bucket.count]
                if having.contains(number: Int(piece)) { return Int(piece) }
                steps -= 1
                if steps == 0 { return rarestOfFew(of: list, in: having, using: &chance) }
            }
        }
        return nil
    }

    /// The peer has few of those that are rare, so a handful of his own is compared.
    private func rarestOfFew(
        of list: RarityList, in having: PieceSet, using chance: inout Chance
    ) -> Int? {
        var best: Int?
        var start = Int.random(in: 0..<counts.count, using: &chance)
        var hasTurned = false
        for _ in 0..<Limits.raritySamples {
            guard let piece = list.members.first(from: start, alsoIn: having) else {
                if hasTurned { break }
                hasTurned = true
                start = 0
                continue
            }
            start = piece.number + 1
            guard let other = best else {
                best = piece.number
                continue
            }
            if counts[piece.number] < counts[other] { best = piece.number }
        }
        return best
    }
}
