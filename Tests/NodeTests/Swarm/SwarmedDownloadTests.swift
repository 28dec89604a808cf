// Downloads of large files by name, which come by the file's own swarm.

import Bytes
import Digest
import HTTPWire
import PeerWire
import Testing
import Vocabulary

@testable import Node

private let goods = Goods()
private let get = #"{"name":"film.bin"}"#

/// Nodes that know each other, of which the first has the file.
private func town(_ count: Int, _ change: (Int, inout NodeSettings) -> Void = { _, _ in }) -> Town {
    let addresses = (1...count).map { "10.0.0.\($0)" }
    let town = Town(addresses) { number, settings in
        settings.swarmLength = 100_000
        settings.known = addresses.indices.filter { $0 != number }
            .compactMap { HostPort(addresses[$0] + ":9000") }
        change(number, &settings)
    }
    town.scenes[0].share(goods)
    town.run()
    return town
}

extension Town {
    /// Lets everything happen, also what the disk does for downloads.
    fileprivate func live(_ seconds: Int = 3) {
        for _ in 0..<seconds * 2 {
            run()
            for scene in scenes { scene.partDisk() }
            pass(.milliseconds(500))
        }
    }
}

extension Scene where Actor == PeerNode {
    /// The disk seals and places; a file that is placed lies in `downloads/`.
    fileprivate func partDisk() {
        while workOnPart() || !host.placing.isEmpty {
            guard !host.placing.isEmpty else { continue }
            let (file, name) = host.placing.removeFirst()
            host.files[Shares.downloads, default: [:]][name] = RecordedFile(
                host.incoming[file] ?? [])
            complete(.placed(file, .success(name)))
        }
    }

    fileprivate var state: DownloadView.State? { download?.state }
}

@Suite("A download by the file's swarm") struct SwarmedDownloadTests {
    @Test("comes whole, is verified, has its name, and is seeded") func whole() {
        let town = town(2)
        town.scenes[1].get(get)
        town.live()
        let view = town.scenes[1].download
        #expect(view?.state == .done && view?.isVerified == true)
        #expect(view?.received == Int64(goods.bytes.count))
        #expect(view?.digest == SHA256.of(goods.bytes))
        #expect(town.scenes[1].hasPlaced(goods))
        #expect(town.scenes[1].host.leftStores.isEmpty, "nothing of the store is left")
        #expect(town.scenes[1].host.storePlans.count == 1, "it came by the swarm")
        #expect(view?.holders.first?.received ?? 0 > 0, "who gave it is shown")
        let torrent = town.scenes[1].torrent(goods)
        #expect(torrent == nil || torrent?.state == .seeding && torrent?.isAdded == false)
    }

    @Test("goes to several at once, who find each other") func several() {
        let town = town(4)
        for number in 1..<4 { town.scenes[number].get(get) }
        town.live()
        for number in 1..<4 {
            #expect(town.scenes[number].state == .done && town.scenes[number].hasPlaced(goods))
            #expect(town.scenes[number].log.contains { $0.contains("film.bin is here") })
        }
    }

    @Test("is smaller than what a swarm is worth, or the config wants none") func small() {
        let town = town(2) { $1.swarmLength = 1 << 30 }
        town.scenes[1].get(get)
        town.live()
        #expect(town.scenes[1].state == .done)
        #expect(town.scenes[1].host.storePlans.isEmpty)
    }

    @Test("is found again after a restart, by what was remembered") func remembered() {
        let town = town(2)
        town.scenes[1].get(get)
        town.run()
        let record = town.scenes[1].host.changes.compactMap { change -> DownloadRecord? in
            if case .rememberDownload(let record) = change { record } else { nil }
        }.first { $0.torrent != nil }
        #expect(record?.torrent == goods.infoHash && record?.part == nil)
        guard var record else { return }
        record.state = "paused"
        var memory = Memory()
        memory.downloads = [record]
        let scene = peer({ $0.swarmLength = 100_000 }, memory: memory)
        #expect(scene.host.keptStores == [goods.infoHash])
        #expect(scene.download?.state == .paused)
        #expect(scene.operate("DELETE", "/api/v1/downloads/1").status < 300)
        #expect(scene.host.removedStores == [goods.infoHash])
    }

