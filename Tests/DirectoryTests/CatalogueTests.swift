// Who has what, told by many.

import Testing
import Vocabulary

@testable import Directory

let noon = WallTime(seconds: 43_200)

func fileName(_ text: String) -> FileName {
    guard let name = FileName(text) else { preconditionFailure("\(text) is a name") }
    return name
}

func catalogue(quota: Int = 1000, memoryMax: Int = 1 << 30) -> Catalogue {
    Catalogue(quota: quota, memoryMax: memoryMax)
}

func listing(_ name: String, size: Int64? = nil, of content: String? = nil) -> Listing {
    Listing(name: fileName(name), size: size, digest: content.map { id($0).digest })
}

@Suite("A catalogue") struct CatalogueTests {
    private let ana = Holder.bearer(user: "ana")
    private let bob = Holder.login(user: "bob")
    private let node = Holder.node(id("node"))

    private func names(_ catalogue: Catalogue, of holder: Holder) -> [String] {
        catalogue.listings(of: holder, after: nil, limit: .max).map(\.name.path)
    }

    @Test("a file that is told of at one door is held by all who have it") func doors() {
        let catalogue = catalogue()
        catalogue.replace([listing("a.txt")], of: ana, at: noon)
        catalogue.replace([listing("a.txt"), listing("b.txt")], of: bob, at: noon)
        catalogue.change(
            node, added: [listing("a.txt", size: 3, of: "a")], removed: [], at: noon)
        #expect(catalogue.holdings(of: fileName("a.txt")).map(\.holder) == [ana, bob, node])
        #expect(catalogue.holding(of: fileName("a.txt"), by: node)?.listing.size == 3)
        #expect(catalogue.holdings(of: fileName("c.txt")).isEmpty)
        // What old doors say of a name is one file; a node says more of it.
        #expect(catalogue.fileCount == 3 && catalogue.holdingCount == 4)
    }

    @Test("a list takes the place of the one before") func replacing() {
        let catalogue = catalogue()
        catalogue.replace([listing("a"), listing("b")], of: ana, at: noon)
        catalogue.replace([listing("b"), listing("c")], of: ana, at: noon)
        #expect(names(catalogue, of: ana) == ["b", "c"])
        catalogue.replace([], of: ana, at: noon)
        #expect(names(catalogue, of: ana) == [] && catalogue.knows(ana))
        #expect(catalogue.fileCount == 0 && catalogue.memory == 0)
    }

    @Test("who is gone is in no answer, and his files with him") func leaving() {
        let catalogue = catalogue(quota: 5000)
        catalogue.replace([listing("a")], of: bob, at: noon)
        // More than are taken apart in one step.
        let many = (0..<2000).map { listing("file \($0)") } + [listing("a")]
        catalogue.replace(many, of: ana, at: noon)
        catalogue.remove(ana)
        #expect(!catalogue.knows(ana) && catalogue.hasWork)
        #expect(catalogue.holdings(of: fileName("a")).map(\.holder) == [bob])
        #expect(catalogue.search("file", limit: 10).hits.isEmpty)
        // And who comes back while that is done has what he tells now.
        catalogue.replace([listing("file 7")], of: ana, at: noon)
        while catalogue.hasWork { catalogue.work() }
        #expect(names(catalogue, of: ana) == ["file 7"])
        #expect(catalogue.fileCount == 2 && catalogue.holderCount == 2)
    }

    @Test("who is not live keeps his files, and stands behind those who are") func liveness() {
        let catalogue = catalogue()
        for holder in [ana, bob] { catalogue.replace([listing("a")], of: holder, at: noon) }
        catalogue.setLive(ana, false)
        let held = catalogue.holdings(of: fileName("a"))
        #expect(held.map(\.holder) == [bob, ana] && held.map(\.isLive) == [true, false])
        #expect(catalogue.search("a", limit: 1).hits.first?.liveCount == 1)
        catalogue.setLive(node, true)
        #expect(!catalogue.knows(node))
    }

