// A peer's library and the disk: when folders are walked.

import Testing
import Vocabulary

@testable import Node

@Suite("A shared folder") struct ShelfTests {
    @Test("whose walk takes long does not keep the loop turning") func longWalk() {
        let scene = peer()
        let walks = scene.host.scans.count
        scene.pass(.minutes(30))
        #expect(scene.host.scans.count == walks, "one walk at a time")
        let next = scene.node.nextDeadline
        #expect(next.map { $0 > scene.now } == true)
    }

    @Test("that could not be read is walked again soon, and not for ever") func failedWalk() {
        let scene = peer()
        for scan in scene.host.scans {
            let error = WorldError(.other, "input/output error")
            scene.complete(.scanned(scan.job, share: scan.share, .failure(error)))
        }
        scene.host.scans = []
        scene.pass(.seconds(25))
        #expect(scene.host.scans.isEmpty)
        scene.pass(.seconds(10))
        #expect(Set(scene.host.scans.map(\.share)) == [Shares.own, Shares.downloads])
        for scan in scene.host.scans {
            scene.complete(.scanned(scan.job, share: scan.share, .success(Walked(files: []))))
        }
        scene.host.scans = []
        scene.pass(.minutes(30))
        #expect(scene.host.scans.isEmpty)
    }

    @Test("is walked again at the interval where nobody tells of changes") func rescan() {
        let scene = peer()
        let first = scene.host.scans
        for scan in first {
            let walked = Walked(files: [], isWatched: scan.share != Shares.own)
            scene.complete(.scanned(scan.job, share: scan.share, .success(walked)))
        }
        scene.host.scans = []
        scene.pass(.minutes(11))
        #expect(scene.host.scans.map(\.share) == [Shares.own])
        scene.pass(.minutes(50))
        #expect(scene.host.scans.map(\.share).contains(Shares.downloads))
    }
}
