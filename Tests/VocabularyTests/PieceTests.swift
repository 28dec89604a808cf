// Content is cut into pieces, and a set of them has one spelling on the wire.

import Testing
import Vocabulary

@Suite struct PieceTests {
    @Test("The last piece and its last block have what is left")
    func ends() throws {
        let cut = try #require(PieceGeometry(length: 150_001, pieceLength: 65_536))
        #expect(cut.pieceCount == 3)
        let last = try #require(cut.piece(2))
        #expect(cut.size(of: last) == 18_929)
        #expect(cut.range(of: last) == 131_072..<150_001)
        #expect(cut.blockCount(of: last) == 2)
        let block = cut.block(1, of: last)
        #expect((block.begin, block.length) == (16_384, 2_545))
        #expect(cut.range(of: block) == 147_456..<150_001)
        #expect(cut.pieces.map(\.number) == [0, 1, 2])
    }

    @Test("A number from the network is a piece only where there is one")
    func strangers() throws {
        let cut = try #require(PieceGeometry(length: 100_000, pieceLength: 65_536))
        #expect(cut.piece(2) == nil)
        #expect(cut.piece(UInt32.max) == nil)
        #expect(cut.piece(-1) == nil)
        #expect(cut.block(1, begin: 0, length: 34_464) != nil)
        #expect(cut.block(1, begin: 0, length: 34_465) == nil)
        #expect(cut.block(1, begin: 34_464, length: 1) == nil)
        #expect(cut.block(0, begin: .max, length: .max) == nil)
        #expect(cut.block(0, begin: 0, length: 0) == nil)
    }

    @Test("What cannot be cut is no geometry")
    func impossible() {
        #expect(PieceGeometry(length: 0, pieceLength: 65_536) == nil)
        #expect(PieceGeometry(length: -1, pieceLength: 65_536) == nil)
        #expect(PieceGeometry(length: 1, pieceLength: 0) == nil)
        #expect(PieceGeometry(length: .max, pieceLength: 16_384) == nil)
        #expect(PieceGeometry(length: 1, pieceLength: Limits.pieceLength + 1) == nil)
    }

    @Test("A bitfield is read as it is sent", arguments: [1, 7, 8, 9, 63, 64, 65, 130])
    func bitfields(count: Int) throws {
        let cut = try #require(PieceGeometry(length: Int64(count), pieceLength: 1))
        var set = PieceSet(pieceCount: count)
        for piece in cut.pieces where piece.number % 3 == 0 { set.insert(piece) }
        let back = try #require(PieceSet(bitfield: set.bitfield, pieceCount: count))
        #expect(back == set)
        #expect(back.pieces.map(\.number) == Array(stride(from: 0, to: count, by: 3)))
        #expect(back.count == (count + 2) / 3)
        let all = PieceSet(pieceCount: count, all: true)
        #expect(PieceSet(bitfield: all.bitfield, pieceCount: count) == all)
        #expect(all.isFull && all.pieces.count == count)
        #expect(set.lacksSome(of: all) == (count > 1))
        #expect(all.subtracting(set).count == count - set.count)
        #expect(!all.lacksSome(of: set))
    }

    @Test("The first piece is the highest bit")
    func order() throws {
        let set = try #require(PieceSet(bitfield: [0x80, 0x40], pieceCount: 10))
        #expect(set.pieces.map(\.number) == [0, 9])
    }

    @Test("A bitfield of another length, or with spare bits, is none")
    func badBitfields() {
        #expect(PieceSet(bitfield: [0xff], pieceCount: 9) == nil)
        #expect(PieceSet(bitfield: [0xff, 0x80, 0], pieceCount: 9) == nil)
        #expect(PieceSet(bitfield: [0xff, 0xc0], pieceCount: 9) == nil)
        #expect(PieceSet(bitfield: [0xff, 0x80], pieceCount: 9)?.isFull == true)
    }

    @Test("What is inserted can be removed, once")
    func removal() throws {
        let cut = try #require(PieceGeometry(length: 70, pieceLength: 1))
        let piece = try #require(cut.piece(69))
        var set = PieceSet(pieceCount: 70)
        let inserted = [set.insert(piece), set.insert(piece)]
        #expect(inserted == [true, false])
        #expect(set.contains(piece) && set.count == 1)
        let removed = [set.remove(piece), set.remove(piece)]
        #expect(removed == [true, false])
        #expect(set.isEmpty)
    }

    @Test(
        "How we cut content follows from its length alone",
        arguments: [
            (1, 64 << 10), (2_000 << 16, 64 << 10), (2_000 << 16 | 1, 128 << 10),
            (2_000 << 23, 8 << 20), ((2_000 << 23) + 1, 16 << 20), (1 << 45, 16 << 20),
        ] as [(Int64, Int)])
    func ownPieces(length: Int64, pieceLength: Int) throws {
        let cut = try #require(PieceGeometry.own(length: length))
        #expect(cut.pieceLength == pieceLength)
    }

    @Test("Nothing, and more than two million pieces, are not cut")
    func uncut() {
        #expect(PieceGeometry.own(length: 0) == nil)
        #expect(PieceGeometry.own(length: Int64(Limits.pieces) << 24 + 1) == nil)
    }
}
