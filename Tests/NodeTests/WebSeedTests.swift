// Web seeds: servers that have a torrent's files, and do as they should or not (BEP 19).

import Bytes
import Digest
import HTTPWire
import Testing
import Vocabulary

@testable import Node

private let seed = "http://10.0.0.1:9000/film"

@Suite("A web seed") struct WebSeedTests {
    private func scene(
        _ torrent: WebTorrent, _ door: Door, _ change: (inout NodeSettings) -> Void = { _ in }
    ) -> Scene<PeerNode> {
        let scene = peer {
            $0.strangers = true
            change(&$0)
        }
        scene.doors[first] = door
        scene.add(torrent)
        return scene
    }

    private func shown(
        _ scene: Scene<PeerNode>, _ torrent: WebTorrent
    ) -> TorrentWebSeedView? { scene.view(torrent)?.webSeeds.first }

    @Test("alone completes a torrent, in one request and not one for each piece") func alone() {
        let torrent = WebTorrent(seeds: [seed])
        let scene = scene(torrent, webServer(["/film": torrent.content]))
        #expect(scene.arrived(torrent))
        let asked = scene.webAsked(first)
        #expect(asked.map(\.range) == [0..<torrent.content.count])
        #expect(scene.view(torrent)?.state == .seeding && scene.view(torrent)?.wasted == 0)
        #expect(scene.view(torrent)?.downloaded == UInt64(torrent.content.count))
        #expect(shown(scene, torrent)?.received == UInt64(torrent.content.count))
        #expect(!scene.said(to: first)[0].contains("uthorization"), "strangers get no proof")
    }

    @Test("may send byte by byte") func byteByByte() {
        let torrent = WebTorrent(length: 70_000, seeds: [seed])
        let scene = scene(torrent, .mute)
        for byte in web(0..<70_000, of: torrent.content) {
            scene.say([byte], on: scene.calls[0].connection)
        }
        #expect(scene.arrived(torrent))
    }

    @Test("of a file beneath a folder gets its name appended, coded byte by byte") func names() {
        let torrent = WebTorrent(
            [0x66, 0xe9, 0x20], length: 50_000, seeds: ["http://10.0.0.1:9000/pub/"])
        let scene = scene(torrent, webServer(["/pub/f%E9%20": torrent.content]))
        scene.work()
        #expect(scene.view(torrent)?.state == .seeding)
    }

