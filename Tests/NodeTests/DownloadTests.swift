// From the wish to the file in its place, also where holders lie, vanish or are slow.

import Bytes
import Digest
import HTTPWire
import Testing
import Vocabulary

@testable import Node

@Suite("A download") struct DownloadTests {
    @Test("is fetched, held against its digest, and put in its place") func whole() {
        let scene = downloading([first: holder("a")])
        scene.disk()
        #expect(scene.download?.state == .done && scene.download?.isVerified == true)
        #expect(scene.download?.received == Int64(content.count))
        #expect(scene.host.incoming.values.first == content)
        #expect(scene.said(to: first).last?.contains("Authorization: DistriShare") == true)
    }

    @Test("is offered to others then, if the config says so", arguments: [true, false])
    func offered(_ isShared: Bool) {
        let scene = downloading([first: holder("a")]) { $0.shareDownloads = isShared }
        scene.disk()
        for look in scene.host.examinations {
            let file = ScannedFile(
                path: look.path, size: Int64(content.count), modified: 1, inode: 1)
            scene.complete(.examined(look.job, share: look.share, look.path, file))
        }
        let target = "/api/v1/files?sha256=\(digest.hex)"
        let reply = scene.proven("GET", target, from: "10.0.0.3:40000")
        #expect(reply.status == 200 && reply.has("a.txt") == isShared)
    }

    @Test("of wrong bytes is thrown away; the next is asked, and the liar never again")
    func wrongBytes() {
        let scene = downloading([
            first: holder("a", bytes("other bytes, as long!")), second_: holder("b"),
        ])
        scene.disk()
        #expect(
            scene.download?.state == .done && scene.asked(first) <= 1 && scene.asked(second_) == 1)
        let lines = scene.log.filter {
            $0.contains("sent wrong bytes") && $0.contains("not asked again")
        }
        #expect(lines.count == scene.asked(first))
        #expect(scene.host.incoming.values.allSatisfy { $0 == content })
    }

    @Test("fails where everybody lies") func everybodyLies() {
        let lie = bytes("other bytes, as long!")
        let scene = downloading([first: holder("a", lie), second_: holder("b", lie)])
        scene.disk()
        #expect(scene.download?.state == .failed && scene.download?.failure == .verification)
        #expect(scene.asked(first) == 1 && scene.asked(second_) == 1)
        #expect(scene.host.incoming.isEmpty && scene.host.placing.isEmpty)
    }

    @Test("a holder's word on a content binds his own transfer only") func poison() {
        let lie = id("lie").digest
        let scene = downloading([
            first: holder("a", told: nil, field: lie),
            second_: holder("b", told: nil, field: digest),
        ])
        scene.disk()
        #expect(scene.download?.state == .done && scene.download?.isVerified == true)
        #expect(scene.asked(second_) == 1)
    }

    @Test("a holder that has another content by now is passed over") func changedMeanwhile() {
        let scene = downloading([first: holder("a", field: id("new").digest), second_: holder("b")])
        scene.disk()
        #expect(scene.download?.state == .done)
    }

    @Test("that is cut goes on at the next holder, where it was cut") func cut() {
        let scene = downloading([first: holder("a", nil), second_: holder("b")])
        scene.disk()
        let rest = "Range: bytes=\(content.count - 5)-\(content.count - 1)\r\n"
        let ranges = scene.said(to: second_).filter { $0.contains(rest) }
        #expect(ranges.count == 1)
        #expect(scene.download?.state == .done && scene.asked(second_) == 1)
        #expect(scene.host.incoming.values.allSatisfy { $0 == content })
    }

    @Test("that is always cut after a few bytes gets further each time, and is done")
    func alwaysCut() {
        let scene = downloading([first: holder("a", most: 8)])
        scene.pass(.minutes(2))
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == content)
        #expect(scene.asked(first) == 3)
    }

    @Test("that nobody feeds is looked for again, and fails when its patience is over")
    func nobodyLeft() {
        let scene = downloading([first: holder("a", nil)])
        scene.doors[first] = .refused
        scene.pass(.minutes(9))
        #expect(scene.download?.state == .searching)
        #expect((7...20).contains(scene.said(to: first).count { $0.isEmpty }))
        scene.pass(.minutes(3))
        #expect(scene.download?.state == .failed && scene.download?.failure == .unreachable)
        #expect(scene.host.parked.count == 1, "what arrived is kept")
        scene.doors[first] = holder("a")
        #expect(scene.operate("POST", "/api/v1/downloads/1/resume").status < 500)
    }

    @Test("from one that is overloaded for too long keeps what has come") func overloaded() {
        let scene = downloading([first: holder("a", nil)])
        scene.doors[first] = .ours { said in
            said.contains("/files?")
                ? found([fileView(digest)], by: id("a")) : answer(503, by: id("a"))
        }
        scene.pass(.minutes(12))
        #expect(scene.download?.state == .failed && scene.download?.failure == .other)
        #expect(scene.host.parked.count == 1 && scene.host.removedParts.isEmpty)
    }

    @Test("searches on when a search ends while it is sealed") func searchWhileSealing() {
        let scene = downloading([first: holder("a")])
        let download = scene.node.downloads.all[0]
        guard case .sealing(let transfer) = download.state else { return #expect(Bool(false)) }
        transfer.isSearching = true
        scene.node.downloads.searched(1, [], asked: 0, silent: 0, at: scene.now)
        #expect(!transfer.isSearching)
    }

    @Test("of a name with two contents is for a person to decide") func ambiguous() {
        let scene = downloading([first: holder("a"), second_: holder("b", told: id("else").digest)])
        #expect(scene.download?.state == .failed && scene.download?.failure == .ambiguous)
        #expect(
            scene.download?.choices.count == 2 && scene.asked(first) + scene.asked(second_) == 0)
    }

    @Test("by digest takes that content and no other") func byDigest() {
        let scene = peer { $0.known = [HostPort("10.0.0.1:9000")].compactMap(\.self) }
        scene.doors[first] = holder("a")
        scene.get(#"{"sha256":"\#(digest.hex)"}"#)
        scene.disk()
        #expect(scene.download?.state == .done && scene.download?.name == "a.txt")
    }
}

