// Requests about torrents, and how what is known of them is shown.

import Digest
import HTTPWire
import Metainfo
import RESTAPI
import Testing
import Vocabulary

@testable import Node

private let infoHash = "0123456789abcdef0123456789abcdef01234567"
private let place = "/api/v1/torrents/" + infoHash
private let film = TorrentView(
    infoHash: Digest160(hex: infoHash)!, name: "film \u{202e}kv", state: .downloading, reason: nil,
    size: 100, left: 36, pieceLength: 65_536, pieceCount: 9, piecesHere: 1, downloaded: 64,
    uploaded: 3, wasted: 2, downloadRate: 10, uploadRate: 1, downloadLimit: 7, uploadLimit: 0,
    peerCount: 2, seedCount: 1, copies: 1.5, isPrivate: false, isAdded: true, isSequential: true,
    isSuperSeeding: false, seedRatio: 2, seedTime: .seconds(60),
    magnet: "magnet:?xt=urn:btih:\(infoHash)", placed: nil)

@Suite("Torrents are asked for")
struct TorrentRouteTests {
    private func torrentAsk(
        _ method: String, _ target: String, _ body: String = ""
    ) -> TorrentAsk? {
        guard case .torrent(let found)? = ask(method, target, body).ask else { return nil }
        return found
    }

