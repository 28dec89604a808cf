// What libtorrent's collection of malformed torrents has, each with what becomes of it.

import Metainfo
import Testing
import Vocabulary

private struct Case: CustomStringConvertible, Sendable {
    let description: String
    let info: [UInt8]
    let error: MetainfoError

    init(_ description: String, _ error: MetainfoError, _ info: [UInt8]) {
        self.description = description
        self.info = info
        self.error = error
    }
}

private let text = Made.string("text")
private let number = Made.integer(3)

private let cases: [Case] = [
    Case("no piece length", .missingPieceLength, Made.single(["piece length": []])),
    Case("a piece length in words", .missingPieceLength, Made.single(["piece length": text])),
    Case(
        "a negative piece length", .missingPieceLength,
        Made.single(["piece length": Made.integer(-64)])),
    Case("a piece of nothing", .missingPieceLength, Made.single(["piece length": Made.integer(0)])),
    Case(
        "a piece of a terabyte", .missingPieceLength,
        Made.single(["piece length": Made.integer(1 << 40)])),
    Case("no name", .missingName, Made.single(["name": []])),
    Case("a name that is empty", .missingName, Made.single(["name": Made.string("")])),
    Case("a name that is a number", .missingName, Made.single(["name": number])),
    Case("no length", .invalidLength, Made.single(["length": []])),
    Case("a length in words", .invalidLength, Made.single(["length": text])),
    Case("a negative size", .invalidLength, Made.single(["length": Made.integer(-1)])),
    Case("a size of nothing", .invalidLength, Made.single(["length": Made.integer(0)])),
    Case("files that are a number", .invalidLength, Made.single(["length": [], "files": number])),
    Case("a negative file size", .invalidLength, Made.folder([Made.file(["a"], -1)])),
    Case(
        "a file without a size", .invalidLength,
        Made.folder([Made.file(["a"], 1, ["length": []])])),
    Case(
        "files of nothing", .invalidLength,
        Made.folder([Made.file(["a"], 0), Made.file(["b"], 0)])),
    Case(
        "sizes that overflow", .invalidLength,
        Made.folder([Made.file(["a"], .max), Made.file(["b"], 1)])),
    Case("no path", .missingName, Made.folder([Made.file(["a"], 1, ["path": []])])),
    Case("a path in words", .invalidName, Made.folder([Made.file(["a"], 1, ["path": text])])),
    Case(
        "a path of numbers", .invalidName,
        Made.folder([Made.file(["a"], 1, ["path": Made.list([text, number])])])),
    Case(
        "a link to no path", .invalidName,
        Made.folder([Made.file(["a"], 0, ["attr": Made.string("l")]), Made.file(["b"])])),
    Case(
        "a link to a number", .invalidName,
        Made.folder([
            Made.file(["a"], 0, ["attr": Made.string("l"), "symlink path": number]),
            Made.file(["b"]),
        ])),
    Case("a file that is a number", .invalidFile, Made.folder([number])),
    Case("no files", .noFiles, Made.folder([])),
    Case(
        "nothing but padding", .noFiles,
        Made.folder([Made.file([".pad", "1"], 1, ["attr": Made.string("p")])])),
    Case("a file that is padding", .noFiles, Made.single(["attr": Made.string("p")])),
    Case(
        "padding of more than a piece", .invalidPadFile,
        Made.folder([Made.file(["a"]), Made.file(["p"], 1 << 20, ["attr": Made.string("p")])])),
    Case("no pieces", .missingPieces, Made.single(["pieces": []])),
    Case("pieces that are a number", .missingPieces, Made.single(["pieces": number])),
    Case(
        "half a hash", .invalidHashes,
        Made.single(["pieces": Made.string(Array(Made.hashes(2).dropLast()))])),
    Case("a hash too few", .invalidHashes, Made.single(["pieces": Made.string(Made.hashes(1))])),
    Case("a hash too many", .invalidHashes, Made.single(["pieces": Made.string(Made.hashes(3))])),
    Case("many pieces", .tooManyPieces, Made.single(["length": Made.integer(64 << 21 | 1)])),
    Case(
        "a huge offset", .tooManyPieces,
        Made.folder([Made.file(["a"], .max - 10), Made.file(["b"], 10)])),
    Case(
        "version 2 alone", .notYetSpoken,
        Made.single(["meta version": Made.integer(2), "pieces": []])),
    Case("a version of another day", .notYetSpoken, Made.single(["meta version": number])),
    Case("a version in words", .notYetSpoken, Made.single(["meta version": text])),
    Case("a list", .isNoDictionary, Made.list([])),
    Case("a string", .isNoDictionary, text),
    Case("nothing", .invalidBencoding, []),
    Case("something behind it", .invalidBencoding, Made.single() + [0]),
    Case(
        "an integer that is overlong", .invalidBencoding,
        Made.single(["length": Array("i0100e".utf8)])),
    Case(
        "a length beyond 64 bits", .invalidBencoding,
        Made.single(["length": Array("i9223372036854775808e".utf8)])),
    Case("a cut", .invalidBencoding, Made.single().dropLast()),
    Case(
        "deep recursion", .depthExceeded,
        Made.single(["x": [UInt8](repeating: UInt8(ascii: "l"), count: 5000)])),
    Case(
        "a million values", .tooLarge,
        Made.single(["x": Array("l\(String(repeating: "0:", count: 1_000_000))e".utf8)])),
    Case(
        "more than is read", .tooLarge,
        [UInt8](repeating: UInt8(ascii: "d"), count: Limits.metadataLength + 1)),
]

