// What is believed of a torrent after a crash: never a piece that was not verified.

import Digest
import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("A record of pieces") struct PieceRecordTests {
    private func scene() throws -> TorrentScene {
        let scene = try TorrentScene([try file("a", 1510), try file("b", 485)])
        try scene.write()
        return scene
    }

    private func numbers(_ set: PieceSet) -> [Int] { set.pieces.map(\.number) }

    private func believed(_ scene: TorrentScene) throws -> [Int] {
        numbers(try PieceRecord(of: scene.files).verified)
    }

    /// What is believed of such a record; nothing where not even its head is.
    private func content(_ scene: TorrentScene, _ bytes: [UInt8]) -> Set<Int> {
        let head = RecordHead(scene.files.infoHash, scene.files.geometry)
        return Set(head.content(of: bytes).map { numbers($0.verified) } ?? [])
    }

    private func record(_ scene: TorrentScene) -> String {
        "incomplete/\(scene.name).torrent.resume"
    }

    /// As if the machine had been started anew since.
    private func reboot(_ scene: TorrentScene) throws {
        for ending in ["", ".old"] {
            guard var bytes = try scene.onDisk(record(scene) + ending) else { continue }
            bytes[52] ^= 0xff
            let bits = (scene.pieces.count + 7) / 8
            let check = SHA256.of(Array(bytes[..<(60 + bits)])).bytes
            bytes.replaceSubrange((60 + bits)..<(92 + bits), with: check)
            try scene.scratch.write(record(scene) + ending, bytes: bytes)
        }
    }

    @Test("what was added is believed by the next run, and by the one after it") func reopened()
        throws
    {
        let scene = try scene()
        let first = try PieceRecord(of: scene.files)
        #expect(first.verified.isEmpty)
        try first.add([scene.piece(3), scene.piece(0)])
        try first.add([scene.piece(19)])
        try first.add([scene.piece(3)])
        for _ in 0..<3 { #expect(try believed(scene) == [0, 3, 19]) }
        #expect(scene.scratch.descriptors == 2, "nothing is open in between")
    }

    @Test("a record that is cut anywhere is believed up to there") func cut() throws {
        let scene = try scene()
        let writer = try PieceRecord(of: scene.files)
        for number in [5, 2, 11] { try writer.add([scene.piece(number)]) }
        let whole = try #require(try scene.onDisk(record(scene)))
        let head = whole.count - 3 * 16
        for length in 0...whole.count {
            let expected = Set([5, 2, 11].prefix(max(0, length - head) / 16))
            #expect(content(scene, Array(whole[..<length])) == expected, "cut at \(length)")
        }
        try scene.scratch.write(record(scene), bytes: Array(whole.dropLast(17)))
        #expect(try believed(scene) == [5])
    }

    @Test("no bit that turns makes a piece believed that was not verified") func turned() throws {
        let scene = try scene()
        let writer = try PieceRecord(of: scene.files)
        try writer.add([scene.piece(1)])
        try writer.markSynced(writer.mark)
        let again = try PieceRecord(of: scene.files)
        try again.add([scene.piece(7), scene.piece(18)])
        let whole = try #require(try scene.onDisk(record(scene)))
        #expect(content(scene, whole) == [1, 7, 18])
        for bit in 0..<whole.count * 8 {
            var bytes = whole
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            // The number of the machine's start is checked, too.
            #expect([[], [1], [1, 7]].contains(content(scene, bytes)), "bit \(bit)")
        }
    }

    @Test("where the last record is damaged, the one before it is believed") func previous() throws
    {
        let scene = try scene()
        try PieceRecord(of: scene.files).add([scene.piece(4)])
        try PieceRecord(of: scene.files).add([scene.piece(9)])
        try scene.scratch.write(record(scene), "nonsense")
        #expect(try believed(scene) == [4])
        try scene.scratch.write(record(scene), "nonsense again")
        #expect(try believed(scene) == [], "a damaged one took nobody's place, and none was left")
        unlink("\(scene.scratch.path)/\(record(scene))")
        #expect(try believed(scene) == [])
    }

    @Test("a stop between the two renames loses nothing") func betweenRenames() throws {
        let scene = try scene()
        try PieceRecord(of: scene.files).add([scene.piece(4)])
        let path = "\(scene.scratch.path)/\(record(scene))"
        try #require(rename(path, path + ".old") == 0)
        #expect(try believed(scene) == [4])
    }

    @Test("another torrent's record, or one of other pieces, is not believed") func foreign() throws
    {
        let scene = try scene()
        try PieceRecord(of: scene.files).add(scene.pieces)
        let bytes = try #require(try scene.onDisk(record(scene)))
        let other = try TorrentScene([try file("x", 1995)])
        try other.write()
        try other.scratch.write("incomplete/\(other.name).torrent.resume", bytes: bytes)
        #expect(try believed(other) == [])
        let geometry = try #require(PieceGeometry(length: 1995, pieceLength: 50))
        let layout = try #require(
            TorrentLayout(scene.files.layout.files, geometry, isFolder: true))
        let cut = TorrentFiles(scene.files.infoHash, layout, in: scene.incomplete)
        #expect(try PieceRecord(of: cut).verified.isEmpty)
    }

    @Test("after a new start of the machine only what was synced is believed") func powerCut()
        throws
    {
        let scene = try scene()
        let writer = try PieceRecord(of: scene.files)
        try writer.add([scene.piece(1), scene.piece(2)])
        let mark = writer.mark
        #expect(numbers(mark.pieces) == [1, 2])
        try writer.add([scene.piece(3)])
        try scene.files.sync(mark.pieces)
        try writer.markSynced(mark)
        try writer.add([scene.piece(4)])
        #expect(numbers(writer.unsynced) == [3, 4])
        try reboot(scene)
        #expect(try believed(scene) == [1, 2])
        try reboot(scene)
        #expect(try believed(scene) == [1, 2])
    }

    @Test("who only opens a record has synced nothing") func openedOnly() throws {
        let scene = try scene()
        try PieceRecord(of: scene.files).add([scene.piece(1)])
        #expect(try numbers(PieceRecord(of: scene.files).unsynced) == [1])
        try reboot(scene)
        #expect(try believed(scene) == [])
    }

    @Test("a mark outlives a record that is written anew, but not what was forgotten") func marks()
        throws
    {
        let scene = try scene()
        let writer = try PieceRecord(of: scene.files, recordLength: 32)
        try writer.add([scene.piece(1), scene.piece(2)])
        let mark = writer.mark
        try writer.add([scene.piece(3)])
        try writer.markSynced(mark)
        #expect(numbers(writer.unsynced) == [3])
        let second = writer.mark
        try writer.forget([scene.piece(3)])
        try writer.add([scene.piece(3)])
        try writer.markSynced(second)
        #expect(numbers(writer.unsynced) == [3])
        try reboot(scene)
        #expect(try believed(scene) == [1, 2])
    }

    @Test("a long record is written anew, and says the same") func long() throws {
        let scene = try scene()
        let writer = try PieceRecord(of: scene.files, recordLength: 48)
        for piece in scene.pieces {
            try writer.add([piece])
            if piece.number % 6 == 0 { try writer.markSynced(writer.mark) }
        }
        #expect(writer.verified.isFull)
        let length = try #require(try scene.onDisk(record(scene))).count
        #expect(length <= 92 + 3 + 16 * 8)
        #expect(try believed(scene) == scene.pieces.map(\.number))
        try reboot(scene)
        #expect(try believed(scene) == Array(0...18))
    }

    @Test("what was forgotten does not come back, whatever is damaged") func forgotten() throws {
        let scene = try scene()
        let writer = try PieceRecord(of: scene.files)
        try writer.add([scene.piece(1), scene.piece(2)])
        try writer.forget([scene.piece(1)])
        #expect(numbers(writer.verified) == [2])
        try scene.scratch.write(record(scene), "nonsense")
        #expect(try believed(scene) == [])
    }

    @Test("what has no bytes any more is forgotten") func withoutBytes() throws {
        let scene = try scene()
        try PieceRecord(of: scene.files).add(scene.pieces)
        let root = "\(scene.scratch.path)/incomplete/\(scene.name).torrent.d"
        unlink("\(root)/b")
        #expect(try believed(scene) == Array(0...14))
        try scene.write()
        #expect(try believed(scene) == Array(0...14), "bytes alone prove nothing")
        try scene.files.discard()
        #expect(try believed(scene) == [])
    }

    @Test("an info dictionary comes back as it was, or not at all") func info() throws {
        let scene = try scene()
        let bytes = Array("d4:name1:ae".utf8)
        let key = SHA1.of(bytes)
        #expect(try keptInfo(of: key, in: scene.incomplete) == nil)
        try keepInfo(bytes, of: key, in: scene.incomplete)
        try keepInfo(bytes, of: key, in: scene.incomplete)
        #expect(try keptInfo(of: key, in: scene.incomplete) == bytes)
        for length in 0..<bytes.count {
            try scene.scratch.write(
                "incomplete/\(key.hex).torrent.info", bytes: Array(bytes[..<length]))
            #expect(try keptInfo(of: key, in: scene.incomplete) == nil)
        }
    }

    @Test("what belongs to no torrent that is known goes away, and nothing else") func leftovers()
        throws
    {
        let (one, scratch) = (try scene(), try Scratch())
        _ = try PieceRecord(of: one.files)
        let two = try TorrentScene([try file("z", 100)], in: one.scratch)
        try two.write()
        let part = try PartFile(SHA256.of([]), size: 9, in: one.incomplete)
        _ = try part.write([1], at: 0)
        try one.scratch.write("incomplete/\(one.name.uppercased()).torrent.d")
        try one.scratch.write("incomplete/unknown")
        #expect(
            try torrentLeftovers(in: one.incomplete) == [one.files.infoHash, two.files.infoHash])
        #expect(try removeParts(but: [SHA256.of([])], in: one.incomplete) == 2)
        #expect(one.scratch.entries("incomplete").count == 5)
        let removed = try removeTorrents(but: [two.files.infoHash], in: one.incomplete)
        #expect(removed == [one.files.infoHash])
        #expect(one.scratch.entries("incomplete").count == 3)
        #expect(try two.files.hash(two.piece(0)) == two.digest(two.piece(0)))
        #expect(try torrentLeftovers(in: scratch.folder).isEmpty)
    }

    @Test("a folder that was copied half way is removed at the start; a person's stays")
    func unfinished() throws {
        let scratch = try Scratch()
        try scratch.makeFolder(".unfinished.0123456789abcdef")
        try scratch.makeFolder(".unfinished.0123456789abcdef/in")
        try scratch.makeLink(".unfinished.0123456789abcdef/in/link", to: "/etc")
        try scratch.makeFolder(".unfinished.symphony")
        try scratch.write(".unfinished.fedcba9876543210")
        try removeUnfinished(in: scratch.folder)
        #expect(scratch.entries() == [".unfinished.symphony"])
    }
}
