// A person who remembers parts of a name finds the file.

import Testing
import Vocabulary

@testable import Library

@Suite("A search")
struct SearchTests {
    private func library(_ names: [String]) throws -> Library {
        let library = Library(records: [], shares: [])
        let files = try names.enumerated().map { number, name in
            ScannedFile(
                path: try #require(FileName(name)), size: 1, modified: 1, inode: UInt64(number))
        }
        #expect(library.scanned(share: 0, files).isEmpty)
        return library
    }

    private func search(
        _ library: Library, _ words: String, limit: Int = 100
    ) -> [String] { library.search(words, limit: limit).map(\.name.path) }

    @Test("all words must be there, in any order and any case, as parts of the name")
    func words() throws {
        let library = try library(["Music/Red Song.ogg", "music/blue song.ogg", "red/Notes.txt"])
        #expect(search(library, "song") == ["Music/Red Song.ogg", "music/blue song.ogg"])
        #expect(search(library, "SONG red") == ["Music/Red Song.ogg"])
        #expect(search(library, "ed ote") == ["red/Notes.txt"])
        #expect(search(library, "  red\tmusic\n") == ["Music/Red Song.ogg"])
        #expect(search(library, "green song") == [])
        #expect(search(library, "songs") == [])
    }

    @Test("the exact name comes first, then the base name, then its beginning, then the rest")
    func ranks() throws {
        let library = try library([
            "x/my report", "x/report.txt", "report/x", "a/report", "report", "b/Report 2",
        ])
        #expect(
            search(library, "Report") == [
                "report", "a/report", "x/report.txt", "b/Report 2", "x/my report", "report/x",
            ])
        #expect(search(library, "report", limit: 2) == ["report", "a/report"])
        #expect(search(library, "A/REPORT").first == "a/report")
        #expect(search(library, "report", limit: 0) == [])
    }

    @Test("two words that are a name are that name")
    func spaces() throws {
        let library = try library(["z/red song", "red song", "red song again"])
        #expect(search(library, "red  song") == ["red song", "z/red song", "red song again"])
    }

    @Test("a word is not found across two names")
    func boundaries() throws {
        let library = try library(["ab", "cd", "ef"])
        #expect(search(library, "bc") == [])
        #expect(search(library, "b\0c") == [])
        #expect(search(library, "\0") == [])
        #expect(search(library, "") == [])
        #expect(search(library, " \n") == [])
        #expect(search(library, "ef") == ["ef"])
        #expect(search(library, "abcdefghijklmnopqrstuvwxyz") == [])
    }

    @Test("letters beyond ASCII have cases, too")
    func unicode() throws {
        let library = try library(["Übung/ÄPFEL.txt", "Ελλάδα.ogg"])
        #expect(search(library, "übung äpfel") == ["Übung/ÄPFEL.txt"])
        #expect(search(library, "ΕΛΛΆΔΑ") == ["Ελλάδα.ogg"])
    }

    @Test("what was removed is not found, what follows it is")
    func removed() throws {
        let library = try library(["song 1", "song 2", "song 3"])
        library.remove(share: 0, path: try #require(FileName("song 2")))
        #expect(search(library, "song") == ["song 1", "song 3"])
    }

    @Test("it finds what a plain look at every name finds", arguments: 1...30)
    func model(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        func text(_ most: UInt64) -> String {
            String(
                (0...chance.next() % most).map { _ in "abAB/".randomElement(using: &chance) ?? "a" }
            )
        }
        var names: Set<String> = []
        while names.count < 100 {
            let name = text(20)
            if FileName(name) != nil { names.insert(name) }
        }
        let library = try library(names.sorted())
        for _ in 0..<50 {
            let words = (0...chance.next() % 2).map { _ in text(5) }
            let expected = names.filter { name in
                words.allSatisfy { name.lowercased().contains($0.lowercased()) }
            }
            #expect(Set(search(library, words.joined(separator: " "))) == expected, "\(words)")
        }
    }
}
