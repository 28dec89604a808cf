// Torrents that are left with a bootstrap: who may, what is told, and how they are found.

import Accounts
import Bencode
import Digest
import Directory
import HTTPWire
import Metainfo
import RESTAPI
import Testing
import TrackerWire
import Vocabulary

@testable import Node

private func user(_ text: String) -> UserName {
    guard let name = UserName(text) else { preconditionFailure("\(text) is a name") }
    return name
}

/// Members and a reader, whose tokens are their names said thrice.
private var memory: Memory {
    var memory = Memory()
    for (name, role) in [("ana", UserRole.member), ("bob", .member), ("rita", .reader)] {
        let recipe = PasswordRecipe(salt: Array(SHA256.of(bytes(name)).bytes.prefix(16)))
        memory.users.append(
            UserRecord(
                name: user(name), role: role, recipe: recipe, key: SHA256.of(bytes(name)),
                created: WallTime(seconds: 1)))
        memory.sessions.append(
            SessionRecord(
                digest: Token.digest(of: bytes(token(name))), user: user(name),
                began: WallTime(seconds: 1), expires: nil))
    }
    return memory
}

private func token(_ name: String) -> String { name + name + name }

private func torrent(_ goods: Goods, _ trackers: String...) -> [UInt8] {
    Metainfo(info: goods.info, trackers: [trackers]).torrent
}

/// A hybrid (BEP 52) of one file.
private let hybrid: [UInt8] = {
    var writer = BencodeWriter()
    writer.dictionary { root in
        root.key("info")
        root.dictionary { info in
            info.key("file tree")
            info.dictionary { tree in
                tree.key("both.bin")
                tree.dictionary { file in
                    file.key("")
                    file.dictionary { $0.entry("length", 100) }
                }
            }
            info.entry("length", 100)
            info.entry("meta version", 2)
            info.entry("name", "both.bin")
            info.entry("piece length", 16_384)
            info.entry("pieces", [UInt8](repeating: 7, count: 20))
        }
    }
    return writer.bytes
}()

extension Scene where Actor == BootstrapNode {
    fileprivate func ask(
        _ method: String, _ target: String, _ body: [UInt8] = [], by name: String?
    ) -> ConnectionID {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 10.0.0.1:8000"]
        if let name { lines.append("Authorization: Bearer \(token(name))") }
        if method == "DELETE" { lines.append("Content-Type: application/json") }
        if method == "PUT" { lines.append("Content-Length: \(body.count)") }
        let id = accept(.tcp(endpoint("10.0.0.7:4000")))
        say(bytes((lines + ["", ""]).joined(separator: "\r\n")) + body, on: id)
        return id
    }

    fileprivate func reply(on id: ConnectionID) -> Reply { Reply(host.wire(id).text) }

    /// Registers, and it is on the disk.
    @discardableResult
    fileprivate func register(
        _ bytes: [UInt8], as infoHash: String, by name: String? = "ana"
    ) -> Reply {
        let id = ask("PUT", "/api/v1/torrents/\(infoHash).torrent", bytes, by: name)
        hashAndWrite()
        return reply(on: id)
    }

    fileprivate func read(_ target: String) -> Reply { reply(on: ask("GET", target, by: "rita")) }
}

@Suite("The registry of torrents") struct RegistryTests {
    private let goods = Goods("Un día.mkv")
    private var place: String { "/api/v1/torrents/\(goods.infoHash.hex).torrent" }

