// A torrent's content that is let go of before it is open, by whoever changes his mind quickly.

import Digest
import Disk
import Glibc
import Node
import Testing
import Vocabulary

@testable import Host

@Suite("A torrent's content on the real host") struct StoreTests {
    private let content = [UInt8](repeating: 7, count: 200_000)
    private let stores = (1...4).map { StoreID(number: $0) }

    private func plan() throws -> StorePlan {
        let geometry = try #require(PieceGeometry(length: 200_000, pieceLength: 65_536))
        return StorePlan(
            infoHash: SHA1.of(content),
            files: [StorePlan.File(path: FileName("film"), length: 200_000, isWanted: true)],
            geometry: geometry, hashes: geometry.hashes(of: content), allocation: .sparse,
            isFolder: false, isChecked: false)
    }

    private func isOpen(_ store: StoreID, _ stage: Stage) -> Bool {
        stage.node.completions.contains {
            if case .storeOpened(store, _) = $0 { true } else { false }
        }
    }

    @Test("is open in the end, however often it was let go of before") func again() throws {
        let (stage, plan) = (try Stage(), try plan())
        stage.host.openStore(stores[0], plan)
        for number in 0..<3 {
            stage.host.parkStore(stores[number])
            stage.host.openStore(stores[number + 1], plan)
        }
        stage.run { isOpen(stores[3], stage) }
        #expect(!isOpen(stores[1], stage) && !isOpen(stores[2], stage))
        #expect(stage.host.closingStores.isEmpty)
    }

    @Test("is thrown away before it is open, and then opened anew") func discarded() throws {
        let (stage, plan) = (try Stage(), try plan())
        let piece = try #require(plan.geometry.piece(0))
        stage.host.openStore(stores[0], plan)
        stage.run { isOpen(stores[0], stage) }
        stage.host.write(
            Array(content[..<65_536]), as: piece, expecting: SHA1.of(Array(content[..<65_536])),
            to: stores[0])
        stage.host.parkStore(stores[0])
        stage.host.openStore(stores[1], plan)
        stage.host.discardStore(stores[1])
        stage.host.openStore(stores[2], plan)
        stage.run { isOpen(stores[2], stage) }
        #expect(
            stage.node.completions.contains {
                if case .storeOpened(stores[2], let present) = $0 { present.isEmpty } else { false }
            }, "nothing is left of it")
        stage.host.discardStore(stores[2])
        stage.run { stage.host.closingStores.isEmpty }
        #expect(stage.incomplete.isEmpty)
    }
}