    @Test("of a folder is asked file by file on one connection, and never for padding")
    func folder() {
        let torrent = WebTorrent(
            bytes("box"), length: 100_000,
            files: [
                (["a b"], 30_000), (nil, 2768), (["c", "d#"], 60_000), (["e"], 0),
                (["f"], 7232),
            ],
            seeds: ["http://10.0.0.1:9000"])
        let scene = scene(torrent, .mute)
        let files = [
            "/box/a%20b": Array(torrent.content[..<30_000]),
            "/box/c/d%23": Array(torrent.content[32_768..<92_768]),
            "/box/f": Array(torrent.content[92_768...]),
        ]
        let line = scene.calls[0].connection
        for _ in 0..<3 {
            guard let asked = WebAsked(scene.host.wire(line).text), let file = files[asked.target]
            else { return #expect(Bool(false), "it is asked for a file") }
            scene.say(web(asked.range, of: file), on: line)
        }
        scene.work()
        #expect(scene.webAsked(first).map(\.target) == ["/box/a%20b", "/box/c/d%23", "/box/f"])
        #expect(scene.view(torrent)?.state == .seeding && scene.calls.count == 1)
        #expect(scene.view(torrent)?.downloaded == 97_232, "padding was not fetched")
        let placed = scene.host.files[Shares.downloads]
        #expect(placed?[name("box/c/d#")]?.bytes == files["/box/c/d%23"])
    }

    @Test("that closes a connection we would have used again is simply dialled") func closed() {
        let length = 2 * Limits.webRunLength + 9
        let torrent = WebTorrent(length: length, seeds: [seed])
        let scene = scene(torrent, webServer(["/film": torrent.content]))
        #expect(scene.arrived(torrent))
        #expect(scene.webAsked(first).count == 5 && scene.calls.count == 3)
        #expect(shown(scene, torrent)?.problem == nil)
    }

    @Test("may send the whole file where that is wanted, and else not") func wholeFiles() {
        let small = WebTorrent(seeds: [seed])
        let scene = scene(small, .ours { _ in web(200, [], small.content) })
        #expect(scene.arrived(small))
        let large = WebTorrent(length: Limits.webRunLength + 9, seeds: [seed])
        let other = self.scene(large, .ours { _ in web(200, [], large.content) })
        #expect(shown(other, large)?.state == .resting && other.view(large)?.downloaded == 0)
        #expect(shown(other, large)?.problem == "it sends whole files only")
    }

    @Test("that has not the file is not asked again", arguments: [404, 410])
    func missing(_ status: Int) {
        let torrent = WebTorrent(seeds: [seed])
        let scene = scene(torrent, .ours { _ in web(status) })
        scene.pass(.minutes(60))
        #expect(scene.webAsked(first).count == 1)
        #expect(shown(scene, torrent)?.state == .gone)
        #expect(shown(scene, torrent)?.problem == "it answered \(status)")
    }

    @Test(
        "that sends another range than the one asked for brings nothing",
        arguments: ["", "bytes 0-9/655355", "bytes 0-655354/655356", "bytes */655355", "x"])
    func otherRange(_ field: String) {
        let torrent = WebTorrent(seeds: [seed])
        let scene = scene(
            torrent, .ours { _ in web(206, [("content-range", field)], torrent.content) })
        scene.work()
        #expect(shown(scene, torrent)?.state == .resting)
        #expect(scene.view(torrent)?.piecesHere == 0)
    }

    @Test("that fails rests, longer each time, and is tried again") func rests() {
        let torrent = WebTorrent(seeds: [seed])
        let scene = scene(torrent, .refused)
        scene.pass(.seconds(200))
        let times = scene.calls.filter { $0.endpoint == first }.map(\.at)
        let rests = zip(times, times.dropFirst()).map { Int($1.since($0).inSeconds) }
        #expect(rests == [15, 30, 60])
        scene.doors[first] = webServer(["/film": torrent.content])
        scene.pass(.seconds(200))
        #expect(scene.arrived(torrent) && shown(scene, torrent)?.problem == nil)
    }

    @Test("that is cut gives back what is missing, and what came is kept") func cut() {
        let torrent = WebTorrent(seeds: [seed])
        var isFirst = true
        let scene = scene(
            torrent,
            .ours { said in
                defer { isFirst = false }
                guard let asked = WebAsked(said) else { return nil }
                let whole = web(asked.range, of: torrent.content)
                return isFirst ? Array(whole.dropLast(100_000)) : whole
            })
        scene.work()
        #expect(scene.view(torrent)?.piecesHere == 16)
        scene.pass(.seconds(20))
        #expect(scene.arrived(torrent))
        #expect(scene.webAsked(first).dropFirst().allSatisfy { $0.range.lowerBound > 500_000 })
    }

    @Test("that lies is not asked again, and a peer completes the torrent") func liar() {
        let torrent = WebTorrent(seeds: [seed])
        var wrong = torrent.content
        wrong[40_000] ^= 1
        let scene = scene(torrent, webServer(["/film": wrong]))
        scene.work()
        #expect(shown(scene, torrent)?.state == .gone)
        #expect(shown(scene, torrent)?.problem == "it sent wrong data")
        #expect(scene.view(torrent)?.piecesHere == 19)
        let peer = GivingPeer(scene, torrent)
        while peer.give() { scene.work() }
        #expect(scene.arrived(torrent) && scene.webAsked(first).count == 1)
    }

    @Test("may redirect, on to where as many can reach") func redirect() {
        let torrent = WebTorrent(seeds: [seed])
        let scene = peer()
        scene.doors[first] = .ours { _ in web(302, [("location", "http://10.0.0.2:9000/other")]) }
        scene.doors[second_] = webServer(["/other": torrent.content])
        scene.add(torrent)
        #expect(scene.arrived(torrent) && scene.webAsked(second_).map(\.target) == ["/other"])
    }

    @Test(
        "outside never redirects to what only this network or machine reaches",
        arguments: ["10.0.0.2:9000", "127.0.0.1:9000", "[::1]:9000", "169.254.1.1:80"])
    func redirectInside(_ inside: String) {
        let torrent = WebTorrent(seeds: ["http://8.8.4.4/film"])
        let scene = peer()
        scene.doors[endpoint("8.8.4.4:80")] = .ours { _ in
            web(302, [("location", "http://\(inside)/film")])
        }
        scene.add(torrent)
        #expect(scene.calls.map(\.endpoint) == [endpoint("8.8.4.4:80")])
        #expect(shown(scene, torrent)?.state == .resting)
        #expect(
            shown(scene, torrent)?.problem == "it is at an address where no web seed is asked")
    }

