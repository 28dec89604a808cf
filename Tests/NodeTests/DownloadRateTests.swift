// How fast bytes may come, in virtual time: a sender that would send as fast as it is read.

import Bytes
import Digest
import HTTPWire
import Testing
import Vocabulary

@testable import Node

@Suite("The rate of downloads") struct DownloadRateTests {
    /// Lets a holder send whenever it is read, and gives the bytes a second that came.
    private func rate(_ seconds: Int, _ scene: Scene<PeerNode>, _ calls: [ConnectionID]) -> Double {
        let piece = [UInt8](repeating: 7, count: 16 << 10)
        var came = 0
        for _ in 0..<seconds * 100 {
            for call in calls where !scene.host.wire(call).isPaused {
                scene.say(piece, on: call)
                came += piece.count
            }
            scene.disk()
            scene.pass(.milliseconds(10))
        }
        return Double(came) / Double(seconds)
    }

    private func begin(_ change: (inout NodeSettings) -> Void) -> (Scene<PeerNode>, ConnectionID) {
        let (scene, id) = fetching(1 << 30, told: digest, change)
        scene.say("HTTP/1.1 200 OK\r\nContent-Length: \(1 << 30)\r\n\r\n", on: id)
        return (scene, id)
    }

    @Test("is kept to a twentieth, whether of all or of each peer") func kept() {
        for perPeer in [false, true] {
            let (scene, id) = begin { settings in
                if perPeer {
                    settings.perPeerRate = 200_000
                } else {
                    settings.downloadRate = 200_000
                }
            }
            let rate = rate(20, scene, [id])
            #expect((190_000...210_000).contains(rate), "\(rate)")
        }
    }

    @Test("makes nobody late who is asked to wait for it") func notLate() {
        let (scene, id) = begin { $0.downloadRate = 100 }
        scene.say([UInt8](repeating: 7, count: 16 << 10), on: id)
        #expect(scene.host.wire(id).isPaused)
        scene.pass(.seconds(120))
        #expect(!scene.host.wire(id).isGone && scene.host.wire(id).isPaused)
        scene.pass(.seconds(60))
        #expect(!scene.host.wire(id).isPaused)
    }

    @Test("that is lifted frees those who waited for it") func lifted() {
        let (scene, id) = begin { $0.downloadRate = 1000 }
        scene.say([UInt8](repeating: 7, count: 256 << 10), on: id)
        #expect(scene.host.wire(id).isPaused)
        scene.pass(.seconds(30))
        #expect(scene.host.wire(id).isPaused)
        var settings = scene.node.desk.settings
        settings.downloadRate = 0
        scene.node.reload(settings, at: scene.now)
        #expect(!scene.host.wire(id).isPaused && !scene.host.wire(id).isGone)
        scene.pass(.seconds(5))
        #expect(!scene.host.wire(id).isGone, "it is not late: it was asked to wait")
    }
}
