// Other people's files, read in parts.

import Digest
import Ledger
import Testing
import Vocabulary

@Suite struct ListingTests {
    let scene: Scene
    init() throws { scene = try Scene() }

    private func record(_ name: String) throws -> ListingRecord {
        ListingRecord(
            name: try #require(FileName(name)), size: 7, digest: SHA256.of([1]),
            infoHash: Digest160([UInt8](repeating: 5, count: 20)), since: 9, url: "u")
    }

    private func all(_ ledger: Ledger) throws -> [String: [ListingRecord]] {
        var (all, mark): ([String: [ListingRecord]], ListingMark?) = ([:], nil)
        repeat {
            let part = try ledger.listings(after: mark)
            #expect(part.groups.reduce(0) { $0 + $1.listings.count } <= Limits.listingsPerStep)
            for group in part.groups { all[group.holder, default: []] += group.listings }
            mark = part.next
        } while mark != nil
        return all
    }

    @Test("What holders have survives a restart, part by part") func parts() throws {
        let (ledger, memory, _) = try Ledger.start(at: scene.path)
        #expect(!memory.hasListings)
        let many = try (0..<1500).map { try record("file \(String(1000 + $0))") }
        var bare = try record("b")
        (bare.size, bare.digest, bare.infoHash, bare.url) = (nil, nil, nil, "")
        try ledger.apply([
            .rememberListings(holder: "nx", many, gone: []),
            .rememberListings(holder: "bana", [bare], gone: ["never there"]),
        ])
        ledger.close()
        let (again, known, _) = try Ledger.start(at: scene.path)
        #expect(known.hasListings)
        #expect(try all(again) == ["nx": many, "bana": [bare]])
    }

    @Test("The last word on a name holds, and who is forgotten is gone") func forgetting() throws {
        let (ledger, _, _) = try Ledger.start(at: scene.path)
        let (a, b) = (try record("a"), try record("b"))
        var renewed = b
        renewed.size = 8
        try ledger.apply([
            .rememberListings(holder: "nx", [a, b], gone: []),
            .rememberListings(holder: "nx", [renewed], gone: ["a"]),
            .rememberListings(holder: "ny", [a], gone: []), .forgetHolder("ny"),
            .forgetHolder("never there"),
        ])
        #expect(try all(ledger) == ["nx": [renewed]])
    }
}
