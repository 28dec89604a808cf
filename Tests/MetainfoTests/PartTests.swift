// Content is one stream to pieces, and files to the disk.

import Metainfo
import Testing
import Vocabulary

private let padding = ["attr": Made.string("p")]

/// Files of 0, 10, 0, 48 bytes, 6 of padding, 0, and 30: two pieces of 64.
private func folder() throws -> Info {
    try Info(
        raw: Made.folder(
            [
                Made.file(["none"], 0), Made.file(["ten"], 10), Made.file(["nil"], 0),
                Made.file(["many"], 48), Made.file([".pad", "6"], 6, padding),
                Made.file(["nought"], 0), Made.file(["last"], 30),
            ], ["piece length": Made.integer(64), "pieces": Made.string(Made.hashes(2))]))
}

@Suite struct PartTests {
    @Test("A range is in the files that have its bytes")
    func covering() throws {
        let info = try folder()
        func parts(_ range: Range<Int64>) -> [FilePart] { info.files(covering: range) }
        #expect(parts(0..<1) == [FilePart(file: 1, range: 0..<1)])
        #expect(parts(9..<10) == [FilePart(file: 1, range: 9..<10)])
        #expect(parts(10..<11) == [FilePart(file: 3, range: 0..<1)])
        #expect(
            parts(5..<70) == [
                FilePart(file: 1, range: 5..<10), FilePart(file: 3, range: 0..<48),
                FilePart(file: 4, range: 0..<6), FilePart(file: 6, range: 0..<6),
            ])
        #expect(parts(93..<94) == [FilePart(file: 6, range: 29..<30)])
        #expect(parts(20..<20) == [])
        #expect(parts(94..<94) == [])
    }

    @Test("Every range's parts are its bytes, one after the other")
    func everyRange() throws {
        let info = try folder()
        var wrong: [Range<Int64>] = []
        for start in 0..<info.geometry.length {
            for end in start...info.geometry.length {
                var place = start
                for part in info.files(covering: start..<end) {
                    let file = info.files[part.file]
                    let isNext = file.offset + part.range.lowerBound == place
                    let isInside = !part.range.isEmpty && part.range.upperBound <= file.length
                    if !isNext || !isInside { wrong.append(start..<end) }
                    place += Int64(part.range.count)
                }
                if place != end { wrong.append(start..<end) }
            }
        }
        #expect(wrong == [])
    }

    @Test("A piece and a block are in files as their ranges are")
    func piecesAndBlocks() throws {
        let info = try folder()
        let piece = try #require(info.geometry.piece(1))
        #expect(info.files(of: piece) == [FilePart(file: 6, range: 0..<30)])
        let block = try #require(info.geometry.block(0, begin: 8, length: 4))
        #expect(
            info.files(of: block) == [
                FilePart(file: 1, range: 8..<10), FilePart(file: 3, range: 0..<2),
            ])
    }

    @Test("A file is in the pieces that have its bytes")
    func picking() throws {
        let info = try Info(
            raw: Made.folder(
                [
                    Made.file(["a"], 64), Made.file(["none"], 0), Made.file(["b"], 1),
                    Made.file(["c"], 130), Made.file(["end"], 0),
                ], ["piece length": Made.integer(64), "pieces": Made.string(Made.hashes(4))]))
        let pieces = info.files.indices.map { info.pieces(ofFile: $0).map(\.number) }
        #expect(pieces == [[0], [], [1], [1, 2, 3], []])
        #expect(info.pieces(ofFiles: [0, 2]).pieces.map(\.number) == [0, 1])
        #expect(info.pieces(ofFiles: 3...7).pieces.map(\.number) == [1, 2, 3])
        #expect(info.pieces(ofFiles: [-1, 5]).isEmpty)
        #expect(info.pieces(ofFiles: 0..<5).isFull)
    }

    @Test("Padding has no name, and a link is not made")
    func namelessKinds() throws {
        let link = ["attr": Made.string("xl"), "symlink path": Made.list([Made.string("..")])]
        let info = try Info(
            raw: Made.folder([
                Made.file(["a"], 10),
                Made.file([String](), 5, padding.merging(["path": []]) { $1 }),
                Made.file(["a"], 5, padding), Made.file(["a"], -7, link),
                Made.file(["b"], 1, ["attr": Made.string("xh")]),
            ]))
        #expect(info.files.map(\.name?.path) == ["folder/a", nil, nil, nil, "folder/b"])
        #expect(info.files.map(\.offset) == [0, 10, 15, 20, 20])
        #expect(info.files.map(\.kind)[1...3] == [.padding, .padding, .link])
        #expect(info.geometry.length == 21)
    }
}
