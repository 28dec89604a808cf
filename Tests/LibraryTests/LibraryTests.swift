// What is shared, under which names, and what of it has to be hashed.

import Digest
import Testing
import Vocabulary

@testable import Library

private func named(_ text: String) throws -> FileName { try #require(FileName(text)) }

private func found(
    _ path: String, size: Int64 = 10, modified: Int64 = 5, inode: UInt64 = 1
) throws -> ScannedFile {
    ScannedFile(path: try named(path), size: size, modified: modified, inode: inode)
}

private func record(share: Int64, _ file: ScannedFile, _ digest: Digest256) -> FileRecord {
    FileRecord(
        share: share, path: file.path, size: file.size, modified: file.modified,
        inode: file.inode, digest: digest, infoHash: SHA1.of(digest.bytes))
}

private func share(_ id: Int64, _ name: String, isFolder: Bool = true) throws -> ShareRecord {
    ShareRecord(id: id, hostPath: "/host/\(name)", name: try named(name), isFolder: isFolder)
}

private func digest(_ text: String) -> Digest256 { SHA256.of(Array(text.utf8)) }

/// A file of one piece that is the torrent of `name`.
private func hashed(_ text: String, named name: String = "") -> FileContent {
    let piece = SHA1.of(Array(text.utf8)).bytes
    return FileContent(
        digest: digest(text), infoHash: SHA1.of(piece + Array(name.utf8)), pieces: piece)
}

@Suite("A library")
struct LibraryTests {
    @Test("a file is found by the name of its share and its path")
    func names() throws {
        let library = Library(
            records: [],
            shares: [try share(2, "music"), try share(3, "tune-2.ogg", isFolder: false)])
        #expect(library.scanned(share: 0, [try found("a/b.txt")]).isEmpty)
        #expect(library.scanned(share: 2, [try found("rock/one.ogg", size: 20)]).isEmpty)
        #expect(library.scanned(share: 3, [try found("tune.ogg", size: 30)]).isEmpty)
        #expect(library.all.map(\.name.path) == ["a/b.txt", "music/rock/one.ogg", "tune-2.ogg"])
        let song = try #require(library.file(named: named("music/rock/one.ogg")))
        #expect(song.share == 2)
        #expect(song.path.path == "rock/one.ogg")
        #expect(song.digest == nil)
        #expect(library.file(named: try named("rock/one.ogg")) == nil)
        #expect(library.file(share: 2, path: song.path) == song)
        #expect(library.count == 3)
        #expect(library.totalBytes == 60)
        #expect(library.unhashedCount == 3)
        #expect(library.files(after: FileName("a/b.txt"), limit: 9).map(\.size) == [20, 30])
    }

    @Test("a folder has the files beneath it, whatever stands between by name")
    func folders() throws {
        let library = Library(records: [], shares: [try share(2, "music")])
        // "music-2" and "music.txt" stand before "music/", "music0" behind it.
        let others = ["music-2/x", "music.txt", "music0", "musi/c"]
        #expect(library.scanned(share: 0, try others.map { try found($0) }).isEmpty)
        let many = (0..<2500).map { "f\($0)" }
        let names = ["b", "a/z", "a/b/c"] + many
        #expect(library.scanned(share: 2, try names.map { try found($0) }).isEmpty)
        let all = library.files(beneath: try named("music"), limit: 5000)
        #expect(all.map(\.path.path) == names.sorted())
        #expect(all.allSatisfy { $0.file.path == $0.path })
        let inner = library.files(beneath: try named("music/a"), limit: 9)
        #expect(inner.map(\.path.path) == ["b/c", "z"])
        #expect(library.files(beneath: try named("music"), limit: 2).count == 2)
        #expect(library.files(beneath: try named("music/b"), limit: 9).isEmpty)
        #expect(library.files(beneath: try named("nothing"), limit: 9).isEmpty)
        library.setShown(share: 2, false)
        #expect(library.files(beneath: try named("music"), limit: 9).isEmpty)
    }

    @Test("a file of no share, and one whose name would be too long, are not shared")
    func unnameable() throws {
        let library = Library(
            records: [], shares: [try share(2, String(repeating: "s", count: 200))])
        #expect(library.scanned(share: 9, [try found("a")]).isEmpty)
        let long = Array(repeating: String(repeating: "d", count: 250), count: 12)
            .joined(separator: "/")
        #expect(library.scanned(share: 2, [try found(long), try found("b")]).isEmpty)
        #expect(library.count == 1)
    }

    @Test("of equal names the lower share's is shown, and the other when that one is gone")
    func collisions() throws {
        let library = Library(
            records: [], shares: [try share(2, "a"), try share(3, "x", isFolder: false)])
        let name = try named("a/x")
        // In whatever order they are found, the outcome is the same.
        _ = library.scanned(share: 2, [try found("x", size: 3)])
        #expect(library.file(named: name)?.share == 2)
        _ = library.scanned(share: 0, [try found("a/x", size: 1)])
        _ = library.scanned(share: 1, [try found("a/x", size: 2)])
        #expect(library.file(named: name)?.share == 0)
        #expect(library.count == 1)
        #expect(library.totalBytes == 1)
        #expect(library.search("x", limit: 9).count == 1)
        #expect(library.file(share: 2, path: try named("x"))?.size == 3)
        #expect(library.remove(share: 0, path: name))
        #expect(library.file(named: name)?.share == 1)
        library.setDownloadsShown(false)
        #expect(library.file(named: name)?.share == 2)
        library.setDownloadsShown(true)
        #expect(library.file(named: name)?.share == 1)
        #expect(library.scanned(share: 1, []) == [name])
        library.remove(share: 2)
        #expect(library.file(named: name) == nil)
        #expect(library.count == 0)
        #expect(library.totalBytes == 0)
        #expect(library.unhashedCount == 0)
    }

    @Test("what is hidden is not shown, listed, searched or counted, and keeps its digest")
    func hidden() throws {
        let file = try found("movie.mkv")
        let library = Library(records: [record(share: 1, file, digest("m"))], shares: [])
        library.setDownloadsShown(false)
        #expect(library.file(named: file.path) == nil)
        #expect(library.all.isEmpty)
        #expect(library.search("movie", limit: 5).isEmpty)
        #expect(library.files(with: digest("m")).isEmpty)
        #expect(library.count == 0)
        #expect(library.scanned(share: 1, [file]).isEmpty)
        #expect(library.file(share: 1, path: file.path)?.digest == digest("m"))
        library.setDownloadsShown(true)
        #expect(library.files(with: digest("m")).map(\.name) == [file.path])
        #expect(library.nextToHash() == nil)
    }

    @Test("a second share of the same base name gets a number")
    func freeNames() throws {
        let library = Library(
            records: [], shares: [try share(2, "music"), try share(3, "music-2")])
        #expect(library.freeName(for: try named("music")).path == "music-3")
        #expect(library.freeName(for: try named("films")).path == "films")
        _ = library.scanned(share: 0, [try found("films/a"), try found("song.ogg")])
        #expect(library.freeName(for: try named("films")).path == "films-2")
        #expect(library.freeName(for: try named("film")).path == "film")
        let song = try named("song.ogg")
        #expect(library.freeName(for: song, isFolder: false).path == "song-2.ogg")
        let long = try named(String(repeating: "n", count: 255))
        library.add(try share(4, long.path))
        #expect(
            library.freeName(for: long).path == String(repeating: "n", count: 253) + "-2")
        library.remove(share: 2)
        #expect(library.freeName(for: try named("music")).path == "music")
        #expect(library.sharesByReference.map(\.id) == [3, 4])
    }
}