    @Test("rests and is taken up, and leaves nothing when it is cancelled") func people() {
        let town = town(2)
        let scene = town.scenes[1]
        scene.get(get)
        // It has searched and joined, and nobody has said a word yet.
        while scene.torrent(goods) == nil, scene.now < second(1010) { town.step() }
        #expect(scene.torrent(goods)?.loan != nil)
        #expect(scene.operate("POST", "/api/v1/downloads/1/pause").status < 300)
        #expect(scene.state == .paused && scene.torrent(goods) == nil)
        #expect(scene.operate("POST", "/api/v1/downloads/1/resume").status < 300)
        while scene.torrent(goods) == nil, scene.now < second(1020) { town.step() }
        #expect(scene.operate("DELETE", "/api/v1/downloads/1").status < 300)
        #expect(scene.state == .cancelled && scene.torrent(goods) == nil)
        town.live()
        #expect(scene.host.stores.isEmpty && !scene.hasPlaced(goods))
    }

    @Test("goes on by itself as a torrent where somebody added that") func added() {
        let town = town(2)
        let scene = town.scenes[1]
        scene.get(get)
        while scene.torrent(goods) == nil, scene.now < second(1010) { town.step() }
        scene.add(.infoHash(goods.infoHash))
        #expect(scene.torrent(goods)?.isAdded == true && scene.torrent(goods)?.loan != nil)
        #expect(scene.operate("DELETE", "/api/v1/downloads/1").status < 300)
        #expect(scene.torrent(goods)?.isRunning == true && scene.torrent(goods)?.loan == nil)
        town.live()
        #expect(scene.hasPlaced(goods) && scene.torrent(goods)?.state == .seeding)
    }

    // MARK: Holders who promise what is not so

    /// One that names a torrent, and gives ranges; of other bytes, where it lies.
    private func holder(
        _ sent: [UInt8], torrent: Digest160?, giving given: [UInt8]? = nil
    ) -> Door {
        .ours { said in
            guard said.hasPrefix("GET") || said.hasPrefix("HEAD") else { return nil }
            if said.contains("/api/v1/files?") {
                let view = FileView(
                    name: goods.name, size: Int64(sent.count), digest: SHA256.of(sent),
                    modified: 0, infoHash: torrent)
                return found([view], by: id("a"))
            }
            if said.contains("/files/") { return part(of: given ?? sent, said, by: id("a")) }
            return answer(200, by: id("a"))
        }
    }

    private func fetching(_ door: Door, beside other: Door? = nil) -> Scene<PeerNode> {
        let scene = peer {
            let known = ["10.0.0.1:9000"] + (other == nil ? [] : ["10.0.0.2:9000"])
            $0.known = known.compactMap { HostPort($0) }
            $0.swarmLength = 100_000
        }
        scene.doors[first] = door
        scene.doors[second_] = other
        scene.settle()
        scene.get(get)
        return scene
    }

    @Test("is given up for ranges where nobody speaks BitTorrent") func silent() {
        let scene = fetching(holder(goods.bytes, torrent: goods.infoHash))
        #expect(scene.torrent(goods)?.loan != nil && scene.state == .searching)
        scene.pass(Limits.swarmJoinTime + .seconds(2))
        scene.partDisk()
        scene.pass(.seconds(1))
        scene.partDisk()
        #expect(scene.state == .done && scene.torrent(goods) == nil)
        #expect(scene.host.files[Shares.downloads]?[goods.name]?.bytes == goods.bytes)
    }

