// What a bootstrap knows of others' files is found there, by whatever door it came.

import Digest
import Directory
import HTTPWire
import RESTAPI
import Testing
import Vocabulary

@testable import Node

private let surface = RESTSurface()

private func listing(_ name: String, _ content: String? = nil, size: Int64? = nil) -> Listing {
    guard let name = FileName(name) else { preconditionFailure("\(name) is a name") }
    return Listing(name: name, size: size, digest: content.map { id($0).digest })
}

extension Scene where Actor == BootstrapNode {
    /// A peer tells all that it has.
    fileprivate func tell(
        _ name: String, _ files: [Listing], from sender: String, number: UInt64 = 1
    ) -> IndexReceipt? {
        var registration = registration(name, files: files.count, run: 1)
        var digest = IndexDigest()
        for file in files { digest.add(IndexDigest(of: file)) }
        registration.report = IndexReport(
            generation: number, base: nil, begins: true, ends: true, files: files,
            whole: .init(count: files.count, digest: digest))
        let reply = proven("POST", "/api/v1/peers", surface.encode(registration), from: sender)
        return surface.decodeWelcome(Array(reply.body.utf8))?.receipt
    }

    fileprivate func list(_ query: String) -> [CataloguedView] {
        let reply = proven("GET", "/api/v1/files?\(query)", from: "10.0.0.2:5")
        return surface.decodeCatalogued(Array(reply.body.utf8)) ?? []
    }
}

@Suite("A bootstrap's catalogue") struct BootstrapCatalogueTests {
    @Test("finds what peers told of, with holders, info-hash and magnet link") func search() {
        let scene = bootstrap()
        var song = listing("Música/Song One.ogg", "song", size: 77)
        song.infoHash = Digest160([UInt8](repeating: 0xab, count: 20))
        #expect(scene.tell("x", [song, listing("b.txt")], from: "10.0.0.2:1")?.wantsAll == false)
        _ = scene.tell("y", [song], from: "10.0.0.3:1")
        let found = scene.list("q=musica+song").first
        #expect(found?.name.path == "Música/Song One.ogg" && found?.size == 77)
        #expect(found?.sharers.map(\.name) == ["x", "y"] && found?.liveCount == 2)
        #expect(found?.sharers.first?.endpoint == endpoint("10.0.0.2:9000"))
        #expect(found?.sharers.first?.id == id("x"))
        #expect(scene.list("sha256=\(id("song").hex)").map(\.name) == [song.name])
        #expect(scene.list("type=txt").map(\.name.path) == ["b.txt"])
        #expect(scene.list("holders_min=2").count == 1)
        let reply = scene.proven(
            "POST", "/api/v1/search", Array(#"{"words":"song","limit":5}"#.utf8),
            from: "10.0.0.2:5")
        #expect(reply.status == 200)
        #expect(reply.has(#""magnet":"magnet:?xt=urn:btih:abababab"#))
        #expect(reply.has(#""door":"node""#) && reply.has(#""next":null"#))
    }

    @Test("finds what users of other doors told of") func doors() {
        let scene = bootstrap()
        scene.node.indexes.catalogue.replace(
            [listing("report.pdf")], of: .login(user: "ana"), at: WallTime(seconds: 5))
        let found = scene.list("q=report").first
        #expect(
            found?.sharers == [
                .init(door: .login, endpoint: nil, id: nil, name: "ana", isLive: true)
            ])
        #expect(found?.size == nil && found?.since == 5)
    }