    @Test("a quota cuts, and what was there may still change") func quota() {
        let catalogue = catalogue(quota: 2)
        let files = ["a", "b", "c"].map { listing($0) }
        #expect(catalogue.replace(files, of: ana, at: noon) == .cut(quota: 2))
        #expect(names(catalogue, of: ana) == ["a", "b"])
        let changed = listing("b", size: 5)
        #expect(catalogue.change(ana, added: [changed], removed: [], at: noon) == .all)
        #expect(
            catalogue.change(
                ana, added: [listing("d")], removed: [fileName("a")], at: noon) == .all)
        #expect(names(catalogue, of: ana) == ["b", "d"])
    }

    @Test("where there is no more memory, nothing new is taken and nobody loses anything")
    func memory() {
        let catalogue = catalogue(memoryMax: 4000)
        let many = (0..<50).map { listing("file \($0)") }
        #expect(catalogue.replace(many, of: ana, at: noon) == .full)
        let held = catalogue.count(of: ana)
        #expect(held > 5 && held < 50)
        #expect(catalogue.replace([listing("b")], of: bob, at: noon) == .full)
        #expect(catalogue.count(of: ana) == held && catalogue.count(of: bob) == 0)
    }

    @Test("what was not named when all was told is gone") func telling() {
        let catalogue = catalogue(quota: 5000)
        let before = (0..<1500).map { listing("old \($0)") } + [listing("kept")]
        catalogue.change(node, added: before, removed: [], at: noon)
        catalogue.tellingBegins(node)
        catalogue.change(node, added: [listing("kept"), listing("new")], removed: [], at: noon)
        #expect(catalogue.count(of: node) == 1502)
        catalogue.tellingEnds(node)
        #expect(!catalogue.isSettled(node))
        // Told once more before it was swept away: it stays.
        catalogue.change(node, added: [listing("old 3")], removed: [], at: noon)
        while catalogue.hasWork { catalogue.work() }
        #expect(catalogue.isSettled(node))
        #expect(names(catalogue, of: node) == ["kept", "new", "old 3"])
    }

    @Test("equal indexes have equal digests, whatever happened before") func digests() {
        let (one, other) = (catalogue(), catalogue())
        let files = (0..<20).map { listing("f\($0)", size: Int64($0), of: "\($0)") }
        one.replace(files, of: node, at: noon)
        other.change(node, added: [listing("f3"), listing("gone")], removed: [], at: noon)
        other.change(node, added: files.reversed(), removed: [fileName("gone")], at: noon)
        #expect(one.digest(of: node) == other.digest(of: node))
        other.change(node, added: [listing("f3", size: 4)], removed: [], at: noon)
        #expect(one.digest(of: node) != other.digest(of: node))
        #expect(IndexDigest(hex: one.digest(of: node).hex) == one.digest(of: node))
        #expect(IndexDigest(hex: "+" + one.digest(of: node).hex.dropFirst()) == nil)
        one.replace([], of: node, at: noon)
        #expect(one.digest(of: node) == IndexDigest())
    }

    @Test("who keeps records is told of what changed, and of nothing else") func changes() {
        let catalogue = catalogue()
        var told: [CatalogueChange] = []
        catalogue.changed = { told.append($0) }
        let (a, b) = (listing("a"), listing("b"))
        catalogue.replace([a, b], of: ana, at: noon)
        catalogue.replace([b, a], of: ana, at: noon)
        catalogue.replace([b], of: ana, at: noon)
        catalogue.recall([(listing("c"), since: 5)], of: bob, isLive: false)
        catalogue.remove(ana)
        #expect(
            told == [
                .changed(ana, listed: [a, b], since: noon.seconds, gone: []),
                .changed(ana, listed: [], since: noon.seconds, gone: [a.name]), .gone(ana),
            ])
        #expect(catalogue.holding(of: fileName("c"), by: bob)?.isLive == false)
    }

    @Test("an address that a holder gave is told as it was said") func urls() {
        let catalogue = catalogue()
        var listing = listing("a")
        listing.url = "grpc://h:1/a"
        catalogue.replace([listing], of: bob, at: noon)
        #expect(catalogue.holding(of: listing.name, by: bob)?.listing.url == "grpc://h:1/a")
        listing.url = ""
        catalogue.replace([listing], of: bob, at: noon)
        #expect(catalogue.holding(of: listing.name, by: bob)?.listing.url == "")
    }

    @Test("it is page by page what it is at once") func pages() {
        let catalogue = catalogue()
        let names = (0..<25).map { "f\($0)" }
        catalogue.replace(names.map { listing($0) }, of: ana, at: noon)
        var (place, read): (CataloguePlace?, [String]) = (nil, [])
        repeat {
            let part = catalogue.files(after: place, limit: 7)
            read += part.hits.map(\.name.path)
            place = part.next
        } while place != nil
        #expect(read.sorted() == names.sorted())
        var after: FileName?
        var listed: [String] = []
        while true {
            let part = catalogue.listings(of: ana, after: after, limit: 4)
            if part.isEmpty { break }
            listed += part.map(\.name.path)
            after = part.last?.name
        }
        #expect(listed == names.sorted())
    }
}

