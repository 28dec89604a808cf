// What came of a torrent goes on as a part, on a real disk and a real pool.

import Bytes
import Digest
import Disk
import Node
import Testing
import Vocabulary

@testable import Host

@Suite("What came of a torrent") struct TakenTorrentTests {
    private let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    private let store = StoreID(number: 1)
    private let part = IncomingID(number: 1)
    private let infoHash = SHA1.of([1])
    private var key: Digest256 { SHA256.of(content) }

    private func geometry() throws -> PieceGeometry {
        try #require(PieceGeometry.own(length: Int64(content.count)))
    }

    private func open(_ numbers: [Int], on stage: Stage) throws {
        let geometry = try geometry()
        let hashes = PieceGeometry.ownHashes(of: content)
        stage.host.openStore(
            store,
            StorePlan(
                infoHash: infoHash,
                files: [
                    .init(path: FileName("film.bin"), length: geometry.length, isWanted: true)
                ], geometry: geometry, hashes: hashes, allocation: .sparse, isFolder: false,
                isChecked: false))
        stage.run { stage.node.completions.count == 1 }
        for number in numbers {
            let piece = try #require(geometry.piece(number))
            let range = geometry.range(of: piece)
            let bytes = Array(content[Int(range.lowerBound)..<Int(range.upperBound)])
            stage.host.write(bytes, as: piece, expecting: SHA1.of(bytes), to: store)
        }
    }

    private func opened(_ stage: Stage) -> RangeSet<Int64>? {
        for case .opened(part, let present) in stage.node.completions { return present }
        return nil
    }

    @Test("goes on as a part with the pieces that were verified, though none is recorded yet")
    func taken() throws {
        let stage = try Stage()
        let geometry = try geometry()
        try open([0, 2], on: stage)
        stage.host.parkStore(store)
        stage.host.openPart(
            part, PartPlan(key: key, size: geometry.length, isFresh: false, torrent: infoHash))
        stage.run { opened(stage) != nil }
        let expected = [0, 2].reduce(into: RangeSet<Int64>()) { ranges, number in
            if let piece = geometry.piece(number) {
                ranges.insert(contentsOf: geometry.range(of: piece))
            }
        }
        #expect(opened(stage) == expected)
        #expect(stage.incomplete == [key.hex + ".part", key.hex + ".resume"])
        for gap in RangeSet(0..<geometry.length).subtracting(expected).ranges {
            Array(content[Int(gap.lowerBound)..<Int(gap.upperBound)]).withSpan {
                stage.host.write($0, at: gap.lowerBound, to: part)
            }
        }
        stage.host.seal(part)
        var digest: Digest256?
        stage.node.hears = { if case .sealed(part, _, let sealed) = $0 { digest = sealed } }
        stage.run { digest != nil }
        #expect(digest == key)
    }

    @Test("is taken once: what the part has later is not thrown away") func once() throws {
        let stage = try Stage()
        let geometry = try geometry()
        try open([0], on: stage)
        stage.host.parkStore(store)
        let plan = PartPlan(key: key, size: geometry.length, isFresh: false, torrent: infoHash)
        stage.host.openPart(part, plan)
        stage.run { opened(stage) != nil }
        stage.host.park(part)
        let again = IncomingID(number: 2)
        stage.host.openPart(again, plan)
        var present: RangeSet<Int64>?
        stage.node.hears = { if case .opened(again, let there) = $0 { present = there } }
        stage.run { present != nil }
        #expect(present?.ranges.first?.lowerBound == 0)
    }

    @Test("is gone when nobody wants it, also while somebody lets go of it") func removed() throws {
        let stage = try Stage()
        try open([0, 1], on: stage)
        stage.host.parkStore(store)
        stage.host.removeStore(of: infoHash)
        stage.run { stage.host.closingStores.isEmpty && stage.host.removingStores.isEmpty }
        #expect(stage.incomplete.isEmpty)
    }

    @Test("that waited for another to let go has nothing to let go of itself") func waiting()
        throws
    {
        let stage = try Stage()
        try open([0, 1], on: stage)
        stage.host.parkStore(store)
        let plan = try #require(stage.host.closingStores.values.first?.plan)
        stage.host.openStore(StoreID(number: 2), plan)
        stage.host.parkStore(StoreID(number: 2))
        stage.run { stage.host.closingStores.isEmpty }
        #expect(!stage.incomplete.isEmpty)
    }
}