@Suite("Hashing a library")
struct HashingTests {
    @Test("after a restart only what changed is hashed again")
    func restart() throws {
        let same = try found("same", inode: 1)
        let old = [
            try found("grown", inode: 2), try found("touched", inode: 3),
            try found("replaced", inode: 4), try found("gone", inode: 5),
        ]
        let library = Library(
            records: ([same] + old).map { record(share: 0, $0, digest($0.path.path)) }
                + [record(share: 7, same, digest("no share"))], shares: [])
        #expect(library.count == 5, "what was known is shown at once")
        #expect(library.unhashedCount == 0)
        library.scanBegins(share: 0)
        let gone = library.scanned(
            share: 0,
            [
                same, try found("grown", size: 11, inode: 2),
                try found("touched", modified: 6, inode: 3), try found("replaced", inode: 44),
                try found("new", inode: 6),
            ])
        #expect(gone.map(\.path) == ["gone"])
        #expect(library.unhashedCount == 4)
        var asked: [String] = []
        while let next = library.nextToHash() { asked.append(next.path.path) }
        #expect(asked == ["grown", "touched", "replaced", "new"])
        #expect(library.file(named: same.path)?.digest == digest("same"))
        #expect(library.file(named: try named("grown"))?.digest == nil)
        #expect(library.files(with: digest("grown")).isEmpty)
    }

