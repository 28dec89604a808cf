// Two who share the same are one swarm.

import Bencode
import Digest
import Metainfo
import Testing
import Vocabulary

func fileName(_ text: String) throws -> FileName { try #require(FileName(text)) }

@Suite struct OwnContentTests {
    @Test("A file's dictionary is of its name, length and hashes alone")
    func file() throws {
        let content = try OwnContent(file: try fileName("shelf/cat.jpg"), length: 70_000)
        #expect(content.geometry.pieceCount == 2)
        let info = try content.info(hashes: Made.hashes(2))
        let text = "d6:lengthi70000e4:name7:cat.jpg12:piece lengthi65536e6:pieces40:"
        #expect(info.raw == Array(text.utf8) + Made.hashes(2) + Array("e".utf8))
        #expect(info.infoHash == SHA1.of(info.raw))
        #expect(info.pieceHashes == Made.hashes(2))
        let last = try #require(info.geometry.piece(1))
        #expect(info[last].bytes == [UInt8](repeating: 1, count: 20))
        try expectSame(info, try Info(raw: info.raw))
    }

    @Test("A folder's files stand in the order of the bytes of their paths")
    func folder() throws {
        let names = ["b", "a/z", "a.txt", "ä", "empty", "B"]
        let files = try names.enumerated()
            .map { (path: try fileName($1), length: $1 == "empty" ? 0 : Int64($0 + 1)) }
        let content = try OwnContent(folder: try fileName("my/set"), files: files)
        let info = try content.info(hashes: Made.hashes(1))
        #expect(
            info.files.map { $0.name?.path ?? "" }
                == ["B", "a.txt", "a/z", "b", "empty", "ä"].map { "set/" + $0 })
        #expect(info.files.map(\.offset) == [0, 6, 9, 11, 12, 12])
        let text =
            "d5:filesld6:lengthi6e4:pathl1:Beed6:lengthi3e4:pathl5:a.txteed6:lengthi2e4:pathl1:a"
        #expect(info.raw.starts(with: Array(text.utf8)))
        #expect(content == (try OwnContent(folder: try fileName("set"), files: files.reversed())))
        try expectSame(info, try Info(raw: info.raw))
    }

    @Test("What has no bytes has no pieces, so no dictionary")
    func empty() throws {
        let name = try fileName("a")
        #expect(throws: MetainfoError.invalidLength) { try OwnContent(file: name, length: 0) }
        #expect(throws: MetainfoError.invalidLength) {
            try OwnContent(folder: name, files: [(path: name, length: 0)])
        }
        #expect(throws: MetainfoError.noFiles) { try OwnContent(folder: name, files: []) }
    }

    @Test("What no peer would take is not made")
    func tooLarge() throws {
        let name = try fileName("a")
        #expect(throws: MetainfoError.tooManyPieces) { try OwnContent(file: name, length: .max) }
        #expect(throws: MetainfoError.tooLarge) {
            try OwnContent(file: name, length: Int64(15) << 40)
        }
        #expect(throws: MetainfoError.invalidLength) {
            try OwnContent(
                folder: name,
                files: [(path: name, length: .max), (path: try fileName("b"), length: 1)])
        }
        let long = try fileName(Array(repeating: "abcdefg", count: 384).joined(separator: "/"))
        #expect(throws: MetainfoError.invalidName) {
            try OwnContent(folder: name, files: [(path: long, length: 1)])
        }
    }

    private func expectSame(_ left: Info, _ right: Info) throws {
        #expect(left == right)
        #expect(left.files == right.files)
        #expect(left.name == right.name)
        #expect(left.isFolder == right.isFolder)
        #expect(left.infoHash == right.infoHash)
        #expect(left.geometry == right.geometry)
        #expect(left.pieceHashes == right.pieceHashes)
        for number in left.files.indices {
            #expect(left.webPath(ofFile: number) == right.webPath(ofFile: number))
        }
    }
}