@Suite struct MalformedTests {
    @Test("Each fault has its name", arguments: cases)
    private func faults(fault: Case) {
        #expect(throws: fault.error) { try Info(raw: fault.info) }
    }

    @Test("A .torrent is refused for what its info is refused for", arguments: cases)
    private func inTorrents(fault: Case) {
        guard fault.error != .isNoDictionary, fault.info.count <= Limits.torrentLength,
            fault.info != Made.single() + [0], !fault.info.isEmpty
        else { return }
        #expect(throws: fault.error) { try Metainfo(torrent: Made.torrent(fault.info)) }
    }

    @Test("A .torrent is a dictionary with an info dictionary, and not long")
    func torrents() throws {
        #expect(throws: MetainfoError.isNoDictionary) { try Metainfo(torrent: text) }
        #expect(throws: MetainfoError.missingInfo) { try Metainfo(torrent: Made.dictionary([:])) }
        #expect(throws: MetainfoError.missingInfo) { try Metainfo(torrent: Made.torrent(text)) }
        #expect(throws: MetainfoError.missingInfo) { try Metainfo(torrent: Made.single()) }
        let long = Made.string([UInt8](repeating: 0, count: Limits.torrentLength))
        #expect(throws: MetainfoError.tooLarge) {
            try Metainfo(torrent: Made.torrent(Made.single(), ["comment": long]))
        }
    }

    @Test("Every beginning of a .torrent is refused")
    func cuts() throws {
        let whole = Made.torrent(Made.single(), ["announce": Made.string("http://a/")])
        _ = try Metainfo(torrent: whole)
        for count in whole.indices {
            #expect(throws: MetainfoError.invalidBencoding) {
                try Metainfo(torrent: Array(whole.prefix(count)))
            }
        }
        #expect(throws: MetainfoError.invalidBencoding) { try Metainfo(torrent: whole + [0x0a]) }
    }

    @Test("Files and folders end at a hundred thousand")
    func manyFiles() throws {
        let file = { (number: Int) in "d6:lengthi1e4:pathl6:\(100_000 + number)ee" }
        let most = Array((0..<100_000).map(file).joined().utf8)
        #expect(try Info(raw: Made.folder([most])).files.count == 100_000)
        #expect(throws: MetainfoError.tooManyFiles) {
            try Info(raw: Made.folder([most + Array(file(100_000).utf8)]))
        }
        let folders = String(repeating: "1:a", count: 999)
        let deep = Array(
            (0..<110).map { "d6:lengthi1e4:pathl3:\(100 + $0)\(folders)ee" }.joined().utf8)
        #expect(throws: MetainfoError.tooManyFiles) { try Info(raw: Made.folder([deep])) }
    }
}