    @Test("a digest is taken for the state that was hashed, and for no other")
    func states() throws {
        let library = Library(records: [], shares: [])
        let first = try found("file", modified: 1)
        library.saw(share: 0, first)
        #expect(library.nextToHash()?.path == first.path)
        #expect(library.nextToHash() == nil)
        let second = try found("file", modified: 2)
        library.saw(share: 0, second)
        #expect(!library.hashed(share: 0, first, hashed("first")), "it was seen again since")
        #expect(library.nextToHash() != nil)
        #expect(library.hashed(share: 0, second, hashed("second")))
        #expect(library.file(named: first.path)?.digest == digest("second"))
        library.saw(share: 0, second)
        #expect(library.nextToHash() == nil, "a second look at the same changes nothing")
        #expect(!library.hashed(share: 0, try found("stranger"), hashed("x")))
    }

    @Test("what hashing saw is believed where nobody looked later, so nothing is hashed for ever")
    func newerWhileHashed() throws {
        let library = Library(records: [], shares: [])
        library.saw(share: 0, try found("file", modified: 1))
        #expect(library.nextToHash() != nil)
        #expect(library.hashed(share: 0, try found("file", size: 99, modified: 2), hashed("2")))
        #expect(library.totalBytes == 99)
        #expect(library.unhashedCount == 0)
        #expect(library.nextToHash() == nil)
    }

    @Test("a file that is being hashed is asked for again when it is seen again, not by a scan")
    func underWay() throws {
        let library = Library(records: [], shares: [])
        let file = try found("file")
        library.saw(share: 0, file)
        #expect(library.nextToHash() != nil)
        #expect(library.scanned(share: 0, [file]).isEmpty)
        #expect(library.nextToHash() == nil, "a long file is not hashed twice at a time")
        library.saw(share: 0, file)
        #expect(library.nextToHash() != nil)
    }

    @Test("a file that could not be read is asked for again by whoever sees it next")
    func failed() throws {
        for isScan in [false, true] {
            let library = Library(records: [], shares: [])
            let file = try found("file")
            library.saw(share: 0, file)
            #expect(library.nextToHash() != nil)
            library.hashFailed(share: 0, path: file.path)
            #expect(library.nextToHash() == nil, "not at once: it would fail again")
            if isScan {
                #expect(library.scanned(share: 0, [file]).isEmpty)
            } else {
                library.saw(share: 0, file)
            }
            #expect(library.nextToHash() != nil)
        }
    }

    @Test("files of the same content are found by it")
    func content() throws {
        let library = Library(records: [], shares: [try share(2, "s")])
        for (share, path) in [(Int64(0), "a"), (0, "b"), (2, "c")] {
            let file = try found(path)
            library.saw(share: share, file)
            #expect(library.hashed(share: share, file, hashed(path == "b" ? "other" : "same")))
        }
        #expect(library.files(with: digest("same")).map(\.name.path) == ["a", "s/c"])
        #expect(library.files(with: digest("none")).isEmpty)
    }

    @Test("what is seen and removed while a scan runs is newer than the scan")
    func whileScanning() throws {
        let library = Library(records: [], shares: [])
        let old = [try found("kept"), try found("removed"), try found("remade")]
        _ = library.scanned(share: 0, old)
        library.scanBegins(share: 0)
        library.saw(share: 0, try found("created"))
        library.remove(share: 0, path: try named("removed"))
        library.remove(share: 0, path: try named("remade"))
        library.saw(share: 0, try found("remade"))
        #expect(library.scanned(share: 0, old).isEmpty)
        #expect(library.all.map(\.name.path) == ["created", "kept", "remade"])
        #expect(library.scanned(share: 0, []).count == 3, "the next scan has the last word")
    }

    @Test("a scan may tell what it saw in parts, and what changes in between is newer")
    func inParts() throws {
        let library = Library(records: [], shares: [])
        let files = try (0..<6).map { try found("\($0)") }
        _ = library.scanned(share: 0, files + [try found("gone")])
        library.scanBegins(share: 0)
        library.scanSaw(share: 0, Array(files[..<2]))
        library.remove(share: 0, path: try named("0"))
        library.remove(share: 0, path: try named("3"))
        library.saw(share: 0, try found("new"))
        library.scanSaw(share: 0, Array(files[2..<4]))
        let gone = library.scanned(share: 0, Array(files[4...]))
        #expect(gone == [try named("gone")])
        #expect(library.all.map(\.name.path) == ["1", "2", "4", "5", "new"])
    }

