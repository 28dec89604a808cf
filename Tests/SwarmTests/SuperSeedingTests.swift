// A lone seed gives each piece once, and the others do the rest.

import Swarm
import Testing
import Vocabulary

@Suite struct SuperSeedingTests {
    private let cut = geometry(pieces: 6)
    private var chance = Chance(seed: 9)

    @Test("Each peer is shown a piece that nobody else has or is shown") mutating func different() {
        var seeding = SuperSeeding(cut)
        let shown = [ann, bob, cat].compactMap {
            seeding.joined($0, having: cut.none, using: &chance)
        }
        #expect(shown.map(\.peer) == [ann, bob, cat])
        #expect(Set(shown.map(\.piece)).count == 3)
        #expect(seeding.joined(PeerKey(4), having: cut.all, using: &chance) == nil)
    }

    @Test("Who passes his piece on is shown the next; who keeps it is not")
    mutating func passedOn() {
        var seeding = SuperSeeding(cut)
        let anns = seeding.joined(ann, having: cut.none, using: &chance)!.piece
        let bobs = seeding.joined(bob, having: cut.none, using: &chance)!.piece
        #expect(seeding.has(anns, ann, using: &chance).isEmpty)
        #expect(seeding.has(bobs, bob, using: &chance).isEmpty)
        let showings = seeding.has(anns, bob, using: &chance)
        #expect(showings.map(\.peer) == [ann])
        #expect(showings[0].piece != anns && showings[0].piece != bobs)
    }

    @Test("A peer that is alone with the seed is given everything") mutating func alone() {
        var seeding = SuperSeeding(cut)
        var next = seeding.joined(ann, having: cut.none, using: &chance)
        var seen: Set<PieceIndex> = []
        while let showing = next {
            #expect(seen.insert(showing.piece).inserted)
            next = seeding.has(showing.piece, ann, using: &chance).first
        }
        #expect(seen.count == 6)
        #expect(seeding.isSpread)
    }

    @Test("Nobody gets anything where each keeps his piece to himself") mutating func stuck() {
        var seeding = SuperSeeding(cut)
        #expect(!seeding.isStuck, "there is nobody to wait for")
        let anns = seeding.joined(ann, having: cut.none, using: &chance)!.piece
        let bobs = seeding.joined(bob, having: cut.none, using: &chance)!.piece
        _ = seeding.has(anns, ann, using: &chance)
        #expect(!seeding.isStuck, "one of them is still getting his")
        _ = seeding.has(bobs, bob, using: &chance)
        #expect(seeding.isStuck)
        _ = seeding.has(bobs, ann, using: &chance)
        #expect(!seeding.isStuck, "he who passed it on is shown another")
    }

    @Test("What somebody lost is not among the others any more") mutating func lost() {
        let cut = geometry(pieces: 1)
        var seeding = SuperSeeding(cut)
        let piece = seeding.joined(ann, having: cut.none, using: &chance)!.piece
        _ = seeding.has(piece, ann, using: &chance)
        #expect(seeding.isSpread)
        seeding.lost(piece, ann, having: cut.all)
        #expect(!seeding.isSpread)
        seeding.left(ann, having: cut.none)
    }

    @Test("The piece of one who leaves is shown to another") mutating func left() {
        let cut = geometry(pieces: 1)
        var seeding = SuperSeeding(cut)
        #expect(seeding.joined(ann, having: cut.none, using: &chance) != nil)
        seeding.left(ann, having: cut.none)
        #expect(seeding.joined(bob, having: cut.none, using: &chance)?.peer == bob)
    }
}
