// Many downloads at a time, and what becomes of them after a restart.

import Bytes
import Digest
import HTTPWire
import Testing
import Vocabulary
@testable import Node

@Suite("Many downloads, and a restart") struct DownloadListTests {
    @Test("four run, the others wait their turn") func fourAtOnce() {
        let scene = peer { $0.known = [HostPort("10.0.0.1:9000")].compactMap(\.self) }
        scene.doors[first] = .mute
        for number in 1...6 { scene.get(#"{"name":"\#(number)"}"#) }
        #expect(scene.node.downloads.runningCount == Limits.downloadsAtOnce)
        #expect(scene.download?.state == .waiting)
        #expect(scene.operate("DELETE", "/api/v1/downloads/1").status == 200)
        #expect(scene.node.downloads.runningCount == Limits.downloadsAtOnce)
        #expect(scene.node.downloads.download(5)?.view(at: scene.now).state == .searching)
    }

    @Test("the oldest that ended goes first, and none that is wanted") func limit() {
        let scene = peer()
        for number in 1...Limits.downloads + 5 { scene.get(#"{"name":"\#(number)"}"#) }
        #expect(scene.node.downloads.all.count == Limits.downloads)
        #expect(scene.node.downloads.all.first?.id == 6)
        #expect(scene.host.changes.contains(.forgetDownload(id: 5)))
    }

    private func memory(of downloads: [DownloadRecord]) -> Memory {
        var memory = Memory()
        memory.downloads = downloads
        return memory
    }

    private func wanted(_ name: String, _ digest: Digest256? = nil) -> DownloadRecord {
        DownloadRecord(
            id: 3, name: name, state: "wanted", size: 0, digest: digest, source: "", finished: nil,
            verified: false)
    }

    @Test("what was wanted before a restart waits until its holder is known") func recalled() {
        let scene = peer(memory: memory(of: [wanted("a.txt")]))
        #expect(scene.download?.state == .paused)
        scene.pass(.seconds(60))
        #expect(scene.download?.state == .paused)
        scene.doors[first] = holder("a")
        #expect(
            scene.operate("POST", "/api/v1/nodes", #"{"address":"10.0.0.1:9000"}"#).status < 300)
        scene.pass(.seconds(10))
        scene.disk()
        #expect(scene.download?.state == .done)
    }

    @Test("but not for ever") func notForEver() {
        let scene = peer(memory: memory(of: [wanted("a.txt")]))
        scene.pass(Limits.recallPatience + .seconds(10))
        #expect(scene.download?.state == .failed && scene.download?.failure == .notFound)
    }

    @Test("what was wanted by its content is still") func byDigest() {
        let before = peer()
        before.get(#"{"sha256":"\#(digest.hex)"}"#)
        let records = before.host.changes.compactMap {
            if case .rememberDownload(let record) = $0 { record } else { nil }
        }
        guard let begun = records.first else { return #expect(Bool(false)) }
        let scene = peer(memory: memory(of: [begun]))
        #expect(scene.node.downloads.all.first?.request.what == .digest(digest))
    }

    @Test("of what there is a part, that content is wanted, whatever becomes of the part")
    func part() {
        var record = wanted("a.txt", digest)
        record.part = digest
        record.state = "paused"
        let scene = peer(memory: memory(of: [record]))
        #expect(scene.node.downloads.all.first?.request.what == .digest(digest))
        #expect(scene.download?.name == "a.txt")
    }

    @Test("what has ended stays as it ended") func ended() {
        let scene = downloading([first: holder("a")])
        scene.disk()
        scene.get(#"{"name":"nothing"}"#)
        var last: [Int64: DownloadRecord] = [:]
        for case .rememberDownload(let record) in scene.host.changes { last[record.id] = record }
        let again = peer(memory: memory(of: Array(last.values)))
        let views = again.node.downloads.all.map { $0.view(at: again.now) }
        #expect(views.count == 2 && views[0].state == .done && views[0].isVerified)
        #expect(views[0].name == "a.txt" && views[0].size == Int64(content.count))
        #expect(views[1].state == .failed && views[1].failure == .notFound)
    }
}
