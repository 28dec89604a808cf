// Whatever peers do, each piece is in one place, and each request is remembered once.

import Testing
import Vocabulary

@testable import Swarm

@Suite struct PickerHistoryTests {
    @Test(
        "After any history the picker agrees with itself, and then it finishes", arguments: 1...24)
    func anyHistory(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        var history = History(geometry(pieces: 30, blocks: 5), order: seed % 3 == 0)
        for step in 0..<1500 {
            history.step(using: &chance)
            if step % 7 == 0 { history.check() }
        }
        history.finish(using: &chance)
        #expect(history.picker.isDone, "of seed \(seed)")
        history.check()
    }

    private struct History {
        let cut: PieceGeometry
        var picker: Picker
        var sets: [PeerKey: PieceSet] = [:]
        var asked: [PeerKey: [BlockRange]] = [:]

        init(_ cut: PieceGeometry, order isSequential: Bool) {
            self.cut = cut
            picker = Picker(
                geometry: cut, have: cut.none, order: isSequential ? .sequential : .rarestFirst)
        }

        mutating func step(using chance: inout Chance) {
            let peer = PeerKey(UInt64.random(in: 1...6, using: &chance))
            let piece = cut.piece(Int.random(in: 0..<cut.pieceCount, using: &chance))!
            switch Int.random(in: 0..<17, using: &chance) {
            case 0: join(peer, using: &chance)
            case 1: leave(peer)
            case 2: gain(piece, peer)
            case 3:
                picker.choked(peer)
                asked[peer] = nil
            case 4: picker.snubbed(peer)
            case 5:
                let level = Int.random(in: 0...7, using: &chance)
                picker.setPriority(PiecePriority(level)!, of: piece)
            case 6: picker.pieceLost(piece)
            case 7: picker.setUrgent([piece])
            case 8:
                guard let block = draw(peer, using: &chance) else { return }
                Bool.random(using: &chance)
                    ? picker.rejected(block, by: peer) : picker.timedOut(block, by: peer)
            case 9: extent(peer, using: &chance)
            case 10: run(peer, using: &chance)
            case 11, 12, 13: ask(peer, using: &chance)
            default: arrive(from: peer, using: &chance)
            }
        }

        private mutating func join(_ peer: PeerKey, using chance: inout Chance) {
            guard sets[peer] == nil else { return }
            let count = Int.random(in: 0...cut.pieceCount, using: &chance)
            sets[peer] = cut.set((0..<cut.pieceCount).shuffled(using: &chance).prefix(count))
            picker.joined(peer, having: sets[peer]!)
        }

        private mutating func leave(_ peer: PeerKey) {
            guard let having = sets.removeValue(forKey: peer) else { return }
            picker.gone(peer, having: having)
            asked[peer] = nil
        }

        private mutating func gain(_ piece: PieceIndex, _ peer: PeerKey) {
            guard sets[peer]?.insert(piece) == true else { return }
            picker.has(piece, peer)
        }

        mutating func ask(_ peer: PeerKey, using chance: inout Chance) {
            guard let having = sets[peer] else { return }
            let count = Int.random(in: 1...8, using: &chance)
            let speed = Bool.random(using: &chance) ? PeerSpeed.slow : .fast
            let blocks = picker.next(
                count, for: peer, having: having, speed: speed, using: &chance)
            #expect(Set(blocks).count == blocks.count && blocks.count <= count)
            #expect(blocks.allSatisfy { having.contains($0.piece) && picker.lacks($0.piece) })
            asked[peer, default: []] += blocks
        }

        private mutating func extent(_ peer: PeerKey, using chance: inout Chance) {
            guard let having = sets[peer] else { return }
            let most = 3 * Limits.blockLength
            let range = picker.nextExtent(
                for: peer, having: having, maxLength: most, using: &chance)
            guard let range else { return }
            #expect(having.contains(range.piece) && range.length <= most)
            asked[peer, default: []].append(range)
        }