    @Test("is not held by who gives a byte now and then") func drips() {
        let scene = fetching(holder(goods.bytes, torrent: goods.infoHash))
        guard let torrent = scene.torrent(goods) else { return #expect(Bool(false)) }
        torrent.learn(goods.info)
        torrent.open()
        for (store, kept) in scene.host.stores {
            if let piece = goods.geometry.piece(0) {
                kept.put(piece, Array(goods.bytes[..<goods.geometry.size(of: piece)]))
                #expect(scene.host.stores[store]?.present.count == 1)
            }
        }
        scene.storeDisk()
        for second in 0..<30 {
            if second % 4 == 0 { torrent.downloaded += 1 }
            scene.pass(.seconds(1))
            scene.partDisk()
        }
        #expect(scene.state == .done && scene.torrent(goods) == nil)
        // What was verified is not fetched again.
        #expect(!scene.said(to: first).contains { $0.contains("bytes=0-") })
    }

    /// The torrent is known, and its one peer says nothing.
    private func beside(_ other: Door) -> Scene<PeerNode> {
        let scene = fetching(holder(goods.bytes, torrent: goods.infoHash), beside: other)
        scene.torrent(goods)?.learn(goods.info)
        scene.torrent(goods)?.open()
        scene.storeDisk()
        for _ in 0..<5 {
            scene.pass(.seconds(1))
            scene.storeDisk()
            scene.partDisk()
        }
        return scene
    }

    @Test("comes also by ranges of those who have the file and name no torrent") func ranges() {
        let scene = beside(holder(goods.bytes, torrent: nil))
        #expect(scene.state == .done)
        #expect(!scene.log.contains { $0.contains("leaves its swarm") })
        #expect(scene.said(to: second_).contains { $0.contains("bytes=") })
        #expect(!scene.said(to: first).contains { $0.contains("bytes=") })
        let holder = scene.download?.holders.first { $0.endpoint == second_ }
        #expect(holder?.received == Int64(goods.bytes.count))
        #expect(scene.host.files[Shares.downloads]?[goods.name]?.bytes == goods.bytes)
    }

    @Test("takes no piece from one whose ranges are another content") func rangesOfALiar() {
        let other = goods.bytes.map { $0 ^ 1 }
        let scene = beside(holder(goods.bytes, torrent: nil, giving: other))
        let holder = scene.download?.holders.first { $0.endpoint == second_ }
        #expect(holder?.state == .lied)
        scene.pass(Limits.swarmJoinTime)
        for _ in 0..<3 {
            scene.partDisk()
            scene.pass(.seconds(1))
        }
        #expect(scene.state == .done)
        #expect(scene.host.files[Shares.downloads]?[goods.name]?.bytes == goods.bytes)
    }

    @Test("is given up where the torrent is no such file", arguments: [false, true])
    func misfit(isAdded: Bool) {
        let scene = fetching(holder(Array(goods.bytes.dropLast()), torrent: goods.infoHash))
        guard let torrent = scene.torrent(goods) else { return #expect(Bool(false)) }
        if isAdded { scene.add(.infoHash(goods.infoHash)) }
        torrent.metadataRead(.success(goods.info), at: scene.now)
        scene.storeDisk()
        for _ in 0..<3 {
            scene.pass(.seconds(1))
            scene.partDisk()
        }
        #expect(scene.state == .done)
        #expect((scene.torrent(goods) != nil) == isAdded)
        #expect(!isAdded || scene.torrent(goods)?.isRunning == true, "it is somebody's")
    }

    @Test("that brings another content than was promised is not believed again") func lie() {
        let other = goods.bytes.map { $0 ^ 1 }
        let scene = fetching(holder(other, torrent: goods.infoHash))
        // Somebody gives what the info-hash says.
        scene.doors[first] = .mute
        guard let torrent = scene.torrent(goods) else { return #expect(Bool(false)) }
        torrent.learn(goods.info)
        torrent.open()
        scene.storeDiskPresent(goods)
        scene.doors[first] = holder(other, torrent: goods.infoHash)
        for _ in 0..<5 {
            scene.partDisk()
            scene.pass(.seconds(1))
        }
        #expect(scene.log.contains { $0.contains("is another content") })
        #expect(scene.state == .done && scene.torrent(goods) == nil)
        #expect(scene.host.files[Shares.downloads]?[goods.name]?.bytes == other)
    }
}

extension Scene where Actor == PeerNode {
    /// The disk opens the store, and all of it is there from an earlier time.
    fileprivate func storeDiskPresent(_ goods: Goods) {
        for store in host.stores.values {
            for piece in goods.geometry.pieces {
                let range = goods.geometry.range(of: piece)
                store.put(piece, Array(goods.bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
            }
        }
        storeDisk()
    }
}
