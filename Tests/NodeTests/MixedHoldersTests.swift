// Holders that do not go together: old ones beside ours, and some that say another length.

import Bytes
import Digest
import HTTPWire
import Testing
import Vocabulary

@testable import Node

@Suite("Holders that differ") struct MixedHoldersTests {
    @Test("an old node, which sends streams, has no part in a transfer by ranges") func oldAndNew()
    {
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

@Suite("A holder that says another's id") struct BorrowedIDTests {
    @Test("does not stand in the other's way") func shadow() {
        let lie = bytes("other bytes, as long!")
        let scene = downloading([first: holder("b", lie), second_: holder("b")])
        scene.disk()
        #expect(scene.download?.state == .done && scene.asked(second_) == 1)
    }

    @Test("is met once, however often it is found under whatever name") func once() {
        let download = Download(id: 1, request: DownloadRequest(what: .digest(digest)))
        for round in 0..<9 {
            let name = name(round % 2 == 0 ? "a.txt" : "b.txt")
            download.meet([
                Finding(
                    name: name, size: 21, digest: digest, endpoint: first, id: id("a"),
                    holderName: "a", kind: .ours, latency: .zero)
            ])
        }
        #expect(download.sources.count == 2)
    }
}

@Suite("A holder that says a wrong length") struct WrongLengthTests {
    /// Says that the content has so many bytes, and sends them.
    private func liar(_ size: Int64, sends: Int = 0) -> Door {
        let sent = [UInt8](repeating: 9, count: sends)
        return .ours { said in
            if said.contains("/healthz") { return answer(200, by: id("liar")) }
            if said.contains("/api/v1/files?") {
                let file = FileView(name: name("a.txt"), size: size, digest: digest, modified: 0)
                return found([file], by: id("liar"))
            }
            return part(of: sent, said, by: id("liar"))
        }
    }

    @Test("of nothing is not believed for ever") func empty() {
        let scene = downloading([first: liar(0)])
        scene.disk()
        #expect(scene.download?.state == .failed && scene.download?.failure == .verification)
        #expect(scene.host.plans.count == 1)
    }

    @Test(
        "is left, whatever it says, and the others' is tried",
        arguments: [(0, 0), (1 << 50, 0), (100, 100), (100, 0), (5, 5)])
    func others(_ told: Int64, _ sent: Int) {
        let scene = downloading([first: liar(told, sends: sent), second_: holder("b")])
        for _ in 0..<60 {
            scene.disk()
            scene.pass(.seconds(1))
        }
        #expect(scene.download?.state == .done && scene.download?.isVerified == true)
        #expect(scene.host.incoming.values.contains(content))
    }

    @Test("costs nothing of what another time has brought") func kept() {
        let host = RecordingHost()
        host.leftParts[digest] = Array(content.prefix(10))
        host.leftRanges[digest] = RangeSet(0..<10)
        var memory = Memory()
        memory.downloads = [
            DownloadRecord(
                id: 3, name: "a.txt", state: "paused", size: Int64(content.count), digest: digest,
                source: "", finished: nil, verified: false, part: digest)
        ]
        let scene = peer(
            {
                $0.known = ["10.0.0.1:9000", "10.0.0.2:9000"].compactMap { HostPort($0) }
            }, memory: memory, host: host)
        scene.doors = [first: liar(100, sends: 100), second_: holder("b")]
        #expect(scene.operate("POST", "/api/v1/downloads/3/resume").status < 300)
        for hash in host.hashes {
            scene.complete(
                .hashFailed(hash.job, share: hash.share, hash.path, WorldError(.missing, "")))
        }
        host.hashes.removeAll()
        scene.disk()
        #expect(scene.download?.state == .done && host.removedParts.isEmpty)
        #expect(scene.said(to: second_).contains { $0.contains("Range: bytes=10-20") })
    }

    @Test("and two that say so never end it, nor make it endless") func forever() {
        let scene = downloading([first: liar(100), second_: liar(200)])
        scene.pass(.minutes(40))
        scene.disk()
        #expect(scene.download?.state == .failed)
        #expect(scene.asked(first) < 60 && scene.asked(second_) < 60)
    }
}
