// Metainfo that takes longer to read than a turn may last.

import Digest
import HTTPWire
import Metainfo
import Testing
import Vocabulary

@testable import Node

@Suite("Long metainfo") struct LongMetainfoTests {
    /// Of so many files, 60 bytes each.
    private func metainfo(files: Int) throws -> Metainfo {
        let own = try OwnContent(
            folder: name("many"), files: (0..<files).map { (name("file-\($0).txt"), 1) })
        let hashes = [UInt8](repeating: 7, count: own.geometry.pieceCount * Digest160.length)
        return Metainfo(info: try own.info(hashes: hashes))
    }

    private func put(_ torrent: [UInt8], _ scene: Scene<PeerNode>) -> ConnectionID {
        let id = scene.accept(.local(pid: 1, uid: 0))
        let head =
            "PUT /api/v1/torrents HTTP/1.1\r\nHost: 10.0.0.1:9000\r\n"
            + "Content-Length: \(torrent.count)\r\n\r\n"
        scene.say(bytes(head) + torrent, on: id)
        return id
    }

    @Test("that is sent is read on the pool, and answered then") func sent() throws {
        let scene = peer()
        let metainfo = try metainfo(files: 3000)
        let torrent = metainfo.torrent
        #expect(torrent.count > Limits.metainfoInline)
        let asked = put(torrent, scene)
        #expect(scene.host.wire(asked).text.isEmpty)
        let reading = try #require(scene.host.metainfos.first)
        #expect(reading.bytes == torrent)
        scene.complete(.metainfoRead(reading.job, .success(metainfo)))
        #expect(scene.reply(on: asked).status == 202)
        #expect(scene.node.swarms?.torrents[metainfo.info.infoHash]?.info == metainfo.info)
        // And where it is none, that is said.
        let other = put(torrent, scene)
        let job = try #require(scene.host.metainfos.last).job
        scene.complete(.metainfoRead(job, .failure(.missingInfo)))
        #expect(scene.reply(on: other).status == 400)
    }

    @Test("counts as on its way until it is read") func bounded() throws {
        let scene = peer()
        let torrent = try metainfo(files: 3000).torrent
        let asked = (0...Limits.torrentUploads).map { _ in put(torrent, scene) }
        #expect(asked.filter { scene.reply(on: $0).status == 429 }.count == 1)
        #expect(scene.host.metainfos.count == Limits.torrentUploads)
    }

    @Test("of more files than a document has room for is shown without the last of them")
    func shown() throws {
        let scene = peer()
        let metainfo = try metainfo(files: 30_000)
        let asked = put(metainfo.torrent, scene)
        let job = try #require(scene.host.metainfos.first).job
        scene.complete(.metainfoRead(job, .success(metainfo)))
        let reply = scene.reply(on: asked)
        #expect(reply.status == 202)
        #expect(reply.text.utf8.count < Limits.documentLength)
        let torrent = try #require(scene.node.swarms?.torrents[metainfo.info.infoHash])
        let view = torrent.view(at: scene.now, inFull: true)
        #expect(view.files.count >= 10_000 && view.files.count + view.filesLeftOut == 30_000)
        #expect(reply.has("\"files_left_out\":\(view.filesLeftOut)"))
        let short = torrent.view(at: scene.now, inFull: false)
        #expect(short.files.isEmpty && short.filesLeftOut == 0)
    }

    @Test("that is short is read at once") func short() throws {
        let scene = peer()
        #expect(scene.reply(on: put(try metainfo(files: 30).torrent, scene)).status == 202)
        #expect(scene.host.metainfos.isEmpty)
    }

    // MARK: Remembered

    private func record(_ info: Info, _ state: String = "running") -> TorrentRecord {
        TorrentRecord(
            infoHash: info.infoHash, name: "", info: info.raw, state: state, placed: "",
            files: nil, isSequential: false, seedRatio: nil, seedTime: nil, trackers: [],
            webSeeds: [], downloaded: 0, uploaded: 5, finished: nil)
    }

    private func recalled(_ record: TorrentRecord) -> Scene<PeerNode> {
        var memory = Memory()
        memory.torrents = [record]
        return peer(memory: memory)
    }

    @Test("that is remembered is read on the pool, and nothing of it is lost meanwhile")
    func remembered() throws {
        let info = try metainfo(files: 3000).info
        let scene = recalled(record(info))
        let reading = try #require(scene.host.infos.first)
        let torrent = try #require(scene.node.swarms?.torrents[info.infoHash])
        scene.pass(.seconds(5))
        #expect(scene.host.storePlans.isEmpty && scene.host.changes.isEmpty)
        scene.complete(.infoRead(reading.job, .success(info)))
        #expect(torrent.info == info && torrent.state == .opening && torrent.uploaded == 5)
        #expect(scene.host.storePlans.map(\.infoHash) == [info.infoHash])
    }

    @Test("of a torrent that is paused meanwhile is kept, and it stays paused") func paused()
        throws
    {
        let info = try metainfo(files: 3000).info
        let scene = recalled(record(info))
        let path = "/api/v1/torrents/\(info.infoHash.hex)/pause"
        #expect(scene.operate("POST", path).status < 300)
        let reading = try #require(scene.host.infos.first)
        scene.complete(.infoRead(reading.job, .success(info)))
        #expect(scene.node.swarms?.torrents[info.infoHash]?.state == .paused)
        #expect(scene.host.storePlans.isEmpty)
        scene.node.stop(at: scene.now)
        guard case .rememberTorrent(let last)? = scene.host.changes.last else {
            Issue.record("it is not remembered")
            return
        }
        #expect(last.info == info.raw && last.state == "paused")
    }

    @Test("is forgotten with its torrent") func removed() throws {
        let info = try metainfo(files: 3000).info
        let scene = recalled(record(info))
        let path = "/api/v1/torrents/\(info.infoHash.hex)"
        #expect(scene.operate("DELETE", path).status < 300)
        let reading = try #require(scene.host.infos.first)
        scene.complete(.infoRead(reading.job, .success(info)))
        #expect(scene.node.swarms?.torrents.isEmpty == true)
    }
}
