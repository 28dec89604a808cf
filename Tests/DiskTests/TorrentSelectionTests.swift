// Other files of a torrent are wanted while it arrives.

import Digest
import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("A torrent of which other files are wanted than before") struct TorrentSelectionTests {
    /// Pieces of 100 bytes: "b" shares piece 2 with "a", and piece 4 with "c".
    private func scene(
        wanted: Set<String>, after before: TorrentScene? = nil
    ) throws -> TorrentScene {
        let list = try [("a", 250), ("in/b", 200), ("c", 150)].map { name, length in
            try file(name, Int64(length), isWanted: wanted.contains(name))
        }
        return try TorrentScene(list, in: before?.scratch)
    }

    private func settled(_ scene: TorrentScene) throws -> TorrentFiles {
        try scene.files.settled(cancel: Cancellation())
    }

    @Test(
        "has what lay beside in the file that is wanted late, with the pieces that were verified",
        arguments: [TorrentFiles.Allocation.sparse, .reserved, .written])
    func late(how: TorrentFiles.Allocation) throws {
        let first = try scene(wanted: ["a", "c"])
        let record = try PieceRecord(of: try settled(first))
        for number in [0, 1, 2, 4, 5] {
            let piece = try first.piece(number)
            try first.files.write(first.bytes(piece), piece: piece)
            try record.add([piece])
        }
        let second = try scene(wanted: ["a", "in/b", "c"], after: first)
        let files = try settled(second)
        try files.allocate(how, cancel: Cancellation())
        let again = try PieceRecord(of: files)
        #expect(again.verified.pieces.map(\.number) == [0, 1, 2, 4, 5])
        for piece in again.verified.pieces {
            #expect(try files.hash(piece) == second.digest(piece), "piece \(piece.number)")
        }
        let last = try second.piece(3)
        try files.write(second.bytes(last), piece: last)
        try files.place(as: named("album"), in: second.scratch.folder)
        for (number, path) in ["a", "in/b", "c"].enumerated() {
            #expect(try second.onDisk("album/" + path) == second.bytes(file: number))
        }
        let left = second.scratch.entries("incomplete")
        #expect(left.allSatisfy { $0.contains(".torrent.resume") }, "\(left)")
    }

    @Test("loses nothing of a file that is not wanted any more, and does not place it")
    func notAnyMore() throws {
        let first = try scene(wanted: ["a", "in/b", "c"])
        let record = try PieceRecord(of: try settled(first))
        for number in [2, 3, 4] {
            let piece = try first.piece(number)
            try first.files.write(first.bytes(piece), piece: piece)
            try record.add([piece])
        }
        let second = try scene(wanted: ["a", "c"], after: first)
        let files = try settled(second)
        try files.allocate(.written, cancel: Cancellation())
        #expect(try PieceRecord(of: files).verified.pieces.map(\.number) == [2, 3, 4])
        for number in [0, 1, 5] {
            let piece = try second.piece(number)
            try files.write(second.bytes(piece), piece: piece)
        }
        for piece in second.pieces { #expect(try files.hash(piece) == second.digest(piece)) }
        // And wanted once more: nothing has to come again.
        let third = try settled(try scene(wanted: ["a", "in/b", "c"], after: first))
        for piece in second.pieces { #expect(try third.hash(piece) == second.digest(piece)) }
        try files.place(as: named("album"), in: second.scratch.folder)
        #expect(second.scratch.entries("album") == ["a", "c"])
    }

    @Test("gives what it has of a file that is not wanted") func given() throws {
        let scene = try scene(wanted: ["a", "c"])
        try scene.write([0, 1, 2, 4, 5])
        let file = try settled(scene).open(file: 1)
        var bytes = [UInt8](repeating: 0, count: 50)
        #expect(pread(file.descriptor, &bytes, 50, off_t(file.start)) == 50)
        #expect(bytes == scene.bytes(250..<300))
        #expect(file.size >= 200, "as long as it reaches")
    }

    @Test("is as before where moving ends in the middle") func cut() throws {
        let first = try scene(wanted: ["a", "c"])
        try first.write([0, 1, 2, 4, 5])
        let second = try scene(wanted: ["a", "in/b", "c"], after: first)
        let cancel = Cancellation()
        cancel.cancel()
        #expect(throws: DiskError.self) { try second.files.settled(cancel: cancel) }
        #expect(second.scratch.entries("incomplete/\(second.name).torrent.d") == ["a", "c"])
        let files = try settled(second)
        for number in [2, 4] {
            let piece = try second.piece(number)
            #expect(try files.hash(piece) == second.digest(piece))
        }
    }
}