    @Test("is listed page by page") func pages() {
        let scene = bootstrap()
        _ = scene.tell("x", (0..<25).map { listing("f\($0).txt") }, from: "10.0.0.2:1")
        // Another one's names for one content: all of them are alike to a list by digest.
        _ = scene.tell("y", (0..<25).map { listing("g\($0).md", "one") }, from: "10.0.0.3:1")
        for query in ["q=txt", "type=txt", "sha256=\(id("one").digest.hex)"] {
            var (names, cursor): ([String], String) = ([], "")
            for _ in 0..<9 {
                let reply = scene.proven(
                    "GET", "/api/v1/files?limit=4&\(query)\(cursor)", from: "10.0.0.2:5")
                names += surface.decodeCatalogued(Array(reply.body.utf8))?.map(\.name.path) ?? []
                let next = reply.body.split(separator: #""next":""#).dropFirst().first
                guard let next = next?.prefix(while: { $0 != "\"" }) else { break }
                cursor = "&cursor=\(next)"
            }
            #expect(Set(names).count == 25 && names.count == 25, "\(query)")
        }
    }

    @Test("begins a list by digest anew where its cursor's file is gone") func goneCursor() throws {
        let scene = bootstrap()
        let target = "/api/v1/files?limit=1&sha256=\(id("one").digest.hex)"
        _ = scene.tell("x", [listing("a", "one"), listing("b", "one")], from: "10.0.0.2:1")
        let reply = scene.proven("GET", target, from: "10.0.0.2:5")
        let next = reply.body.split(separator: #""next":""#).dropFirst().first
        let cursor = try #require(next?.prefix { $0 != "\"" })
        _ = scene.proven("DELETE", "/api/v1/peers/\(id("x").hex)", from: "10.0.0.2:1")
        let late = scene.proven("GET", "\(target)&cursor=\(cursor)", from: "10.0.0.2:5")
        #expect(late.status == 410)
    }

    @Test("forgets a peer's files when it says goodbye, or is forgotten") func forgetting() {
        let scene = bootstrap()
        _ = scene.tell("x", [listing("a")], from: "10.0.0.2:1")
        _ = scene.tell("y", [listing("a")], from: "10.0.0.3:1")
        _ = scene.proven("DELETE", "/api/v1/peers/\(id("x").hex)", from: "10.0.0.2:1")
        #expect(scene.list("q=a").first?.sharers.map(\.name) == ["y"])
        scene.doors[endpoint("10.0.0.3:9000")] = .refused
        scene.pass(.minutes(5))
        #expect(scene.list("q=a").isEmpty && scene.node.indexes.catalogue.holderCount == 0)
        #expect(scene.host.changes.contains(.forgetHolder("n\(id("y").hex)")))
    }

    @Test("is read again after a restart, while the node already answers") func recalling() throws {
        var memory = Memory()
        memory.hasListings = true
        memory.nodes = [
            NodeRecord(
                key: id("x").hex, id: id("x"), endpoint: endpoint("10.0.0.2:9000"), name: "x",
                zone: "", version: "", files: 2, kind: .ours, lastSeen: WallTime(seconds: 1),
                registered: WallTime(seconds: 1))
        ]
        let scene = bootstrap(memory: memory)
        func part(_ holder: String, _ name: String, _ next: ListingMark?) throws {
            let load = try #require(scene.host.loads.last)
            let record = ListingRecord(
                name: try #require(FileName(name)), size: 1, digest: nil, infoHash: nil, since: 3,
                url: "")
            scene.complete(
                .listingsLoaded(
                    load.job,
                    .success(
                        ListingPart(groups: [.init(holder: holder, listings: [record])], next: next)
                    )))
        }
        let mark = ListingMark(holder: 1, name: "a")
        try part("n\(id("x").hex)", "song a", mark)
        #expect(scene.list("q=song").count == 1 && scene.host.loads.last?.mark == mark)
        // It is not asked for everything only because not all is there yet.
        let receipt = scene.tell("x", [listing("song a", size: 1)], from: "10.0.0.2:1")
        #expect(receipt == IndexReceipt(generation: nil))
        // A user who tells all that he has meanwhile is believed.
        scene.node.indexes.catalogue.replace(
            [listing("song c")], of: .bearer(user: "ana"), at: WallTime(seconds: 9))
        try part("bana", "song b", ListingMark(holder: 2, name: "b"))
        try part("n\(id("gone").hex)", "song d", nil)
        #expect(Set(scene.list("q=song").map(\.name.path)) == ["song a", "song c"])
        #expect(scene.host.changes.contains(.forgetHolder("n\(id("gone").hex)")))
        #expect(scene.host.loads.count == 3)
    }

    @Test("remembers what changes") func remembering() {
        let scene = bootstrap()
        _ = scene.tell("x", [listing("a", size: 1), listing("b")], from: "10.0.0.2:1")
        let written = scene.host.changes.compactMap { change in
            if case .rememberListings(let holder, let listed, let gone) = change {
                (holder, listed.map(\.name.path), gone)
            } else {
                nil
            }
        }
        #expect(written.count == 1 && written[0].0 == "n\(id("x").hex)")
        #expect(written[0].1 == ["a", "b"] && written[0].2 == [])
    }

    @Test("counts for a monitor") func figures() {
        let scene = bootstrap()
        _ = scene.tell("x", [listing("a")], from: "10.0.0.2:1")
        let page = scene.operate("GET", "/metrics").body
        #expect(page.contains("distrishare_catalogue_files 1\n"))
        #expect(page.contains("distrishare_catalogue_holders 1\n"))
        #expect(page.contains("distrishare_reports_total 1\n"))
        #expect(scene.operate("GET", "/api/v1/status").has(#""holders":1"#))
    }
}

@Suite("A peer's search") struct CatalogueSearchTests {
    @Test("asks its bootstrap for those whom it does not know itself") func oneMoreSource() {
        let bootstrap = endpoint("10.0.0.8:8000")
        let scene = peer({ $0.bootstraps = [HostPort("10.0.0.8:8000")].compactMap(\.self) })
        let files = [
            CataloguedView(
                name: listing("song").name, size: 5, digest: id("song").digest, infoHash: nil,
                since: 1,
                sharers: [
                    .init(
                        door: .node, endpoint: endpoint("10.0.0.9:9000"), id: id("x"), name: "x",
                        isLive: true),
                    .init(door: .login, endpoint: nil, id: nil, name: "ana", isLive: true),
                    .init(door: .node, endpoint: nil, id: id("me"), name: "me", isLive: true),
                ], sharerCount: 3, liveCount: 3)
        ]
        let ask = Ask.files(words: "song", digest: nil, Page())
        let found = surface.response(to: ask, .catalogued(files, next: nil)).body
        scene.doors[bootstrap] = .ours { said in
            said.hasPrefix("GET /api/v1/files")
                ? answer(200, by: id("b"), [], found)
                : welcome(by: id("b"))
        }
        scene.pass(.zero)
        let reply = scene.operate("POST", "/api/v1/search", #"{"words":"song"}"#)
        #expect(reply.has(#""address":"10.0.0.9:9000""#) && reply.has(#""name":"ana""#))
        #expect(!reply.has(#""name":"me""#))
        // It has no files itself, so it is not among those that were asked for theirs.
        #expect(reply.has(#""asked":0"#))
    }
}