        /// One that has everything comes, and is asked for much at a time.
        private mutating func run(_ peer: PeerKey, using chance: inout Chance) {
            leave(peer)
            sets[peer] = cut.all
            picker.joined(peer, having: cut.all)
            let most = Int.random(in: 1...5, using: &chance)
            let run = picker.nextRun(for: peer, maxLength: most * cut.pieceLength)
            #expect(run.count <= most && run.allSatisfy { picker.lacks($0) })
            #expect(zip(run, run.dropFirst()).allSatisfy { $0.number + 1 == $1.number })
            for piece in run {
                asked[peer, default: []] += (0..<cut.blockCount(of: piece)).map {
                    cut.block($0, of: piece)
                }
            }
        }

        private mutating func draw(_ peer: PeerKey, using chance: inout Chance) -> BlockRange? {
            guard let count = asked[peer]?.count, count > 0 else { return nil }
            return asked[peer]!.remove(at: Int.random(in: 0..<count, using: &chance))
        }

        private mutating func arrive(from peer: PeerKey, using chance: inout Chance) {
            guard let block = draw(peer, using: &chance) else { return }
            guard case .new(true, _) = picker.received(block, from: peer) else { return }
            #expect(picker.senders(of: block.piece).count == cut.blockCount(of: block.piece))
            if Int.random(in: 0..<4, using: &chance) == 0 {
                picker.pieceFailed(block.piece)
            } else {
                #expect(picker.pieceVerified(block.piece).isEmpty)
            }
        }

        /// A seed comes, and all that it is asked for arrives.
        mutating func finish(using chance: inout Chance) {
            let seed = PeerKey(99)
            picker.joined(seed, having: cut.all)
            for peer in sets.keys.sorted() { leave(peer) }
            for _ in 0..<cut.pieceCount * 5 {
                for block in picker.next(2, for: seed, having: cut.all, using: &chance) {
                    guard case .new(true, _) = picker.received(block, from: seed) else { continue }
                    _ = picker.pieceVerified(block.piece)
                }
            }
        }

        func check() {
            #expect(Set(picker.begun) == Set(picker.partials.keys))
            #expect(picker.begun.count == picker.partials.count)
            #expect(Set(picker.open) == Set(picker.partials.filter { $0.value.unasked > 0 }.keys))
            #expect(picker.open.count == Set(picker.open).count)
            var missing = 0
            for piece in cut.pieces {
                let (isHad, isBegun) = (
                    picker.have.contains(piece), picker.partials[piece.number] != nil
                )
                let canBegin = picker.availability.order.contains(piece.number)
                let isWanted = picker.priority(of: piece) > .unwanted
                let places = [isHad, isBegun, canBegin].count { $0 }
                #expect(places == 1 || (places == 0 && !isWanted))
                missing += isWanted && !isHad ? 1 : 0
            }
            #expect(picker.missingCount == missing)
            checkRequests()
        }

        private func checkRequests() {
            var counts: [PeerKey: [Int: Int]] = [:]
            var places = 0
            for (piece, partial) in picker.partials {
                #expect(partial.unasked == partial.blocks.count { $0.state == .unasked })
                #expect(partial.missing == partial.blocks.count { $0.state != .received })
                for (number, block) in partial.blocks.enumerated() where block.state == .asked {
                    let place = Picker.BlockPlace(piece: piece, number: number)
                    let further = picker.furtherAskers[place] ?? []
                    places += further.isEmpty ? 0 : 1
                    let all = [block.peer] + further
                    #expect(Set(all).count == all.count && all.count <= Limits.endgameAskers)
                    for peer in all { counts[peer, default: [:]][piece, default: 0] += 1 }
                }
            }
            #expect(places == picker.furtherAskers.count)
            let remembered = picker.askedOf.mapValues(\.counts).filter { !$0.value.isEmpty }
            #expect(remembered == counts)
        }
    }
}