    @Test("a scan that did not see everything removes nothing")
    func incomplete() throws {
        let library = Library(records: [], shares: [])
        _ = library.scanned(share: 0, [try found("a"), try found("b")])
        #expect(library.scanned(share: 0, [try found("c")], complete: false).isEmpty)
        #expect(library.count == 3)
    }

    @Test("however files come and go, the library agrees with a plain list", arguments: 1...10)
    func model(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let library = Library(records: [], shares: [])
        var model: [String: Int64] = [:]
        for step in 0..<40 {
            var seen: [ScannedFile] = []
            model = [:]
            for number in 0..<200 where chance.next() % 3 != 0 {
                let size = Int64(chance.next() % 4)
                model["f/\(step % 20)/\(number)"] = size
                seen.append(try found("f/\(step % 20)/\(number)", size: size))
            }
            let before = library.count
            let gone = library.scanned(share: 0, seen)
            #expect(gone.count <= before)
            #expect(library.count == model.count)
            #expect(library.totalBytes == model.values.reduce(0, +))
            #expect(library.unhashedCount == model.count)
            #expect(library.all.map(\.name) == seen.map(\.path).sorted())
            #expect(library.search("f/\(step % 20)/", limit: 1000).count == model.count)
        }
        // Half of the table was empty several times over; the queue has survived it.
        var asked: Set<String> = []
        while let next = library.nextToHash() { #expect(asked.insert(next.name.path).inserted) }
        #expect(asked == Set(model.keys))
    }

    @Test("a torrent is found by its info-hash, as long as one file is that torrent")
    func torrents() throws {
        let library = Library(records: [], shares: [try share(2, "s")])
        let same = hashed("same", named: "film")
        let infoHash = try #require(same.infoHash)
        for (share, path) in [(Int64(0), "a/film"), (0, "b/film"), (2, "film")] {
            let file = try found(path)
            library.saw(share: share, file)
            #expect(library.hashed(share: share, file, same))
        }
        let first = try #require(library.file(withInfoHash: infoHash))
        #expect(first.name.path == "a/film" && first.infoHash == infoHash)
        #expect(library.pieces(ofFileNamed: first.name) == same.pieces)
        library.remove(share: 0, path: try named("a/film"))
        #expect(library.file(withInfoHash: infoHash)?.name.path == "b/film")
        library.saw(share: 0, try found("b/film", size: 11))
        #expect(library.file(withInfoHash: infoHash)?.name.path == "s/film")
        #expect(library.pieces(ofFileNamed: try named("b/film")).isEmpty)
        library.setShown(share: 2, false)
        #expect(library.file(withInfoHash: infoHash) == nil)
        library.setShown(share: 2, true)
        #expect(library.file(withInfoHash: infoHash)?.name.path == "s/film")
        library.remove(share: 2)
        #expect(library.file(withInfoHash: infoHash) == nil)
    }

    @Test("a file of which only the digest is known is hashed for its pieces")
    func earlierRecords() throws {
        let file = try found("film")
        var old = record(share: 0, file, digest("film"))
        old.infoHash = nil
        let library = Library(records: [old], shares: [])
        #expect(library.unhashedCount == 0, "the digest is as good as ever")
        #expect(library.nextToHash()?.path == file.path)
        #expect(library.hashed(share: 0, file, hashed("film")))
        #expect(library.nextToHash() == nil)
        // What has no bytes is no torrent.
        var empty = record(share: 0, try found("empty", size: 0), digest(""))
        empty.infoHash = nil
        #expect(Library(records: [empty], shares: []).nextToHash() == nil)
    }

    @Test("what nobody sees is not hashed until it is shown")
    func hidden() throws {
        let library = Library(records: [], shares: [])
        library.setDownloadsShown(false)
        library.saw(share: 1, try found("film"))
        #expect(library.nextToHash() == nil)
        library.setDownloadsShown(true)
        #expect(library.nextToHash()?.path == (try named("film")))
        #expect(library.nextToHash() == nil)
    }
}