@Suite("A name that is taken") struct TakenNameTests {
    @Test("by the same content is no trouble: it is done") func same() {
        let scene = downloading([first: holder("a")])
        scene.disk(taken: ["a.txt": digest])
        #expect(scene.download?.state == .done && scene.download?.name == "a.txt")
        #expect(scene.host.discarded.count == 1 && scene.host.incoming.isEmpty)
    }

    @Test("by another content is left alone: this one gets a number") func other() {
        let scene = downloading([first: holder("a")])
        scene.disk(taken: ["a.txt": id("x").digest, "a (2).txt": id("y").digest])
        #expect(scene.download?.state == .done && scene.download?.name == "a (3).txt")
    }
}

@Suite("A full disk") struct RoomTests {
    @Test("pauses a download, and it goes on when there is room") func paused() {
        let scene = peer { $0.known = [HostPort("10.0.0.1:9000")].compactMap(\.self) }
        scene.doors[first] = holder("a")
        scene.host.freeRoom = 10
        scene.get()
        #expect(scene.download?.state == .paused && scene.asked(first) == 0)
        #expect(scene.download?.reason?.contains("no room") == true)
        scene.pass(.seconds(30))
        #expect(scene.download?.state == .paused)
        scene.host.freeRoom = 1 << 40
        scene.pass(.seconds(6))
        scene.disk()
        #expect(scene.download?.state == .done)
    }