    @Test("takes a member's, tells of it when it is on the disk, and gives it back") func life()
        throws
    {
        let scene = bootstrap(memory: memory)
        let file = torrent(goods, "http://tracker.example/announce")
        let id = scene.ask("PUT", place, file, by: "ana")
        #expect(scene.reply(on: id).text.isEmpty && scene.node.registry.registry.count == 0)
        scene.writeOne()
        #expect(scene.reply(on: id).status == 201 && scene.reply(on: id).has("Location: \(place)"))
        #expect(scene.reply(on: id).has(#""owner":"ana""#))
        #expect(
            scene.promised.contains {
                if case .rememberRegistered(let torrent, file) = $0 {
                    torrent.infoHash == goods.infoHash && torrent.size == goods.bytes.count
                } else {
                    false
                }
            })
        let reading = scene.ask("GET", place, by: "rita")
        let load = try #require(scene.host.torrentLoads.first)
        #expect(load.infoHash == goods.infoHash)
        scene.complete(.torrentLoaded(load.job, .success(file)))
        #expect(scene.reply(on: reading).status == 200)
        #expect(scene.reply(on: reading).has("application/x-bittorrent"))
        #expect(scene.host.wire(reading).sent.suffix(file.count).elementsEqual(file))
        #expect(scene.reply(on: scene.ask("GET", place, by: nil)).status == 401)
    }

    @Test("has it once: its owner and the operator replace it, others leave it as it is")
    func twice() {
        let scene = bootstrap(memory: memory)
        scene.register(torrent(goods), as: goods.infoHash.hex)
        let written = scene.promised.count
        let other = scene.register(
            torrent(goods, "udp://b.example:1"), as: goods.infoHash.hex, by: "bob")
        #expect(other.status == 200 && other.has(#""owner":"ana""#))
        #expect(scene.promised.count == written)
        #expect(scene.register(torrent(goods), as: goods.infoHash.hex).status == 200)
        #expect(scene.promised.count == written + 1)
        #expect(scene.node.registry.registry.count == 1)
    }

    @Test("says no to who may not, to what is none, and to another's name") func refusals() {
        let scene = bootstrap(memory: memory)
        let file = torrent(goods)
        #expect(scene.register(file, as: goods.infoHash.hex, by: "rita").status == 403)
        #expect(scene.register(file, as: goods.infoHash.hex, by: nil).status == 401)
        let wrong = scene.register(file, as: SHA1.of([1]).hex)
        #expect(wrong.status == 409 && wrong.has(goods.infoHash.hex))
        #expect(scene.register(bytes("d4:infoi1ee"), as: goods.infoHash.hex).status == 400)
        #expect(scene.register(file, as: "a-film").status == 404)
        #expect(scene.node.registry.registry.count == 0)
        // One that is too long is refused while it comes.
        let id = scene.accept(.tcp(endpoint("10.0.0.7:4001")))
        let head =
            "PUT \(place) HTTP/1.1\r\nHost: 10.0.0.1:8000\r\nAuthorization: Bearer \(token("ana"))"
            + "\r\nContent-Length: \(Limits.torrentLength + 1)\r\n\r\n"
        scene.say(bytes(head) + [UInt8](repeating: 1, count: Limits.torrentLength + 1), on: id)
        #expect(scene.reply(on: id).status == 413)
    }

    @Test("is not told of where the disk does not take it") func full() {
        let scene = bootstrap(memory: memory)
        let id = scene.ask("PUT", place, torrent(goods), by: "ana")
        scene.writeOne(.failure(WorldError(.full, "the disk is full")))
        #expect(scene.reply(on: id).status == 507 && scene.node.registry.registry.count == 0)
    }

    @Test("ends for each user at a quota, and has few on their way") func bounds() {
        let scene = bootstrap({ $0.filesPerHolder = 2 }, memory: memory)
        let films = (0..<8).map { Goods("film-\($0).mkv", pieces: 1) }
        for film in films.prefix(2) {
            #expect(scene.register(torrent(film), as: film.infoHash.hex).status == 201)
        }
        let third = scene.register(torrent(films[2]), as: films[2].infoHash.hex)
        #expect(third.status == 507 && third.has("2 torrents"))
        let waiting = films[2...6].map {
            scene.ask(
                "PUT", "/api/v1/torrents/\($0.infoHash.hex).torrent", torrent($0), by: "bob")
        }
        #expect(scene.reply(on: waiting[4]).status == 429)
        #expect(waiting.prefix(4).allSatisfy { scene.reply(on: $0).text.isEmpty })
    }

    @Test("takes what a node of the network proves") func proven() throws {
        let scene = bootstrap()
        let reply = scene.proven("PUT", place, torrent(goods), from: "10.0.0.2:1")
        #expect(reply.text.isEmpty)
        scene.hashAndWrite()
        #expect(scene.node.registry.registry[goods.infoHash]?.owner == "")
        // And a proof of other bytes is none.
        var head = HTTPRequestHead(method: "PUT", target: place)
        head.fields.add("host", "10.0.0.1:9000")
        let proof = Proof(
            of: head, body: [1], secret: secret, time: scene.host.wallTime, sender: 5, count: 1)
        head.fields.add("authorization", proof.fieldValue)
        let id = scene.accept(.tcp(endpoint("10.0.0.2:2")))
        scene.say(HTTPRequestWriter.encode(head, body: torrent(goods)), on: id)
        #expect(scene.reply(on: id).status == 401)
    }

    @Test("forgets what its owner or the operator takes out") func removal() {
        let scene = bootstrap(memory: memory)
        scene.register(torrent(goods), as: goods.infoHash.hex)
        #expect(scene.reply(on: scene.ask("DELETE", place, by: "bob")).status == 403)
        let id = scene.ask("DELETE", place, by: "ana")
        #expect(scene.reply(on: id).text.isEmpty)
        scene.hashAndWrite()
        #expect(scene.reply(on: id).status == 200)
        #expect(scene.promised.last == .forgetRegistered(infoHash: goods.infoHash))
        #expect(scene.read(place).status == 404)
        #expect(!scene.read("/api/v1/files?q=dia").has(goods.infoHash.hex))
        scene.register(torrent(goods), as: goods.infoHash.hex)
        let byHand = scene.accept(.local(pid: 1, uid: 0))
        scene.say(request("DELETE", place, ""), on: byHand)
        scene.hashAndWrite()
        #expect(scene.reply(on: byHand).status == 200)
    }

    @Test("lets searches find it, with who is in its swarm") func search() {
        let scene = bootstrap({ $0.tracker.isOpen = true }, memory: memory)
        scene.register(torrent(goods), as: goods.infoHash.hex)
        let found = scene.read("/api/v1/files?q=dia")
        #expect(found.has(#""name":"Un día.mkv""#) && found.has(#""seeders":0"#))
        #expect(found.has(#""magnet":"magnet:?xt=urn:btih:\#(goods.infoHash.hex)"#))
        #expect(found.has(#""door":"torrent""#) && found.has(#""live":false"#))
        #expect(!scene.read("/api/v1/files?q=dia&seeders_min=1").has(goods.infoHash.hex))
        for number in 2...4 {
            let announce = anAnnounce(of: goods.infoHash, left: number == 4 ? 1 : 0)
            _ = scene.announced(announce, from: "10.0.0.\(number):1")
        }
        scene.pass(.seconds(2))
        let live = scene.read("/api/v1/files?q=dia&seeders_min=2")
        #expect(live.has(#""seeders":2"#) && live.has(#""leechers":1"#))
        #expect(live.has(#""live_count":2"#) && live.has(#""live":true"#))
        #expect(!scene.read("/api/v1/files?q=dia&seeders_min=3").has(goods.infoHash.hex))
        #expect(scene.read("/api/v1/files?seeders_min=2").has(goods.infoHash.hex))
        #expect(scene.node.indexes.catalogue.holderCount == 1)
        #expect(scene.read("/api/v1/status").has(#""holders":0"#))
    }

    @Test("is there again after a restart, and found, bit by bit") func restart() {
        var memory = memory
        memory.registered = (0..<700).map { number in
            RegisteredTorrent(
                infoHash: SHA1.of(bytes("film \(number)")), otherHash: nil,
                name: name("film \(number).mkv"), size: 7, length: 100, owner: "ana", since: 5)
        }
        let scene = bootstrap(memory: memory)
        #expect(scene.node.registry.registry.count == 700)
        scene.pass(.seconds(1))
        #expect(scene.read("/api/v1/files?q=film+699").has(SHA1.of(bytes("film 699")).hex))
        #expect(scene.read("/api/v1/files?q=film+0").has(SHA1.of(bytes("film 0")).hex))
        // Nothing of it is written down once more.
        let listings = scene.host.changes.count {
            if case .rememberListings = $0 { true } else { false }
        }
        #expect(listings == 0)
    }

    @Test("makes a torrent one that is tracked") func allowed() {
        let scene = bootstrap(
            {
                $0.tracker.isOpen = true
                $0.tracker.torrents = []
            }, memory: memory)
        let announce = anAnnounce(of: goods.infoHash)
        #expect(toldPeers(scene.announced(announce, from: "10.0.0.2:1")) == nil)
        scene.register(torrent(goods), as: goods.infoHash.hex)
        #expect(toldPeers(scene.announced(announce, from: "10.0.0.2:1")) == [])
    }

    @Test("knows a hybrid by both of its hashes") func hybrids() throws {
        let scene = bootstrap(
            {
                $0.tracker.isOpen = true
                $0.tracker.torrents = []
            }, memory: memory)
        let info = try Metainfo(torrent: hybrid).info
        let long = try #require(info.otherHash)
        let short = try #require(Digest160(Array(long.bytes.prefix(20))))
        #expect(scene.register(hybrid, as: long.hex).status == 201)
        #expect(scene.register(hybrid, as: short.hex, by: "bob").status == 200)
        #expect(scene.register(hybrid, as: info.infoHash.hex, by: "bob").status == 200)
        for (number, hash) in [info.infoHash, short, short].enumerated() {
            let reply = scene.announced(anAnnounce(of: hash, left: 0), from: "10.0.1.\(number):1")
            #expect(toldPeers(reply) != nil)
        }
        #expect(scene.read("/api/v1/files?q=both").has(#""seeders":2"#))
        _ = scene.ask("GET", "/api/v1/torrents/\(long.hex).torrent", by: "rita")
        #expect(scene.host.torrentLoads.last?.infoHash == info.infoHash)
        // Forty digits and something are no hash of it.
        let no = scene.read("/api/v1/torrents/\(info.infoHash.hex + short.hex.prefix(24)).torrent")
        #expect(no.status == 404)
    }
}

