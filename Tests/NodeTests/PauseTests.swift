// Paused and resumed by a person, in each state that a download can be in.

import Bytes
import Digest
import Testing
import Vocabulary

@testable import Node

@Suite("A person's pause") struct PauseTests {
    private func pause(_ scene: Scene<PeerNode>, _ id: Int = 1) -> Int {
        scene.operate("POST", "/api/v1/downloads/\(id)/pause").status
    }

    private func resume(_ scene: Scene<PeerNode>, _ id: Int = 1) -> Int {
        scene.operate("POST", "/api/v1/downloads/\(id)/resume").status
    }

    @Test("while a part opens keeps what an earlier run left") func opening() {
        let host = RecordingHost()
        host.leftParts[digest] = Array(content.prefix(10))
        host.leftRanges[digest] = RangeSet(0..<10)
        host.opensLate = true
        let scene = peer({ $0.known = [HostPort("10.0.0.1:9000")].compactMap(\.self) }, host: host)
        scene.doors[first] = holder("a")
        scene.get()
        #expect(scene.node.downloads.all[0].transfer?.size == nil)
        #expect(pause(scene) < 300)
        #expect(host.discarded.isEmpty && host.parked.count == 1)
        #expect(host.removedParts.isEmpty && scene.download?.state == .paused)
        host.opening.removeAll()
        host.opensLate = false
        host.leftRanges[digest] = RangeSet(0..<10)
        host.leftParts[digest] = Array(content.prefix(10))
        #expect(resume(scene) < 300)
        scene.disk()
        #expect(scene.download?.state == .done)
        #expect(scene.said(to: first).contains { $0.contains("Range: bytes=10-20") })
    }

    @Test("while it is waiting, searching, fetching or sealed is a pause, and a resume its end")
    func anyState() {
        let scene = peer { $0.known = [HostPort("10.0.0.1:9000")].compactMap(\.self) }
        scene.doors[first] = .mute
        for number in 1...5 { scene.get(#"{"name":"\#(number)"}"#) }
        #expect(scene.download?.state == .waiting && pause(scene, 5) < 300)
        #expect(scene.node.downloads.all[0].view(at: scene.now).state == .searching)
        #expect(pause(scene, 1) < 300 && pause(scene, 1) < 300)
        #expect(resume(scene, 1) < 300 && resume(scene, 1) == 409)
        let (other, call) = fetching(1000, told: digest)
        other.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", on: call)
        other.say([1, 2, 3], on: call)
        #expect(pause(other) < 300 && other.host.wire(call).isClosed)
        #expect(other.host.parked.count == 1 && other.download?.received == 3)
        let sealed = downloading([first: holder("a")])
        #expect(sealed.host.sealing.count == 1 && pause(sealed) < 300)
        sealed.disk()
        #expect(sealed.download?.state == .paused)
        #expect(resume(sealed) < 300)
        sealed.disk()
        #expect(sealed.download?.state == .done && sealed.asked(first) == 1)
    }

    @Test("comes too late where the file gets its name, as a cancellation does") func placing() {
        let scene = downloading([first: holder("a")])
        guard let file = scene.host.sealing.first else { return #expect(Bool(false)) }
        scene.complete(.sealed(file, size: Int64(content.count), digest))
        #expect(scene.host.placing.count == 1)
        #expect(pause(scene) == 409)
        #expect(scene.operate("DELETE", "/api/v1/downloads/1").status == 409)
        scene.host.sealing.removeAll()
        scene.disk()
        #expect(scene.download?.state == .done)
        #expect(pause(scene) == 409 && resume(scene) == 409)
    }

    @Test("keeps its part though another download of the same content is cancelled")
    func twoOfOne() {
        let (scene, call) = fetching(1000, told: digest)
        scene.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", on: call)
        scene.say([1, 2, 3], on: call)
        #expect(pause(scene) < 300)
        let file = FileView(name: name("a.txt"), size: 1000, digest: digest, modified: 0)
        scene.doors[first] = .ours { said in
            said.contains("/files?") ? found([file], by: id("a")) : answer(503, by: id("a"))
        }
        scene.get()
        #expect(scene.host.plans.count == 2)
        scene.get()
        scene.pass(.seconds(1))
        #expect(scene.download?.reason == "another download fetches the same content")
        #expect(scene.operate("DELETE", "/api/v1/downloads/2").status == 200)
        #expect(scene.host.discarded.isEmpty && scene.host.removedParts.isEmpty)
        #expect(scene.operate("DELETE", "/api/v1/downloads/3").status == 200)
        #expect(scene.operate("DELETE", "/api/v1/downloads/1").status == 200)
        #expect(scene.host.removedParts == [digest])
    }
}
