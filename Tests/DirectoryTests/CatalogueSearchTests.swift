// A person who remembers something of a name finds the file, whoever has it.

import Testing
import Vocabulary

@testable import Directory

@Suite("A search of the catalogue") struct CatalogueSearchTests {
    private func catalogue(_ names: [String]) -> Catalogue {
        let catalogue = Catalogue(quota: 100_000, memoryMax: 1 << 30)
        catalogue.replace(names.map { listing($0) }, of: .bearer(user: "ana"), at: noon)
        return catalogue
    }

    private func search(_ catalogue: Catalogue, _ words: String, limit: Int = 100) -> [String] {
        catalogue.search(words, limit: limit).hits.map(\.name.path)
    }

    @Test("words, their beginnings and their parts are found, in any order, case and accent")
    func words() {
        let catalogue = catalogue(["Música/Canción Roja.ogg", "music/blue song.ogg", "Notes.txt"])
        #expect(search(catalogue, "roja cancion") == ["Música/Canción Roja.ogg"])
        #expect(search(catalogue, "CANCIO\u{301}N") == ["Música/Canción Roja.ogg"])
        #expect(search(catalogue, "canc mus") == ["Música/Canción Roja.ogg"])
        #expect(search(catalogue, "ncion") == ["Música/Canción Roja.ogg"])
        #expect(
            search(catalogue, "o") == [
                "Música/Canción Roja.ogg", "music/blue song.ogg",
            ])
        #expect(search(catalogue, "song red") == [])
        #expect(search(catalogue, "notes.txt") == ["Notes.txt"])
        #expect(search(catalogue, " - ") == [] && search(catalogue, "") == [])
    }

    @Test("the better a name fits, the sooner it comes") func ranks() {
        let names = [
            "a/reported", "a/my report.txt", "a/misreport.txt", "a/report.txt", "report",
            "a/reprot",
        ]
        #expect(
            search(catalogue(names), "report") == [
                "report", "a/report.txt", "a/my report.txt", "a/reported", "a/misreport.txt",
            ])
        #expect(search(catalogue(names), "a/report.txt").first == "a/report.txt")
    }

    @Test("of those that fit alike, the one with more live holders comes first") func holders() {
        let catalogue = Catalogue(quota: 100, memoryMax: 1 << 30)
        for user in 0..<4 {
            let names = ["one song", "two song", "three song"].prefix(user)
            catalogue.replace(
                names.map { listing($0) }, of: .bearer(user: "u\(user)"), at: noon)
        }
        #expect(search(catalogue, "song") == ["one song", "two song", "three song"])
        catalogue.setLive(.bearer(user: "u1"), false)
        catalogue.setLive(.bearer(user: "u2"), false)
        catalogue.replace(
            [listing("three song")], of: .bearer(user: "u0"), at: noon)
        #expect(search(catalogue, "song") == ["three song", "one song", "two song"])
    }

    @Test(
        "one mistake in a word is forgiven",
        arguments: ["holday", "holidday", "hokiday", "hloiday", "oliday", "holidaz", "Holidày1"])
    func mistakes(word: String) {
        let catalogue = catalogue(["Holiday 2019.jpg", "Workday 2019.jpg"])
        #expect(search(catalogue, word) == ["Holiday 2019.jpg"])
        #expect(search(catalogue, "2019 \(word)") == ["Holiday 2019.jpg"])
    }

    @Test("two mistakes are not, nor one in a short word, nor one where something fits without")
    func moreMistakes() {
        let catalogue = catalogue(["Holiday.jpg", "Holidax.jpg", "cat.txt"])
        #expect(search(catalogue, "hxliyday") == [])
        #expect(search(catalogue, "cap") == [])
        #expect(search(catalogue, "holidax") == ["Holidax.jpg"])
        #expect(search(self.catalogue(["лодка"]), "лотка") == ["лодка"])
    }

    @Test("filters keep what is asked for") func filters() {
        let catalogue = Catalogue(quota: 100, memoryMax: 1 << 30)
        let ana = Holder.bearer(user: "ana")
        catalogue.change(ana, added: [listing("song a.OGG", size: 10)], removed: [], at: noon)
        catalogue.change(
            ana, added: [listing("song b.mp3", size: 20), listing("song c")], removed: [],
            at: WallTime(seconds: 90_000))
        catalogue.change(
            .login(user: "bob"), added: [listing("song c")], removed: [], at: noon)
        func found(_ change: (inout CatalogueFilter) -> Void) -> [String] {
            var filter = CatalogueFilter()
            change(&filter)
            let listed = catalogue.files(filter, after: nil, limit: 10).hits.map(\.name.path)
            let searched = catalogue.search("song", filter, limit: 10).hits.map(\.name.path)
            #expect(listed.sorted() == searched.sorted())
            return searched.sorted()
        }
        #expect(found { $0.sizeMin = 11 } == ["song b.mp3"])
        #expect(found { $0.sizeMax = 10 } == ["song a.OGG"])
        #expect(found { $0.endings = ["ogg", "flac"] } == ["song a.OGG"])
        #expect(found { $0.since = 50_000 } == ["song b.mp3", "song c"])
        #expect(found { $0.holdersMin = 2 } == ["song c"])
    }

    /// More names than are looked at one by one.
    private func large() -> Catalogue {
        catalogue((0..<9000).map { "common \($0 % 7 == 0 ? "seventh" : "other") \($0).dat" })
    }

    @Test("many files are found as few are", arguments: [1, 1_000, 1_000_000])
    func many(step: Int) throws {
        let catalogue = large()
        let search = try #require(
            CatalogueSearch("other common", limit: 10_000, in: catalogue))
        while !search.isOver { search.step(step) }
        #expect(search.page.hits.count == (0..<9000).count { $0 % 7 != 0 })
        #expect(catalogue.search("seventh comm", limit: 10_000).hits.count == 1286)
        #expect(catalogue.search("comon", limit: 10_000).hits.count == 9000)
        #expect(self.search(catalogue, "common other 8999") == ["common other 8999.dat"])
    }

    @Test("a list goes on where it ended") func pages() {
        let catalogue = large()
        var (place, read): (CataloguePlace?, [String]) = (nil, [])
        repeat {
            let part = catalogue.search("common", after: place, limit: 700)
            read += part.hits.map(\.name.path)
            place = part.next
        } while place != nil
        #expect(read.count == 9000 && Set(read).count == 9000)
    }

    @Test("what changes while a search is under way is not shown as what it was") func meanwhile()
        throws
    {
        let catalogue = large()
        let search = try #require(CatalogueSearch("common", limit: 10_000, in: catalogue))
        while !search.isOver {
            search.step(1000)
            let names = (0..<50).map { listing("quite new \($0)") }
            catalogue.replace(names, of: .bearer(user: "ana"), at: noon)
            while catalogue.hasWork { catalogue.work() }
        }
        #expect(search.page.hits.allSatisfy { $0.name.path.contains("common") })
    }
}
