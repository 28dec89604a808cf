// Long blocks, which are read straight to where they belong.

import Swarm
import Testing
import Vocabulary

@testable import Node

private let goods = Goods(tail: 64 << 10)

@Suite("A long block") struct PlacedBlockTests {
    @Test("goes to its place without a copy, but for what came with its head") func placed() {
        let town = Town(["10.0.0.1", "10.0.0.2"])
        town.scenes[0].share(goods)
        town.scenes[1].add(.infoHash(goods.infoHash), peers: [town.endpoint(0)])
        town.run()
        #expect(town.scenes[1].hasPlaced(goods))
        let placed = town.scenes[1].host.placedInAll
        let heads = goods.geometry.pieceCount * Limits.headRead
        #expect(placed > goods.bytes.count - heads - Limits.placedReadLeast)
        #expect(placed < goods.bytes.count)
        #expect(town.scenes[0].host.placedInAll == 0, "requests have no place")
    }

    @Test("has no place where a part of it is settled, or while another peer writes there")
    func settled() throws {
        let (one, two) = (PeerKey(1), PeerKey(2))
        let length = 4 * Limits.blockLength
        let piece = try #require(goods.geometry.piece(0))
        let whole = try #require(goods.geometry.block(0, begin: 0, length: UInt32(length)))
        let buffer = PieceBuffer(piece, [UInt8](repeating: 0, count: length))
        #expect(buffer.claim(0..<length, for: one))
        #expect(!buffer.claim(0..<Limits.blockLength, for: two))
        let arriving = ArrivingBlock(whole, to: .buffer(buffer))
        #expect(arriving.place(due: length)?.range == 0..<length)
        #expect(arriving.place(due: length - 1)?.range == 1..<length)
        #expect(arriving.place(due: Limits.placedReadLeast - 1) == nil)
        #expect(ArrivingBlock(whole, to: .aside(buffer, [])).place(due: length) == nil)
        #expect(ArrivingBlock(whole, to: .nowhere).place(due: length) == nil)
        buffer.settle(3 * Limits.blockLength..<length)
        #expect(arriving.place(due: length) == nil)
    }

    @Test("is filled as far as there is something, and no further") func partly() throws {
        let length = 4 * Limits.blockLength
        let piece = try #require(goods.geometry.piece(0))
        let buffer = PieceBuffer(piece, [UInt8](repeating: 0, count: length))
        let some: [UInt8] = [7, 8, 9]
        #expect(buffer.fill(10..<length) { copy(some.span.bytes, into: &$0) } == 3)
        #expect(buffer.bytes[9...13] == [0, 7, 8, 9, 0])
        #expect(buffer.fill(0..<length) { _ in -1 } == -1)
        #expect(buffer.bytes[9...13] == [0, 7, 8, 9, 0])
    }
}
