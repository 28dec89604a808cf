// A peer's library and the disk: when folders are walked.

import Library
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
        scene.pass(Limits.walkRest - .seconds(1))
        #expect(scene.host.scans.isEmpty)
        scene.pass(.seconds(2))
        #expect(Set(scene.host.scans.map(\.share)) == [Shares.own, Shares.downloads])
        for scan in scene.host.scans {
            scene.complete(.scanned(scan.job, share: scan.share, .success(Walked(files: []))))
        }
        scene.host.scans = []
        scene.pass(.minutes(30))
        #expect(scene.host.scans.isEmpty)
    }

    @Test("may be told in parts, and is one library in the end") func parts() throws {
        let scene = peer()
        let scan = try #require(scene.host.scans.first { $0.share == Shares.own })
        let seen = ["a", "b", "c"].map { RecordedFile(bytes($0)).scanned(as: name($0)) }
        scene.complete(.saw(scan.job, share: scan.share, [seen[2]]))
        scene.complete(.saw(scan.job, share: scan.share, [seen[0]]))
        let walked = Walked(files: [seen[1]])
        scene.complete(.scanned(scan.job, share: scan.share, .success(walked)))
        #expect(scene.node.shelf.library.all.map(\.name) == seen.map(\.path))
        scene.complete(.saw(scan.job, share: scan.share, [RecordedFile([]).scanned(as: name("d"))]))
        #expect(scene.node.shelf.library.count == 3, "a walk that has ended tells nothing")
    }

    @Test("whose changes were lost is walked, and what waits in another still waits")
    func lostChanges() {
        let scene = peer()
        for scan in scene.host.scans {
            scene.complete(.scanned(scan.job, share: scan.share, .success(Walked(files: []))))
        }
        scene.host.scans = []
        scene.complete(.changed(share: Shares.own, name("a.txt"), closed: false))
        scene.complete(.changed(share: Shares.downloads, nil, closed: false))
        #expect(scene.host.scans.map(\.share) == [Shares.downloads])
        scene.pass(.seconds(3))
        #expect(scene.host.examinations.map(\.share) == [Shares.own])
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
