// Holders that do not go together: old ones beside ours, and some that say another length.

import Bytes
import Digest
import HTTPWire
import Testing
import Vocabulary

@testable import Node

@Suite("Holders that differ") struct MixedHoldersTests {
    @Test("an old node, which sends streams, has no part in a transfer by ranges") func oldAndNew() {
        let scene = downloading([
            first: old(bytes("ERROR: File not found.")), second_: .refused,
        ])
        #expect(scene.download?.state == .failed && scene.asked(first) == 1)
        scene.doors[first] = old(bytes("other bytes, as long!"))
        scene.doors[second_] = holder("b")
        #expect(scene.operate("POST", "/api/v1/downloads/1/resume").status < 300)
        scene.pass(.seconds(1))
        scene.disk()
        #expect(scene.download?.state == .done && scene.download?.isVerified == true)
        #expect(scene.asked(first) == 1 && scene.asked(second_) == 1)
    }
}
