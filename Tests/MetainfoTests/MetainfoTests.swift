// A .torrent says what there is and where to look, and is written as it was read.

import Bencode
import Digest
import Metainfo
import Testing
import Vocabulary

private func strings(_ texts: [String]) -> [UInt8] { Made.list(texts.map { Made.string($0) }) }

private func read(_ more: [String: [UInt8]]) throws -> Metainfo {
    try Metainfo(torrent: Made.torrent(Made.single(), more))
}

@Suite struct MetainfoTests {
    @Test("A .torrent that Debian's BitTorrent programs would make is read")
    func wellMade() throws {
        let info =
            "d6:lengthi3e4:name5:a.txt12:piece lengthi32768e6:pieces20:"
            + "\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}\u{9}abcdefghijke"
        let text =
            "d8:announce18:http://tracker/ann10:created by4:some13:creation datei9e"
            + "8:encoding5:UTF-84:info\(info)5:nodesll4:hosti1eeee"
        let metainfo = try Metainfo(torrent: Array(text.utf8))
        #expect(metainfo.info.name.path == "a.txt")
        #expect(!metainfo.info.isFolder)
        #expect(!metainfo.info.isPrivate)
        #expect(metainfo.info.files.map(\.kind) == [.regular(metainfo.info.name)])
        #expect(metainfo.info.files.map(\.range) == [0..<3])
        #expect(metainfo.info.geometry == PieceGeometry(length: 3, pieceLength: 32_768))
        #expect(metainfo.info.infoHash == SHA1.of(Array(info.utf8)))
        #expect(metainfo.trackers == [["http://tracker/ann"]])
        #expect(metainfo.webSeeds == [])
    }

    @Test("The info-hash is of the bytes as they came, in whatever order their keys are")
    func unordered() throws {
        let entries = [
            ("pieces", Made.string(Made.hashes(2))), ("name", Made.string("file")),
            ("unknown", Made.list([])), ("length", Made.integer(100)),
            ("piece length", Made.integer(64)),
        ]
        let info = Array("d".utf8) + entries.flatMap { Made.string($0) + $1 } + Array("e".utf8)
        let metainfo = try Metainfo(torrent: Made.torrent(info))
        #expect(metainfo.info.raw == info)
        #expect(metainfo.info.infoHash == SHA1.of(info))
        #expect(metainfo.info.pieceHashes == Made.hashes(2))
        #expect(metainfo.torrent == Made.torrent(info))
        #expect(try Info(raw: info) == metainfo.info)
        #expect(try Info(raw: Made.single()) != metainfo.info)
    }

    @Test("Each piece has its hash")
    func hashes() throws {
        let info = try Info(raw: Made.single())
        let hashes = info.geometry.pieces.map { info[$0].bytes }
        #expect(hashes == [[UInt8](repeating: 0, count: 20), [UInt8](repeating: 1, count: 20)])
    }

    @Test("Private is what says so", arguments: [("i1e", true), ("i0e", false), ("1:1", false)])
    func privacy(value: String, isPrivate: Bool) throws {
        let info = Made.single(["private": Array(value.utf8)])
        #expect(try Info(raw: info).isPrivate == isPrivate)
        // Beside the info it would not be part of the info-hash, so everybody could take it out.
        #expect(try !read(["private": Array(value.utf8)]).info.isPrivate)
    }

    @Test("The list of tiers goes before the one tracker")
    func trackers() throws {
        let one = Made.string("http://one/")
        let list = Made.list([
            strings(["http://a/", "udp://b:1"]), strings([]), Made.integer(1),
            Made.list([Made.integer(2), Made.string(" http://c/\n"), Made.string("http://a/")]),
        ])
        let tiers = [["http://a/", "udp://b:1"], ["http://c/"]]
        #expect(try read(["announce": one, "announce-list": list]).trackers == tiers)
        #expect(try read(["announce-list": list]).trackers == tiers)
        #expect(try read(["announce": one]).trackers == [["http://one/"]])
        for useless in [Made.list([]), Made.list([strings([""])]), Made.integer(1), strings(["a"])]
        {
            let both = ["announce": one, "announce-list": useless]
            #expect(try read(both).trackers == [["http://one/"]])
        }
        #expect(try read(["announce": Made.string("")]).trackers == [])
        #expect(try read(["announce": Made.string([0xff])]).trackers == [])
    }

    @Test("Web seeds are one or a list")
    func webSeeds() throws {
        #expect(try read(["url-list": Made.string("http://w/")]).webSeeds == ["http://w/"])
        #expect(try read(["url-list": Made.string("")]).webSeeds == [])
        #expect(try read(["url-list": Made.integer(1)]).webSeeds == [])
        let list = strings([" http://v/ ", "a b", "", "http://w/\r\n", "x\u{0}"])
        #expect(try read(["url-list": list]).webSeeds == ["http://v/", "http://w/"])
    }

    @Test("More places to look than anybody needs are left out")
    func manyPlaces() throws {
        let urls = (0..<100).map { "http://\($0)/" }
        let long = "http://" + String(repeating: "a", count: Limits.urlLength)
        let metainfo = try read([
            "announce-list": Made.list([strings([long] + urls), strings(urls)]),
            "url-list": strings([long] + urls),
        ])
        #expect(metainfo.trackers == [Array(urls.prefix(Limits.trackersPerTorrent))])
        #expect(metainfo.webSeeds == Array(urls.prefix(Limits.webSeedsPerTorrent)))
        let tiers = try read(["announce-list": Made.list(urls.map { strings([$0]) })]).trackers
        #expect(tiers.count == Limits.trackersPerTorrent)
    }

    @Test("What is written is canonical, without dates, and read as it was")
    func written() throws {
        let info = try Info(raw: Made.single())
        let all = Metainfo(
            info: info, trackers: [["http://a/", "http://b/"], [], ["udp://c:1"]],
            webSeeds: ["http://w/"])
        #expect(
            all.torrent
                == Made.dictionary([
                    "announce": Made.string("http://a/"),
                    "announce-list": Made.list([
                        strings(["http://a/", "http://b/"]), strings(["udp://c:1"]),
                    ]),
                    "info": info.raw, "url-list": strings(["http://w/"]),
                ]))
        let bare = Metainfo(info: info)
        #expect(bare.torrent == Made.torrent(info.raw))
        let one = Metainfo(info: info, trackers: [["http://a/"]])
        #expect(one.torrent == Made.torrent(info.raw, ["announce": Made.string("http://a/")]))
        for metainfo in [all, bare, one] {
            #expect(try Metainfo(torrent: metainfo.torrent) == metainfo)
        }
    }
}
