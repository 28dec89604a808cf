// The bytes of a torrent lie where they are going to be, and nowhere else.

import Digest
import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("The files of a torrent") struct TorrentFilesTests {
    private func mixed() throws -> TorrentScene {
        try TorrentScene([
            file("a", 250), file("inner/empty", 0), file("inner/b", 30), file("inner/deep/c", 511),
            file("d", 9),
        ])
    }

    @Test("pieces come in any order, and every file is what it should be") func anyOrder() throws {
        let scene = try mixed()
        #expect(!scene.files.isThere)
        for piece in scene.pieces.reversed() {
            #expect(try scene.files.hash(piece) != scene.digest(piece))
            try scene.files.write(scene.bytes(piece), piece: piece)
            #expect(try scene.files.hash(piece) == scene.digest(piece))
        }
        #expect(try scene.files.read(0..<800) == scene.content)
        #expect(try scene.files.read(245..<283) == scene.bytes(245..<283))
        #expect(try scene.files.read(17..<17) == [])
        #expect(scene.scratch.descriptors == 2, "the folders of the scene, and no file")
        try scene.files.sync()
        try scene.files.place(as: named("music/album"), in: scene.scratch.folder)
        for (number, entry) in scene.files.layout.files.enumerated() {
            #expect(
                try scene.onDisk("music/album/\(entry.name)") == scene.bytes(file: number),
                "\(entry.name)")
        }
        #expect(scene.scratch.entries("incomplete").isEmpty)
        #expect(scene.scratch.mode("music/album/a") == 0o644 & ~currentUmask())
    }

    @Test("a piece is written if it is right, and no byte of it else") func verified() throws {
        let scene = try mixed()
        let piece = try scene.piece(2)
        var bytes = scene.bytes(piece)
        bytes[99] ^= 1
        let expected = scene.digest(piece)
        #expect(
            try scene.files.verifyAndWrite(bytes, piece: piece, expecting: expected) == .wrong)
        #expect(scene.scratch.entries("incomplete").isEmpty)
        bytes[99] ^= 1
        #expect(
            try scene.files.verifyAndWrite(bytes, piece: piece, expecting: expected) == .written)
        #expect(try scene.files.hash(piece) == expected)
    }

    @Test("what was never written is told apart from what cannot be read") func missing() throws {
        let scene = try mixed()
        try scene.write([0])
        let error = #expect(throws: DiskError.self) { try scene.files.read(0..<101) }
        #expect(error?.code == ENODATA)
        #expect(try scene.files.read(0..<100) == scene.bytes(0..<100))
    }

    @Test("a file that is not wanted never appears, and what it shares is kept beside")
    func unwanted() throws {
        let scene = try TorrentScene([
            file("a", 150), file("no/b", 120, isWanted: false), file("c", 60),
            file("no/d", 300, isWanted: false), file("e", 20),
        ])
        // What has no byte of a wanted file is not asked for.
        let wanted = [0, 1, 2, 3, 6]
        try scene.write(wanted)
        for piece in scene.pieces {
            let digest = wanted.contains(piece.number) ? scene.digest(piece) : nil
            if digest != nil { #expect(try scene.files.hash(piece) == digest) }
        }
        #expect(
            scene.scratch.entries("incomplete") == [
                "\(scene.name).torrent.d", "\(scene.name).torrent.parts",
            ])
        #expect(scene.scratch.entries("incomplete/\(scene.name).torrent.d") == ["a", "c", "e"])
        let present = try scene.files.present(cancel: Cancellation())
        #expect(Set(wanted).isSubset(of: present.pieces.map(\.number)))
        try scene.files.place(as: named("album"), in: scene.scratch.folder)
        #expect(scene.scratch.entries("album") == ["a", "c", "e"])
        #expect(scene.scratch.entries("incomplete").isEmpty)
    }

    @Test("padding is not on the disk, and is there all the same") func padding() throws {
        let scene = try TorrentScene([
            file("a", 150), file("pad/50", 50, isPad: true),
            file("b", 30),
        ])
        try scene.write()
        for piece in scene.pieces {
            #expect(try scene.files.hash(piece) == scene.digest(piece))
        }
        #expect(scene.scratch.entries("incomplete/\(scene.name).torrent.d") == ["a", "b"])
        #expect(scene.scratch.entries("incomplete").count == 1)
        #expect(try scene.files.present(cancel: Cancellation()).isFull)
    }

    @Test("padding that is no zeros is kept: its piece is the right one") func strangePadding()
        throws
    {
        let scene = try TorrentScene([file("a", 150), file("pad", 50, isPad: true)])
        let piece = try scene.piece(1)
        let bytes = (0..<100).map { UInt8($0) }
        try scene.files.write(bytes, piece: piece)
        #expect(try scene.files.hash(piece) == SHA1.of(bytes))
    }

    @Test("a torrent of one file is a file") func single() throws {
        let scene = try TorrentScene([file("song.ogg", 333)], isFolder: false)
        try scene.write()
        try scene.scratch.write("taken.ogg", "mine")
        let error = #expect(throws: DiskError.self) {
            try scene.files.place(as: named("taken.ogg"), in: scene.scratch.folder)
        }
        #expect(error?.isTaken == true)
        #expect(scene.scratch.text("taken.ogg") == "mine")
        try scene.files.place(as: named("music/song.ogg"), in: scene.scratch.folder)
        #expect(try scene.onDisk("music/song.ogg") == scene.content)
        #expect(scene.scratch.entries("incomplete").isEmpty)
    }

    @Test("nothing is ever replaced: not a file, not an empty folder, not a link to nowhere")
    func neverReplaced() throws {
        let scene = try mixed()
        try scene.write()
        try scene.scratch.write("file", "first")
        try scene.scratch.makeFolder("folder")
        try scene.scratch.makeLink("link", to: "nowhere")
        for name in ["file", "folder", "link"] {
            let error = #expect(throws: DiskError.self) {
                try scene.files.place(as: named(name), in: scene.scratch.folder)
            }
            #expect(error?.isTaken == true)
        }
        #expect(scene.scratch.entries("folder").isEmpty)
        try scene.files.place(as: named("folder (2)"), in: scene.scratch.folder)
        #expect(scene.scratch.entries("folder (2)") == ["a", "d", "inner"])
    }

    @Test("where the file system cannot promise that, an empty folder of ours is the claim")
    func claimed() throws {
        let scratch = try Scratch()
        try scratch.makeFolder("source")
        try scratch.write("source/file")
        try scratch.makeFolder("taken")
        let error = #expect(throws: DiskError.self) {
            try claim(
                "source", in: scratch.folder, to: "taken", in: scratch.folder, isFolder: true)
        }
        #expect(error?.isTaken == true)
        try claim("source", in: scratch.folder, to: "free", in: scratch.folder, isFolder: true)
        #expect(scratch.entries() == ["free", "taken"])
        #expect(scratch.text("free/file") == "content")
    }

    @Test("a torrent that is not whole is not placed") func notWhole() throws {
        let scene = try mixed()
        try scene.write([0, 1, 2, 3, 4, 5, 6])
        #expect(throws: DiskError.self) {
            try scene.files.place(as: named("album"), in: scene.scratch.folder)
        }
        #expect(scene.scratch.entries() == ["incomplete"])
    }

    @Test("a file is opened to be sent, as soon as something of it is there") func opened() throws {
        let scene = try mixed()
        let error = #expect(throws: DiskError.self) { try scene.files.open(file: 3) }
        #expect(error?.isMissing == true)
        try scene.write()
        #expect(try scene.files.open(file: 3).size == 511)
    }

    @Test("what is discarded is gone") func discarded() throws {
        let scene = try mixed()
        try scene.write()
        _ = try PieceRecord(of: scene.files)
        try keepInfo(scene.info, of: scene.files.infoHash, in: scene.incomplete)
        #expect(scene.scratch.entries("incomplete").count == 3)
        try scene.files.discard()
        #expect(scene.scratch.entries("incomplete").isEmpty)
        try scene.files.discard()
    }

    @Test("links, folders and FIFOs in the way lead nowhere, and stay") func inTheWay() throws {
        let scene = try mixed()
        let root = "incomplete/\(scene.name).torrent.d"
        try scene.scratch.makeFolder("elsewhere")
        try scene.scratch.write("victim", "mine")
        try scene.scratch.makeFolder(root)
        try scene.scratch.makeLink("\(root)/a", to: "../../victim")
        try scene.scratch.makeLink("\(root)/inner", to: "../../elsewhere")
        try #require(mkfifo("\(scene.scratch.path)/\(root)/d", 0o600) == 0)
        for number in [0, 2, 7] {
            let piece = try scene.piece(number)
            #expect(throws: DiskError.self, "piece \(number)") {
                try scene.files.write(scene.bytes(piece), piece: piece)
            }
            #expect(throws: DiskError.self) { try scene.files.hash(piece) }
        }
        #expect(throws: DiskError.self) {
            try scene.files.allocate(.sparse, cancel: Cancellation())
        }
        #expect(scene.scratch.text("victim") == "mine")
        #expect(scene.scratch.entries("elsewhere").isEmpty)
        try scene.files.discard()
        #expect(scene.scratch.entries() == ["elsewhere", "incomplete", "victim"])
    }

    @Test("two threads write different pieces of the same files") func threads() throws {
        let list = try (0..<40).map { try file("f\($0 % 5)/\($0)", Int64(37 * $0 + 1)) }
        let scene = try TorrentScene(list)
        let (files, content) = (scene.files, scene.content)
        let threads = try (0..<4).map { turn in
            try Worker {
                for piece in files.geometry.pieces where piece.number % 4 == turn {
                    let range = files.geometry.range(of: piece)
                    try files.write(
                        Array(content[Int(range.lowerBound)..<Int(range.upperBound)]), piece: piece)
                }
            }
        }
        for thread in threads { #expect(thread.join() == nil) }
        #expect(try scene.files.read(0..<Int64(content.count)) == content)
    }

    @Test("a full disk is told as one, and the piece goes in when there is room again")
    func full() throws {
        guard let disk = try TinyDisk() else { return }
        let geometry = try #require(PieceGeometry(length: 100_000, pieceLength: 50_000))
        let layout = try #require(
            TorrentLayout([file("a", 70_000), file("b", 30_000)], geometry, isFolder: true))
        let key = SHA1.of([])
        let files = TorrentFiles(key, layout, in: disk.folder)
        let bytes = [UInt8](repeating: 7, count: 50_000)
        try files.write(bytes, piece: try #require(geometry.piece(0)))
        let record = try? PieceRecord(of: files)
        let piece = try #require(geometry.piece(1))
        let error = #expect(throws: DiskError.self) { try files.write(bytes, piece: piece) }
        #expect(error?.isFull == true)
        #expect(try files.read(0..<50_000) == bytes)
        #expect(record == nil || record?.verified.isEmpty == true)
        #expect(
            throws: DiskError.self,
            performing: {
                try files.allocate(.reserved, cancel: Cancellation())
            })
        #expect(try files.read(0..<50_000) == bytes)
    }

    @Test("another file system gets a copy", arguments: [true, false]) func elsewhere(
        isFolder: Bool
    ) throws {
        guard let disk = try TinyDisk() else { return }
        let list = isFolder ? [try file("a", 250), try file("in/b", 99)] : [try file("a", 250)]
        let scene = try TorrentScene(list, isFolder: isFolder)
        try scene.write()
        try scene.files.place(as: named("album"), in: disk.folder)
        #expect(disk.scratch.entries() == ["album"])
        #expect(disk.scratch.entries(isFolder ? "album/in" : ".") == [isFolder ? "b" : "album"])
        #expect(scene.scratch.entries("incomplete").isEmpty)
        let again = try TorrentScene(list, isFolder: isFolder)
        try again.write()
        let error = #expect(throws: DiskError.self) {
            try again.files.place(as: named("album"), in: disk.folder)
        }
        #expect(error?.isTaken == true)
        #expect(disk.scratch.entries() == ["album"], "half a copy is no copy")
    }
}
