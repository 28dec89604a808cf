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
}