    @Test("A path says what is to be done with which torrent") func paths() {
        let digest = Digest160(hex: infoHash)
        guard case .list(let page)? = torrentAsk("GET", "/api/v1/torrents?limit=3"),
            case .show(let shown)? = torrentAsk("GET", place),
            case .metainfo(let written)? = torrentAsk("GET", place + "/metainfo"),
            case .pause(let paused)? = torrentAsk("POST", place + "/pause"),
            case .resume(let resumed)? = torrentAsk("POST", place + "/resume"),
            case .recheck(let hashed)? = torrentAsk("POST", place + "/recheck"),
            case .remove(let kept, removingData: false)? = torrentAsk("DELETE", place),
            case .remove(_, removingData: true)? = torrentAsk("DELETE", place + "?data=true")
        else {
            Issue.record("a path is not understood")
            return
        }
        #expect(page == Page(limit: 3))
        for found in [shown, written, paused, resumed, hashed, kept] { #expect(found == digest) }
    }

    @Test(
        "Another path, method or hash is refused",
        arguments: [
            ("GET", place + "/nothing", 404), ("GET", "/api/v1/torrents/0123", 404),
            ("PUT", place, 405), ("GET", place + "/pause", 405), ("POST", place + "/metainfo", 405),
            ("DELETE", place + "?data=perhaps", 400),
        ])
    func refused(method: String, target: String, status: Int) {
        #expect(ask(method, target).refusal?.status == status)
    }

    @Test("A torrent is added by its link or its hash, with what is wanted of it") func added() {
        let body = """
            {"magnet":"magnet:?xt=urn:btih:\(infoHash)&dn=x","peers":["h:1","[::1]:2"],\
            "files":[2,0.0],"sequential":true,"hold":true,"super_seeding":true,\
            "seed_ratio":1.5,"seed_time_s":60}
            """
        guard case .add(let byLink)? = torrentAsk("POST", "/api/v1/torrents", body),
            case .add(let byHash)? = torrentAsk(
                "POST", "/api/v1/torrents", #"{"infohash":"\#(infoHash)"}"#),
            case .magnet(let link) = byLink.source, case .infoHash(let hash) = byHash.source
        else {
            Issue.record("it is not added")
            return
        }
        #expect(link.infoHash == hash && hash.hex == infoHash)
        #expect(byLink.options.peers.map(\.description) == ["h:1", "[::1]:2"])
        #expect(byLink.options.files == [2, 0])
        #expect(byLink.options.isSequential && byLink.options.isHeld)
        #expect(byLink.options.isSuperSeeding)
        #expect(byLink.options.seedRatio == 1.5)
        #expect(byLink.options.seedTime == .seconds(60))
        #expect(byHash.options == TorrentOptions())
    }

    @Test(
        "What cannot be meant is named",
        arguments: [
            (#"{}"#, "missing"), (#"{"magnet":"x","infohash":"y"}"#, "not both"),
            (#"{"infohash":"12"}"#, "40"), (#"{"magnet":"http://x"}"#, "notMagnet"),
            (#"{"infohash":"\#(infoHash)","files":[]}"#, "files"),
            (#"{"infohash":"\#(infoHash)","files":[-1]}"#, "files"),
            (#"{"infohash":"\#(infoHash)","files":[0.5]}"#, "files"),
            (#"{"infohash":"\#(infoHash)","files":[100000]}"#, "files"),
            (#"{"infohash":"\#(infoHash)","peers":["x"]}"#, "peers"),
            (#"{"infohash":"\#(infoHash)","seed_ratio":-1}"#, "seed_ratio"),
            (#"{"infohash":"\#(infoHash)","seed_ratio":1000001}"#, "seed_ratio"),
            (#"{"infohash":"\#(infoHash)","seed_time_s":1e30}"#, "seed_time_s"),
        ])
    func unclear(body: String, word: String) {
        let refusal = ask("POST", "/api/v1/torrents", body).refusal
        #expect(refusal?.status == 400)
        #expect(refusal?.detail.contains(word) == true, "\(refusal?.detail ?? "taken")")
    }

    @Test("Of a .torrent that is the body the query says what is wanted") func file() {
        let target = "/api/v1/torrents?files=1,3&peers=h:1,g:2&sequential=1&seed_ratio=0.5"
        let more = "&seed_time_s=9&super_seeding=true"
        guard case .addFile(let options)? = torrentAsk("PUT", target + more) else {
            Issue.record("it is not taken")
            return
        }
        #expect(options.files == [1, 3] && options.isSequential && options.isSuperSeeding)
        #expect(options.peers.map(\.description) == ["h:1", "g:2"])
        #expect(options.seedRatio == 0.5 && options.seedTime == .seconds(9))
        for query in ["files=x", "peers=x", "seed_ratio=nan", "seed_time_s=-1", "sequential=2"] {
            #expect(ask("PUT", "/api/v1/torrents?" + query).refusal?.status == 400, "\(query)")
        }
    }

    @Test("A change names what is to be otherwise, and nothing else") func changed() {
        let body = """
            {"priorities":[0,7,4],"download_limit":1,"upload_limit":0,"sequential":false,\
            "super_seeding":true}
            """
        guard case .change(_, let change)? = torrentAsk("PATCH", place, body) else {
            Issue.record("no change")
            return
        }
        #expect(change.priorities == [0, 7, 4])
        #expect(change.downloadLimit == 1 && change.uploadLimit == 0)
        #expect(change.isSuperSeeding == true)
        #expect(change.isSequential == false && change.files == nil && change.seedRatio == nil)
        for wrong in [
            #"{"priorities":[8]}"#, #"{"priorities":[1],"files":[0]}"#, #"{"upload_limit":-1}"#,
        ] {
            #expect(ask("PATCH", place, wrong).refusal?.status == 400, "\(wrong)")
        }
    }

    @Test("A backup wants a descriptor, and names no path") func backup() {
        guard case .backUp? = ask("POST", "/api/v1/backups", #"{"descriptor":true}"#).ask else {
            Issue.record("nothing is backed up")
            return
        }
        for wrong in ["{}", #"{"descriptor":false}"#, #"{"path":"/tmp/x"}"#] {
            #expect(ask("POST", "/api/v1/backups", wrong).refusal?.status == 400)
        }
    }

    @Test("A file that is to be hashed again is named") func verification() {
        guard
            case .verify(let file)? = ask("POST", "/api/v1/verifications", #"{"name":"a/b"}"#).ask
        else {
            Issue.record("nothing is verified")
            return
        }
        #expect(file == name("a/b"))
        #expect(
            ask("POST", "/api/v1/verifications", #"{"name":"../b"}"#).refusal?.status == 400)
    }
}

@Suite("Torrents are shown")
struct TorrentDocumentTests {
    private static let row = """
        {"added":true,"copies":1.5,"download_limit":7,"download_rate":10,"downloaded":64,\
        "infohash":"\(infoHash)","left":36,"magnet":"magnet:?xt=urn:btih:\(infoHash)",\
        "name":"film \u{202e}kv","peers_connected":2,"piece_count":9,"piece_length":65536,\
        "pieces_here":1,"placed":null,"private":false,"reason":null,"seed_ratio":2.0,\
        "seed_time_s":60,"seeds_connected":1,"sequential":true,"size":100,"state":"downloading",\
        "super_seeding":false,"upload_limit":0,"upload_rate":1,"uploaded":3,"wasted":2}
        """

    @Test("A list has rows, without what only one torrent tells") func list() {
        #expect(
            response(.torrents([film], next: "x")).text == """
                {"next":"x","torrents":[\(Self.row)],"v":1}
                """)
    }

    @Test("One torrent has its files, peers, pieces and trackers") func alone() {
        var torrent = film
        torrent.pieces = [0x80, 0x00]
        torrent.files = [
            TorrentFileView(
                number: 1, name: "film/a", size: 9, received: 4, isWanted: true, priority: 7)
        ]
        torrent.trackers = [
            TorrentTrackerView(
                url: "udp://t:1", tier: 0, state: .failing, problem: "silent",
                completed: 12, nextAnnounce: .seconds(30))
        ]
        let text = response(.torrent(torrent)).text
        #expect(text.contains(#""pieces":"gAA=""#))
        #expect(
            text.contains(
                #""files":[{"name":"film/a","number":1,"priority":7,"received":4,"size":9,"#
                    + #""wanted":true}]"#))
        #expect(
            text.contains(
                #"{"completed":12,"leechers":null,"next_s":30,"problem":"silent","#
                    + #""seeders":null,"state":"failing","tier":0,"url":"udp://t:1"}"#))
        #expect(text.contains(#""peers":[]"#) && text.contains(#""v":1"#))
    }

    @Test("An added torrent is somewhere, and a .torrent goes by its name") func answers() {
        let added = response(.added(film))
        #expect(added.status == 202)
        #expect(added.fields["Location"] == place)
        let written = response(.metainfo(Array("d4:infode".utf8), name("film")))
        #expect(written.fields["Content-Type"] == "application/x-bittorrent")
        #expect(written.fields["Content-Disposition"]?.contains("film.torrent") == true)
        #expect(written.text == "d4:infode")
    }

    @Test("A watcher is told a torrent's row, or that it was removed") func events() {
        let id = EventID(instance: 10, number: 3)
        #expect(
            String(decoding: surface.encode(.torrentChanged(film), as: id), as: UTF8.self) == """
                id: a-3
                event: torrent
                data: {"change":"changed","infohash":"\(infoHash)","torrent":\(Self.row),"v":1}


                """)
        let gone = surface.encode(.torrentRemoved(film.infoHash), as: id)
        #expect(
            String(decoding: gone, as: UTF8.self) == """
                id: a-3
                event: torrent
                data: {"change":"removed","infohash":"\(infoHash)","torrent":null,"v":1}


                """)
    }

    @Test("What hashing again found is told beside what was expected") func verification() {
        let (old, new) = (node().digest, Digest256(hex: String(repeating: "0", count: 64))!)
        let view = VerificationView(name: name("a"), expected: old, found: new)
        #expect(
            response(.verified(view)).text == """
                {"expected":"\(old.hex)","name":"a","sha256":"\(new.hex)","v":1,"verified":false}
                """)
    }
}