@Suite("A catalogue and a simple one") struct CatalogueModelTests {
    /// Everything that a catalogue must be, without any speed.
    private struct Model {
        var files: [Holder: [FileName: Listing]] = [:]

        func holders(of name: FileName) -> Set<Holder> {
            Set(files.filter { $0.value[name] != nil }.keys)
        }
    }

    @Test("agree, whatever happens", arguments: [11, 12, 13, 14] as [UInt64])
    func agree(seed: UInt64) {
        var chance = Chance(seed: seed)
        let catalogue = catalogue()
        var model = Model()
        let holders = (0..<6).map { Holder.node(id("n\($0)")) }
        let words = ["red", "blue", "green", "song", "film", "été", "x"]
        func some() -> Listing {
            let name = (0...chance.below(3)).map { _ in words[chance.below(words.count)] }
            return listing(
                name.joined(separator: ["-", " ", "/"][chance.below(3)]),
                size: Int64(chance.below(3)), of: chance.below(2) == 0 ? "c" : nil)
        }
        for _ in 0..<1500 {
            let holder = holders[chance.below(holders.count)]
            switch chance.below(10) {
            case 0:
                let all = (0..<chance.below(8)).map { _ in some() }
                catalogue.replace(all, of: holder, at: noon)
                model.files[holder] = Dictionary(all.map { ($0.name, $0) }) { $1 }
            case 1:
                catalogue.remove(holder)
                model.files[holder] = nil
            default:
                let (added, removed) = ([some(), some()], [some().name])
                catalogue.change(holder, added: added, removed: removed, at: noon)
                for name in removed { model.files[holder, default: [:]][name] = nil }
                for file in added { model.files[holder, default: [:]][file.name] = file }
            }
            let name = some().name
            let held = catalogue.holdings(of: name)
            #expect(Set(held.map(\.holder)) == model.holders(of: name))
            for holding in held { #expect(model.files[holding.holder]?[name] == holding.listing) }
        }
        for (holder, files) in model.files {
            let listed = catalogue.listings(of: holder, after: nil, limit: .max)
            #expect(listed == files.values.sorted { $0.name < $1.name })
            var digest = IndexDigest()
            for file in files.values { digest.add(IndexDigest(of: file)) }
            #expect(catalogue.digest(of: holder) == digest)
        }
        let all = model.files.values.flatMap(\.values)
        for word in words {
            let found = Set(catalogue.search(word, limit: 1000).hits.map(\.name))
            let wanted = Set(all.map(\.name).filter { $0.path.contains(word) })
            #expect(found == wanted, "\(word)")
        }
        for holder in holders { catalogue.remove(holder) }
        #expect(catalogue.memory == 0 && catalogue.table.words.count == 0)
        #expect(catalogue.search("red", limit: 5).hits.isEmpty)
    }
}
