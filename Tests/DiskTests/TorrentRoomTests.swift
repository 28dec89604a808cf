// Room for a torrent, and where in it what lies.

import Digest
import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("Room for a torrent") struct TorrentRoomTests {
    @Test(
        "room is made, and no byte that is there is lost",
        arguments: [TorrentFiles.Allocation.sparse, .reserved, .written])
    func allocated(how: TorrentFiles.Allocation) throws {
        let scene = try TorrentScene([
            file("a", 300_000), file("no", 50, isWanted: false), file("b/c", 70_000), file("d", 0),
        ])
        try scene.write([1, 1500, 3100])
        for _ in 0..<2 { try scene.files.allocate(how, cancel: Cancellation()) }
        for number in [1, 1500, 3100] {
            let piece = try scene.piece(number)
            #expect(try scene.files.hash(piece) == scene.digest(piece))
        }
        let root = "\(scene.scratch.path)/incomplete/\(scene.name).torrent.d"
        var raw = stat()
        for (path, length) in [("a", 300_000), ("b/c", 70_000), ("d", 0)] {
            #expect(stat("\(root)/\(path)", &raw) == 0)
            #expect(raw.st_size == length)
            if how != .sparse { #expect(Int(raw.st_blocks) * 512 >= length) }
        }
        #expect(stat("\(root)/no", &raw) != 0)
    }

    @Test("room that nobody waits for any more is not made") func cancelled() throws {
        let scene = try TorrentScene([file("a", 300_000), file("b", 9)])
        let cancel = Cancellation()
        cancel.cancel()
        for how in [TorrentFiles.Allocation.sparse, .reserved, .written] {
            let error = #expect(throws: DiskError.self) {
                try scene.files.allocate(how, cancel: cancel)
            }
            #expect(error?.isCancelled == true)
        }
    }

    @Test("what was written is found again, without a record") func present() throws {
        let scene = try TorrentScene([
            file("a", 300_000), file("b", 30), file("c", 100_000), file("d", 70),
        ])
        try scene.files.allocate(.sparse, cancel: Cancellation())
        #expect(try scene.files.present(cancel: Cancellation()).isEmpty)
        let written = [0, 77, 1500, 2999, 3000, 3456]
        try scene.write(written)
        let present = try scene.files.present(cancel: Cancellation())
        #expect(Set(written).isSubset(of: present.pieces.map(\.number)))
        #expect(present.count < 300, "a block of the file system is more than a piece")
        try scene.write()
        #expect(try scene.files.present(cancel: Cancellation()).isFull)
    }
}

@Suite("The layout of a torrent") struct TorrentLayoutTests {
    @Test("every range is cut where files end, to the byte") func spans() throws {
        let lengths: [Int64] = [0, 3, 0, 0, 5, 1, 0, 7, 0]
        let list = try lengths.enumerated().map { try file("f\($0.offset)", $0.element) }
        let geometry = try #require(PieceGeometry(length: 16, pieceLength: 5))
        let layout = try #require(TorrentLayout(list, geometry, isFolder: true))
        let owners = lengths.enumerated().flatMap { row in
            (0..<row.element).map { (row.offset, $0) }
        }
        for low in 0...16 {
            for high in low...16 {
                let spans = layout.spans(of: Int64(low)..<Int64(high))
                let bytes = spans.flatMap { span in
                    (0..<Int64(span.range.count)).map { (span.file, span.offset + $0) }
                }
                #expect(bytes.elementsEqual(owners[low..<high], by: ==))
            }
        }
    }

    @Test("files that are not the content have no layout") func refused() throws {
        let geometry = try #require(PieceGeometry(length: 16, pieceLength: 5))
        for lengths: [Int64] in [[], [15], [17], [8, 9], [-1, 17], [.max, .max], [16, .max]] {
            let list = try lengths.enumerated().map { try file("f\($0.offset)", $0.element) }
            #expect(TorrentLayout(list, geometry, isFolder: true) == nil, "\(lengths)")
        }
        #expect(
            TorrentLayout([try file("a", 8), try file("b", 8)], geometry, isFolder: false) == nil)
    }
}
