// What is asked of whom, one rule at a time.

import Testing
import Vocabulary

@testable import Swarm

@Suite struct PickerTests {
    private let cut = geometry(pieces: 10)
    private var chance = Chance(seed: 7)

    private func picker(have: [Int] = [0, 1, 2, 3], order: PieceOrder = .rarestFirst) -> Picker {
        Picker(geometry: cut, have: cut.set(have), order: order)
    }

    private func pieces(_ blocks: [BlockRange]) -> [Int] { blocks.map(\.piece.number) }

    /// A piece arrives whole and is good.
    private func finish(_ piece: Int, _ picker: inout Picker, from peer: PeerKey = ann) {
        let index = cut.piece(piece)!
        for number in 0..<cut.blockCount(of: index) {
            _ = picker.received(cut.block(number, of: index), from: peer)
        }
        _ = picker.pieceVerified(index)
    }

    @Test("What is begun is finished before another piece is begun") mutating func finishFirst() {
        var picker = picker()
        let first = picker.next(2, for: ann, having: cut.all, using: &chance)
        let more = picker.next(2, for: bob, having: cut.all, using: &chance)
        #expect(Set(pieces(first + more)).count == 1)
        #expect(Set(first + more).count == 4)
    }

    @Test("The rarest piece is asked for, once there is something to trade")
    mutating func rarestFirst() {
        var picker = picker()
        picker.joined(ann, having: cut.all)
        picker.joined(bob, having: cut.set([4, 5, 6, 7, 8]))
        let blocks = picker.next(4, for: ann, having: cut.all, using: &chance)
        #expect(pieces(blocks) == [9, 9, 9, 9])
    }

    @Test("The first pieces are drawn by lot, not by rarity") mutating func randomFirst() {
        var begun: Set<Int> = []
        for _ in 0..<100 {
            var picker = picker(have: [])
            picker.joined(ann, having: cut.all)
            picker.joined(bob, having: cut.set(0..<9))
            begun.formUnion(pieces(picker.next(1, for: ann, having: cut.all, using: &chance)))
        }
        #expect(begun.count == 10)
    }

    @Test("A slow peer begins a piece of his own rather than hold up a fast one's")
    mutating func likeSpeed() {
        var picker = picker()
        let fast = picker.next(1, for: ann, having: cut.all, speed: .fast, using: &chance)
        let slow = picker.next(1, for: bob, having: cut.all, speed: .slow, using: &chance)
        #expect(fast[0].piece != slow[0].piece)
        let other = picker.next(3, for: cat, having: cut.all, speed: .slow, using: &chance)
        #expect(Set(pieces(other)) == Set(pieces(slow)))
    }

    @Test("But where nothing else is left he helps with what there is")
    mutating func unlikeSpeed() {
        var picker = picker(have: Array(0..<9))
        let fast = picker.next(1, for: ann, having: cut.all, speed: .fast, using: &chance)
        let slow = picker.next(1, for: bob, having: cut.all, speed: .slow, using: &chance)
        #expect(fast[0].piece == slow[0].piece)
        #expect(fast != slow)
    }

    @Test("Sixty-four open pieces are enough: then peers of any speed finish them")
    mutating func bounded() {
        let cut = geometry(pieces: 500, blocks: 2)
        var picker = Picker(geometry: cut, have: cut.set(0..<4))
        for number in 4..<200 {
            let own = cut.set([number])
            _ = picker.next(1, for: PeerKey(UInt64(number)), having: own, using: &chance)
        }
        let blocks = picker.next(1, for: ann, having: cut.all, speed: .slow, using: &chance)
        #expect(pieces(blocks)[0] < 200)
    }

