// A torrent of both kinds is taken by its side of BEP 3, if the other says the same.

import Metainfo
import Testing
import Vocabulary

private let padding = ["attr": Made.string("p")]
private let pieceLength: Int64 = 16_384

private func leaf(_ length: Int64, _ more: [String: [UInt8]] = [:]) -> [UInt8] {
    Made.dictionary(["": Made.dictionary(["length": Made.integer(length)].merging(more) { $1 })])
}

private func hybrid(_ files: [[UInt8]], tree: [UInt8], hashes: Int = 2) -> [UInt8] {
    Made.folder(
        files,
        [
            "meta version": Made.integer(2), "file tree": tree,
            "piece length": Made.integer(pieceLength), "pieces": Made.string(Made.hashes(hashes)),
        ])
}

private let files = [
    Made.file(["a", "x"], 10), Made.file([".pad", "1"], pieceLength - 10, padding),
    Made.file(["a", "y"], 0), Made.file(["b"], 20),
]

private let tree = Made.dictionary([
    "a": Made.dictionary(["x": leaf(10), "y": leaf(0)]), "b": leaf(20),
])

@Suite struct HybridTests {
    @Test("Both sides have the same files")
    func same() throws {
        let info = try Info(raw: hybrid(files, tree: tree))
        #expect(info.files.map(\.name?.path) == ["folder/a/x", nil, "folder/a/y", "folder/b"])
        let one = Made.single([
            "meta version": Made.integer(2), "file tree": Made.dictionary(["file": leaf(100)]),
            "piece length": Made.integer(pieceLength), "pieces": Made.string(Made.hashes(1)),
        ])
        #expect(try Info(raw: one).geometry.length == 100)
        let link = ["attr": Made.string("l"), "symlink path": Made.list([Made.string("b")])]
        let linked = hybrid(
            [Made.file(["a"], 0, link), Made.file(["b"], 20)],
            tree: Made.dictionary(["a": leaf(0, link), "b": leaf(20)]), hashes: 1)
        #expect(try Info(raw: linked).files.map(\.kind)[0] == .link)
    }

    private static let others: [(String, [UInt8])] = [
        ("none", Made.dictionary([:])),
        ("a number", Made.integer(1)),
        ("a file less", Made.dictionary(["a": Made.dictionary(["x": leaf(10), "y": leaf(0)])])),
        (
            "a file more",
            Made.dictionary([
                "a": Made.dictionary(["x": leaf(10), "y": leaf(0)]), "b": leaf(20), "c": leaf(0),
            ])
        ),
        (
            "another name",
            Made.dictionary(["a": Made.dictionary(["x": leaf(10), "z": leaf(0)]), "b": leaf(20)])
        ),
        (
            "another length",
            Made.dictionary(["a": Made.dictionary(["x": leaf(10), "y": leaf(0)]), "b": leaf(21)])
        ),
        (
            "another folder",
            Made.dictionary(["a": Made.dictionary(["x": leaf(10)]), "b": leaf(20), "y": leaf(0)])
        ),
        (
            "a name of nothing",
            Made.dictionary(["": leaf(1), "a": Made.dictionary(["x": leaf(10), "y": leaf(0)])])
        ),
        (
            "a folder that is a number",
            Made.dictionary(["a": Made.integer(1), "b": leaf(20)])
        ),
        (
            "a link for a file",
            Made.dictionary([
                "a": Made.dictionary(["x": leaf(10), "y": leaf(0, ["attr": Made.string("l")])]),
                "b": leaf(20),
            ])
        ),
    ]

    @Test("One side with other files than the other is refused", arguments: others)
    func different(difference: String, tree: [UInt8]) {
        #expect(throws: MetainfoError.inconsistentFiles) {
            try Info(raw: hybrid(files, tree: tree))
        }
    }

    @Test("A file that does not begin with a piece is refused")
    func unaligned() {
        let files = [
            Made.file(["a", "x"], 10), Made.file([".pad", "1"], pieceLength - 11, padding),
            Made.file(["a", "y"], 0), Made.file(["b"], 20),
        ]
        #expect(throws: MetainfoError.inconsistentFiles) {
            try Info(raw: hybrid(files, tree: tree))
        }
    }

    @Test("A tree whose keys do not ascend is refused")
    func unordered() {
        let tree =
            Array("d".utf8) + Made.string("b") + leaf(20) + Made.string("a")
            + Made.dictionary(["x": leaf(10), "y": leaf(0)]) + Array("e".utf8)
        #expect(throws: MetainfoError.invalidBencoding) { try Info(raw: hybrid(files, tree: tree)) }
    }

    @Test(
        "Pieces of BEP 52 are powers of two from 16 KiB on", arguments: [8192, 16_385, 49_152])
    func pieceLengths(length: Int64) {
        let info = Made.single([
            "meta version": Made.integer(2), "file tree": Made.dictionary(["file": leaf(100)]),
            "piece length": Made.integer(length), "pieces": Made.string(Made.hashes(1)),
        ])
        #expect(throws: MetainfoError.missingPieceLength) { try Info(raw: info) }
    }
}