    @Test("near us is not asked for what a query makes it do") func query() {
        let torrent = WebTorrent(seeds: ["http://127.0.0.1/do?this=1", "http://0.0.0.0/film"])
        let scene = peer()
        scene.add(torrent)
        #expect(scene.calls.isEmpty)
        #expect(scene.view(torrent)?.webSeeds.map(\.state) == [.resting, .resting])
    }

    @Test("has a name that is looked up, and another of its addresses after a failure")
    func lookUp() {
        let torrent = WebTorrent(seeds: ["http://host.example:9000/film"])
        let scene = peer()
        scene.doors = [second_: .refused, first: webServer(["/film": torrent.content])]
        scene.add(torrent)
        for _ in 0..<2 {
            guard let asked = scene.host.lookUps.last else { return #expect(Bool(false)) }
            #expect(asked.name == "host.example")
            scene.complete(.resolved(asked.job, .success([second_.address, first.address])))
            scene.pass(.seconds(16))
        }
        #expect(scene.arrived(torrent))
    }

    @Test("over https is named as not yet spoken, and what is no address as that")
    func unspoken() {
        let torrent = WebTorrent(seeds: ["https://a.example/film", "ftp://a.example/film"])
        let scene = peer()
        scene.add(torrent)
        let views = scene.view(torrent)?.webSeeds ?? []
        #expect(views.map(\.state) == [.unspoken, .gone])
        #expect(views.map(\.problem) == ["https is not yet spoken", "it is no http address"])
        let shown = scene.operate("GET", "/api/v1/torrents/\(torrent.infoHash.hex)")
        #expect(shown.has("\"state\":\"unspoken\",\"url\":\"https://a.example/film\""))
    }

    @Test("that trickles is left, though it never stops") func trickle() {
        let torrent = WebTorrent(seeds: [seed])
        let scene = scene(torrent, .mute)
        let whole = web(0..<torrent.content.count, of: torrent.content)
        for byte in whole.prefix(400)
        where scene.host.wire(scene.calls[0].connection).isClosed == false {
            scene.say([byte], on: scene.calls[0].connection)
            scene.pass(.seconds(1))
        }
        #expect(shown(scene, torrent)?.problem == "it sends next to nothing")
    }

    @Test("is held to the rate that we may take") func pace() {
        let torrent = WebTorrent(seeds: [seed])
        let scene = scene(torrent, .mute) { $0.downloadRate = 100_000 }
        let line = scene.calls[0].connection
        let whole = web(0..<torrent.content.count, of: torrent.content)
        var place = 0
        let start = scene.now
        while place < whole.count {
            guard !scene.host.wire(line).isPaused else {
                scene.pass(.milliseconds(100))
                continue
            }
            let end = min(place + 65_536, whole.count)
            scene.say(Array(whole[place..<end]), on: line)
            place = end
        }
        #expect(scene.arrived(torrent) && scene.now.since(start) > .seconds(4))
    }

    @Test("is left when the torrent is paused, and asked for the rest afterwards") func pause() {
        let torrent = WebTorrent(seeds: [seed])
        let scene = scene(torrent, .mute)
        let whole = web(0..<torrent.content.count, of: torrent.content)
        scene.say(Array(whole.prefix(200_000)), on: scene.calls[0].connection)
        scene.work()
        let path = "/api/v1/torrents/\(torrent.infoHash.hex)"
        #expect(scene.operate("POST", path + "/pause").status < 300)
        #expect(scene.host.wire(scene.calls[0].connection).isClosed)
        scene.doors[first] = webServer(["/film": torrent.content])
        #expect(scene.operate("POST", path + "/resume").status < 300)
        #expect(scene.arrived(torrent))
        #expect(scene.webAsked(first).last?.range.lowerBound == 6 * WebTorrent.pieceLength)
    }

    @Test("leaves what is scattered to peers who give as much, and not to silent ones")
    func peersFirst() throws {
        let torrent = WebTorrent(length: 15 * WebTorrent.pieceLength, seeds: [seed])
        let scene = scene(torrent, .refused)
        let peer = GivingPeer(scene, torrent)
        peer.give(most: 1)
        let state = try #require(scene.node.swarms?.torrents[torrent.infoHash])
        state.webSeeds[0].rate = 1
        scene.doors[first] = webServer(["/film": torrent.content])
        for _ in 0..<10 {
            scene.pass(.seconds(3))
            peer.give(most: 1)
            scene.work()
        }
        #expect(scene.webAsked(first).isEmpty && scene.view(torrent)?.piecesHere ?? 0 > 2)
        scene.pass(.seconds(65))
        #expect(scene.arrived(torrent) && !scene.webAsked(first).isEmpty)
    }

    @Test("is not asked for what another is sending; for what that one is slow with, it is")
    func once() {
        let torrent = WebTorrent(seeds: [seed, "http://10.0.0.2:9000/film"])
        let scene = peer()
        (scene.doors[first], scene.doors[second_]) = (.mute, .mute)
        scene.add(torrent)
        let whole = web(0..<torrent.content.count, of: torrent.content)
        var place = 0
        func trickle() {
            let end = place + 20_000
            scene.say(Array(whole[place..<end]), on: scene.calls[0].connection)
            place = end
            scene.work()
            scene.pass(.seconds(10))
        }
        for _ in 0..<5 { trickle() }
        #expect(scene.webAsked(second_).isEmpty && scene.calls.count == 1)
        scene.doors[second_] = webServer(["/film": torrent.content])
        for _ in 0..<2 { trickle() }
        #expect(scene.arrived(torrent) && !scene.webAsked(second_).isEmpty)
    }

    @Test("may be named later, by whoever adds the torrent again") func later() {
        let torrent = WebTorrent(seeds: [])
        let scene = scene(torrent, webServer(["/film": torrent.content]))
        scene.pass(.seconds(5))
        #expect(scene.calls.isEmpty)
        let magnet =
            "magnet:?xt=urn:btih:\(torrent.infoHash.hex)&ws=http%3A%2F%2F10.0.0.1:9000%2Ffilm"
        #expect(scene.operate("POST", "/api/v1/torrents", #"{"magnet":"\#(magnet)"}"#).status < 300)
        #expect(scene.arrived(torrent))
        #expect(scene.webAsked(first).count == 1)
    }

    @Test("is three at a time, and each has its own part") func several() {
        let doors = (1...4).map { endpoint("10.0.0.\($0):9000") }
        let torrent = WebTorrent(
            length: 5 * Limits.webRunLength, seeds: doors.map { "http://\($0)/film" })
        let scene = peer()
        for door in doors { scene.doors[door] = .mute }
        scene.add(torrent)
        let asked = doors.flatMap { scene.webAsked($0) }
        #expect(asked.count == 3 && Set(asked.map(\.range)).count == 3)
    }
}