@Suite("Swarms that a tracker knows") struct SwarmListTests {
    @Test("are listed part by part, each once, with the name where it is registered")
    func pages() {
        let scene = bootstrap({ $0.tracker.isOpen = true }, memory: memory)
        let goods = Goods()
        scene.register(torrent(goods), as: goods.infoHash.hex)
        _ = scene.announced(anAnnounce(of: goods.infoHash, left: 0, .completed), from: "10.0.0.2:1")
        for number in 0..<30 {
            let infoHash = SHA1.of(bytes("\(number)"))
            _ = scene.announced(anAnnounce(of: infoHash), from: "10.0.0.2:1")
        }
        var (hashes, cursor): ([String], String) = ([], "")
        for _ in 0..<40 {
            let reply = scene.read("/api/v1/swarms?limit=7\(cursor)")
            #expect(reply.status == 200)
            let rows = reply.body.split(separator: #""infohash":""#).dropFirst()
            #expect(rows.count <= 7)
            hashes += rows.map { String($0.prefix(40)) }
            guard let next = reply.body.split(separator: #""next":""#).dropFirst().first else {
                break
            }
            cursor = "&cursor=" + next.prefix { $0 != "\"" }
        }
        #expect(hashes.count == 31 && Set(hashes).count == 31)
        let seeded = scene.read("/api/v1/swarms?seeders_min=1")
        #expect(seeded.has(#""completed":1,"infohash":"\#(goods.infoHash.hex)","leechers":0"#))
        #expect(seeded.has(#""name":"film.bin","seeders":1"#))
        #expect(seeded.body.split(separator: "infohash").count == 2)
        #expect(scene.read("/api/v1/swarms?cursor=s2-0-").status == 410)
        #expect(scene.read("/api/v1/swarms?cursor=f1").status == 410)
        #expect(scene.reply(on: scene.ask("GET", "/api/v1/swarms", by: nil)).status == 401)
    }

    @Test("are none where there is no tracker") func none() {
        let scene = bootstrap({ $0.tracker.isOn = false }, memory: memory)
        #expect(scene.read("/api/v1/swarms").status == 404)
    }
}