    @Test("that fills while bytes arrive throws away the half") func filling() {
        let scene = downloading([first: holder("a")])
        guard let file = scene.host.sealing.first else { return #expect(Bool(false)) }
        scene.complete(.incomingFailed(file, WorldError(.full, "full")))
        #expect(scene.download?.state == .paused && scene.host.incoming.isEmpty)
    }

    @Test("of another kind ends it") func broken() {
        let scene = downloading([first: holder("a")])
        guard let file = scene.host.sealing.first else { return #expect(Bool(false)) }
        scene.complete(.incomingFailed(file, WorldError(.other, "input/output error")))
        #expect(scene.download?.state == .failed && scene.download?.failure == .disk)
        #expect(scene.host.parked == [file], "what is on the disk is right for all that")
    }
}

@Suite("A download from an old node") struct OldDownloadTests {
    @Test("has no length and no digest: it is unverified") func unverified() {
        let scene = downloading([first: old(content)])
        scene.disk()
        #expect(scene.download?.state == .done && scene.download?.isVerified == false)
    }

    @Test(
        "an answer that is, whole, an error is the error",
        arguments: [
            "ERROR: Autentication faild.", "ERROR: File not found.",
            "ERROR: Mensaje malformado o tipo desconocido.",
            "ERROR: Formato de mensaje inválido. Se requiere JSON.",
        ])
    func errors(_ text: String) {
        let scene = downloading([first: old(bytes(text))])
        scene.disk()
        #expect(scene.download?.state == .failed && scene.download?.reason?.contains(text) == true)
        #expect(scene.host.incoming.isEmpty)
    }

    @Test(
        "what only begins like one is content",
        arguments: [
            "ERROR", "ERROR: File not found.\n", "ERROR: something else",
            "ERROR: Formato de mensaje inválido. Se requiere JSON. And so on, and so on, for long.",
        ])
    func beginsLikeOne(_ text: String) {
        let scene = downloading([first: old(bytes(text))])
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == bytes(text))
    }

    @Test("that ends without a byte after FOUND is an empty file") func empty() {
        let scene = downloading([first: old([])])
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == [])
    }

    @Test("is not begun where it was not found") func notFound() {
        let scene = downloading([first: old(content, finds: false)])
        #expect(scene.download?.state == .failed && scene.download?.failure == .notFound)
        #expect(scene.asked(first) == 0)
    }
}

@Suite("A transfer under way") struct TransferTests {
    private func begin(_ length: Int, _ scene: Scene<PeerNode>, _ id: ConnectionID) {
        scene.say("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n", on: id)
    }

    @Test("waits while the disk is behind, and is not given up meanwhile") func backPressure() {
        let (scene, id) = fetching(1 << 30)
        begin(1 << 30, scene, id)
        let piece = [UInt8](repeating: 1, count: 1 << 20)
        for _ in 0..<3 { scene.say(piece, on: id) }
        #expect(!scene.host.wire(id).isPaused)
        scene.say([1], on: id)
        #expect(scene.host.wire(id).isPaused)
        scene.pass(.minutes(3))
        #expect(!scene.host.wire(id).isGone, "who was asked to wait is not late")
        guard let file = scene.host.incoming.keys.first else { return #expect(Bool(false)) }
        scene.complete(.written(file, [0..<1 << 20], differing: []))
        #expect(scene.host.wire(id).isPaused, "not for one piece")
        scene.complete(.written(file, [1 << 20..<3 << 20], differing: []))
        #expect(!scene.host.wire(id).isPaused)
    }

    @Test("that stops moving is given up after the idle time") func stalled() {
        let (scene, id) = fetching()
        begin(1000, scene, id)
        for _ in 0..<5 {
            scene.pass(.seconds(25))
            scene.say([1], on: id)
        }
        #expect(!scene.host.wire(id).isGone)
        scene.pass(.seconds(32))
        #expect(scene.host.wire(id).isClosed && scene.asked(first) > 1)
    }

    @Test("that is cancelled leaves nothing behind") func cancelled() {
        let (scene, id) = fetching()
        begin(1000, scene, id)
        scene.say([1, 2, 3], on: id)
        #expect(scene.operate("DELETE", "/api/v1/downloads/1").status == 200)
        #expect(scene.download?.state == .cancelled && scene.host.wire(id).isClosed)
        #expect(scene.host.incoming.isEmpty && scene.host.discarded.count == 1)
        scene.say([4], on: id)
        #expect(scene.host.incoming.isEmpty)
        #expect(scene.operate("DELETE", "/api/v1/downloads/1").status == 409)
    }

    @Test("longer than there is room for is paused before a byte is written") func tooLong() {
        let (scene, _) = fetching(1 << 41)
        #expect(scene.download?.state == .paused && scene.asked(first) == 0)
        #expect(scene.host.incoming.isEmpty)
    }

    @Test("in a coding is not the file") func coded() {
        let (scene, id) = fetching(1000)
        scene.say(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n", on: id)
        #expect(scene.host.wire(id).isClosed && scene.host.incoming.isEmpty)
    }

    @Test("of another length than was found is not that file") func otherLength() {
        let (scene, id) = fetching(1000)
        begin(1 << 41, scene, id)
        #expect(scene.host.wire(id).isClosed && scene.host.incoming.isEmpty)
        #expect(scene.download?.state != .paused)
    }
}