    @Test("Sequential is by number, also of what is begun; and what is urgent comes first")
    mutating func sequential() {
        var picker = picker(order: .sequential)
        #expect(
            pieces(picker.next(5, for: ann, having: cut.all, using: &chance)) == [4, 4, 4, 4, 5])
        let rest = picker.next(4, for: bob, having: cut.all, speed: .slow, using: &chance)
        #expect(pieces(rest) == [5, 5, 5, 6])
        picker.setUrgent([cut.piece(9)!, cut.piece(7)!])
        let urgent = picker.next(9, for: ann, having: cut.all, using: &chance)
        #expect(pieces(urgent) == [9, 9, 9, 9, 7, 7, 7, 7, 6])
    }

    @Test("What is not wanted is not asked for, and what is wanted most is first")
    mutating func priorities() {
        var picker = picker()
        for piece in 4..<9 { picker.setPriority(.unwanted, of: cut.piece(piece)!) }
        #expect(picker.missingCount == 1)
        picker.setPriority(.lowest, of: cut.piece(8)!)
        let blocks = picker.next(100, for: ann, having: cut.all, using: &chance)
        #expect(pieces(blocks) == [9, 9, 9, 9, 8, 8, 8, 8])
        picker.setPriority(.unwanted, of: cut.piece(8)!)
        finish(9, &picker)
        #expect(picker.isDone)
        finish(8, &picker)
        #expect(picker.isDone)
    }

    @Test("Of a peer who chokes only what he allows is asked for") mutating func allowedFast() {
        var picker = picker()
        let blocks = picker.next(
            100, for: ann, having: cut.set([5, 6]), allowedOnly: cut.set([6, 7]), using: &chance)
        #expect(pieces(blocks) == [6, 6, 6, 6])
    }

    @Test("What a peer rejects, forgets or takes with him is asked of another")
    mutating func givenBack() {
        var picker = picker(have: Array(0..<9))
        let asked = picker.next(4, for: ann, having: cut.all, using: &chance)
        picker.rejected(asked[0], by: ann)
        #expect(picker.next(1, for: bob, having: cut.all, using: &chance) == [asked[0]])
        picker.choked(ann)
        #expect(picker.inFlight(of: ann) == 0)
        #expect(picker.next(2, for: bob, having: cut.all, using: &chance) == Array(asked[1...2]))
        picker.gone(bob, having: cut.none)
        #expect(picker.next(9, for: cat, having: cut.all, using: &chance).count == 4)
    }

    @Test("What a silent peer owes is asked of others, not of him, and he may still bring it")
    mutating func snubbed() {
        var picker = picker(have: Array(0..<9))
        let asked = picker.next(4, for: ann, having: cut.all, using: &chance)
        picker.snubbed(ann)
        #expect(picker.next(4, for: ann, having: cut.all, using: &chance).isEmpty)
        #expect(picker.next(1, for: bob, having: cut.all, using: &chance) == [asked[0]])
        let cancel = BlockCancel(peer: bob, block: asked[0])
        #expect(
            picker.received(asked[0], from: ann) == .new(isPieceWhole: false, cancels: [cancel]))
        #expect(picker.received(asked[0], from: bob) == .duplicate)
        picker.timedOut(asked[1], by: bob)
        #expect(picker.next(9, for: cat, having: cut.all, using: &chance) == Array(asked[1...]))
    }

    @Test("At the end others are asked again, three at most, and told when it has come")
    mutating func endgame() {
        var picker = picker(have: Array(0..<9))
        picker.joined(ann, having: cut.all)
        let asked = picker.next(4, for: ann, having: cut.all, using: &chance)
        #expect(picker.isEndgame)
        #expect(Set(picker.next(9, for: bob, having: cut.all, using: &chance)) == Set(asked))
        #expect(Set(picker.next(9, for: cat, having: cut.all, using: &chance)) == Set(asked))
        #expect(picker.next(9, for: PeerKey(4), having: cut.all, using: &chance).isEmpty)
        #expect(picker.next(9, for: ann, having: cut.all, using: &chance).isEmpty)
        guard case .new(false, let cancels) = picker.received(asked[0], from: bob) else {
            Issue.record("the block is new")
            return
        }
        #expect(Set(cancels.map(\.peer)) == [ann, cat])
        #expect([ann, bob, cat].map { picker.inFlight(of: $0) } == [3, 3, 3])
        picker.gone(ann, having: cut.all)
        #expect(picker.next(9, for: PeerKey(4), having: cut.all, using: &chance).count == 3)
    }

    @Test("It is not the end while a piece was not asked for, though nobody have it")
    mutating func notYetTheEnd() {
        var picker = picker(have: Array(0..<8))
        picker.joined(ann, having: cut.set([8]))
        #expect(picker.next(9, for: ann, having: cut.set([8]), using: &chance).count == 4)
        #expect(!picker.isEndgame)
        #expect(picker.next(9, for: bob, having: cut.set([8]), using: &chance).isEmpty)
        #expect(picker.next(9, for: cat, having: cut.all, using: &chance).count == 8)
        #expect(picker.isEndgame)
    }

    @Test("A piece is whole when its last block comes; then it is good or begun anew")
    mutating func verdicts() {
        var picker = picker(have: Array(0..<9))
        let asked = picker.next(4, for: ann, having: cut.all, using: &chance)
        for block in asked.prefix(3) {
            #expect(picker.received(block, from: ann) == .new(isPieceWhole: false, cancels: []))
        }
        #expect(picker.received(asked[3], from: ann) == .new(isPieceWhole: true, cancels: []))
        #expect(picker.senders(of: cut.piece(9)!) == [ann, ann, ann, ann])
        #expect(picker.next(4, for: bob, having: cut.all, using: &chance).isEmpty)
        picker.pieceFailed(cut.piece(9)!)
        #expect(picker.next(4, for: bob, having: cut.all, using: &chance) == asked)
        for block in asked { _ = picker.received(block, from: bob) }
        #expect(picker.pieceVerified(cut.piece(9)!).isEmpty)
        #expect(picker.isDone)
        #expect(picker.received(asked[0], from: ann) == .duplicate)
    }

    @Test("A piece that failed is asked of one peer alone, and of another once he is gone")
    mutating func alone() {
        var picker = picker(have: Array(0..<9))
        for block in picker.next(4, for: ann, having: cut.all, using: &chance) {
            _ = picker.received(block, from: ann)
        }
        picker.pieceFailed(cut.piece(9)!)
        #expect(picker.next(1, for: bob, having: cut.all, using: &chance).count == 1)
        #expect(picker.next(4, for: cat, having: cut.all, using: &chance).isEmpty)
        picker.gone(bob, having: cut.none)
        #expect(picker.next(4, for: cat, having: cut.all, using: &chance).count == 4)
    }

    @Test("A piece that came by another way is cancelled at whoever was asked")
    mutating func otherWay() {
        var picker = picker(have: Array(0..<9))
        let asked = picker.next(2, for: ann, having: cut.all, using: &chance)
        let cancels = picker.pieceVerified(cut.piece(9)!)
        #expect(cancels.map(\.block) == asked)
        #expect(picker.inFlight(of: ann) == 0)
        #expect(picker.isDone)
        picker.pieceLost(cut.piece(9)!)
        #expect(!picker.isDone)
        #expect(picker.isInterested(in: cut.set([9])))
    }

    @Test("A range that is not of whole blocks, or of nothing begun, was not asked for")
    mutating func unasked() {
        var picker = picker()
        let begun = picker.next(1, for: ann, having: cut.all, using: &chance)[0].piece
        let other = cut.piece(begun.number == 4 ? 5 : 4)!
        let odd = cut.block(UInt32(begun.number), begin: 1, length: 100)!
        #expect(picker.received(odd, from: ann) == .unasked)
        #expect(picker.received(cut.block(0, of: other), from: ann) == .unasked)
        #expect(picker.received(cut.block(0, of: cut.piece(0)!), from: ann) == .duplicate)
    }

    @Test("An extent is what is missing in one run, up to its length") mutating func extents() {
        let cut = geometry(pieces: 1, blocks: 10)
        var picker = Picker(geometry: cut, have: cut.none)
        let four = 4 * Limits.blockLength
        let first = picker.nextExtent(for: ann, having: cut.all, maxLength: four, using: &chance)!
        #expect((first.begin, first.length) == (0, four))
        let second = picker.nextExtent(for: bob, having: cut.all, maxLength: four, using: &chance)!
        #expect((second.begin, second.length) == (four, four))
        picker.gone(ann, having: cut.none)
        let third = picker.nextExtent(
            for: cat, having: cut.all, maxLength: 2 * four, using: &chance)!
        #expect((third.begin, third.length) == (0, four))
        let last = picker.nextExtent(for: cat, having: cut.all, maxLength: four, using: &chance)!
        #expect((last.begin, last.end) == (2 * four, cut.size(of: cut.piece(0)!)))
        let again = picker.nextExtent(for: ann, having: cut.all, maxLength: four, using: &chance)!
        #expect((again.begin, again.length) == (0, four))
        #expect(
            picker.received(second, from: bob) == .new(isPieceWhole: false, cancels: []))
        guard case .new(false, let cancels) = picker.received(first, from: ann) else {
            Issue.record("the extent is new")
            return
        }
        #expect(cancels.map(\.peer) == [cat, cat, cat, cat])
    }
}
