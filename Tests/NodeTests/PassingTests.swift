// What people pass over the control socket: things to share, and files to put a download into.

import Digest
import Testing
import Vocabulary

@testable import Node

private let passed = DescriptorID(number: 5)

extension Scene {
    /// The operator's request, with descriptors that came just before it.
    fileprivate func passing(
        _ descriptors: [DescriptorID], _ method: String, _ target: String, _ body: String
    ) -> Reply {
        let id = accept(.local(pid: 1, uid: 0))
        for descriptor in descriptors { node.descriptorArrived(descriptor, on: id, at: now) }
        say(request(method, target, body), on: id)
        return Reply(host.wire(id).text)
    }
}

private func share(_ more: String = "", path: String = "/srv/films") -> String {
    #"{"path":"\#(path)","descriptor":true\#(more)}"#
}

@Suite("A path that was passed") struct PassedShareTests {
    @Test("is shared by reference where this node can open it too, and remembered")
    func byReference() {
        let scene = peer()
        let reply = scene.passing([passed], "POST", "/api/v1/shares", share())
        #expect(reply.status == 201 || reply.status == 200)
        #expect(scene.host.seen == [passed])
        #expect(scene.host.changes.contains { if case .rememberShare = $0 { true } else { false } })
    }

    @Test("that this node may not open is refused with the drop-in that would let it")
    func dropIn() {
        let scene = peer()
        scene.host.attachError = WorldError(.denied, "cannot open it")
        let path = "/home/me/my films"
        let reply = scene.passing([passed], "POST", "/api/v1/shares", share(path: path))
        #expect(reply.status == 403)
        #expect(reply.has("systemctl edit distrishare-peer@9000"))
        #expect(reply.has(#"\n[Service]\nProtectHome=tmpfs\nBindReadOnlyPaths=\"/home/me/my"#))
        #expect(reply.has("--copy") && reply.has("--temporary"))
        #expect(
            !scene.host.changes.contains { if case .rememberShare = $0 { true } else { false } })
    }

    @Test("for the time being is shared through the descriptor, and the ledger never hears of it")
    func temporary() throws {
        let scene = peer()
        let reply = scene.passing([passed], "POST", "/api/v1/shares", share(#","temporary":true"#))
        #expect(reply.status < 300)
        #expect(scene.host.throughs == [passed] && scene.host.seen.isEmpty)
        let walk = try #require(scene.host.scans.last)
        let file = RecordedFile(content)
        let seen = file.scanned(as: name("a.txt"))
        scene.complete(.scanned(walk.job, share: walk.share, .success(Walked(files: [seen]))))
        let hash = try #require(scene.host.hashes.last)
        scene.complete(
            .hashed(hash.job, share: hash.share, seen, digest, pieces: file.pieces))
        #expect(scene.operate("GET", "/api/v1/files").has(#""films/a.txt""#))
        #expect(scene.operate("DELETE", "/api/v1/shares/films").status < 300)
        #expect(!scene.operate("GET", "/api/v1/files").has("a.txt"))
        #expect(scene.host.changes.allSatisfy { if case .set = $0 { true } else { false } })
    }

    @Test("for the time being may become one for good, under its old name")
    func forGood() {
        let scene = peer()
        _ = scene.passing([passed], "POST", "/api/v1/shares", share(#","temporary":true"#))
        let reply = scene.passing([passed], "POST", "/api/v1/shares", share())
        #expect(reply.has(#""name":"films""#))
        #expect(scene.host.attached.filter { $0.hostPath == "/srv/films" }.count == 1)
        #expect(scene.host.changes.contains { if case .rememberShare = $0 { true } else { false } })
    }

    @Test("is copied from the descriptor, where a copy is wanted") func copy() throws {
        let scene = peer()
        let id = scene.accept(.local(pid: 1, uid: 0))
        scene.node.descriptorArrived(passed, on: id, at: scene.now)
        let body = share(#","copy":true"#, path: "/home/me/a.txt")
        scene.say(request("POST", "/api/v1/shares", body), on: id)
        let copy = try #require(scene.host.passedCopies.first)
        #expect(copy.descriptor == passed && copy.name == name("a.txt"))
        #expect(scene.host.copies.isEmpty)
        scene.complete(.copied(copy.job, .success(copy.name)))
        #expect(Reply(scene.host.wire(id).text).has(#""name":"a.txt""#))
    }

    @Test("must come with its request; nobody passes anything over TCP") func nothingPassed() {
        let scene = peer { $0.operatorToken = operatorToken }
        #expect(scene.operate("POST", "/api/v1/shares", share()).status == 400)
        let id = scene.dial(
            request(
                "POST", "/api/v1/shares", share(), "Authorization: Bearer \(operatorToken.text)"))
        #expect(Reply(scene.host.wire(id).text).status == 400)
        #expect(scene.operate("POST", "/api/v1/shares", share(#","copy":true"#)).status == 400)
        let both = share(#","copy":true,"temporary":true"#)
        #expect(scene.operate("POST", "/api/v1/shares", both).status == 400)
    }
}

@Suite("What nobody takes") struct UnwantedTests {
    @Test("goes with its connection, and what is too much goes at once") func forgotten() {
        let scene = peer()
        let id = scene.accept(.local(pid: 1, uid: 0))
        let many = (1...UInt64(Limits.descriptorsPerConnection + 2)).map(DescriptorID.init)
        for descriptor in many { scene.node.descriptorArrived(descriptor, on: id, at: scene.now) }
        #expect(scene.host.forgotten == Array(many.suffix(2)))
        scene.say(request("GET", "/api/v1/status"), on: id)
        scene.node.closed(id, .hungUp, at: scene.now)
        #expect(Set(scene.host.forgotten) == Set(many))
    }

    @Test("goes too where the connection says nothing in time") func silent() {
        let scene = peer()
        let id = scene.accept(.local(pid: 1, uid: 0))
        scene.node.descriptorArrived(passed, on: id, at: scene.now)
        scene.pass(.minutes(2))
        #expect(scene.host.forgotten == [passed])
    }

    @Test("goes where a request that brought it is refused") func refused() {
        let scene = peer()
        let body = #"{"name":"a.txt","from":"nowhere","descriptor":true}"#
        let id = scene.accept(.local(pid: 1, uid: 0))
        scene.node.descriptorArrived(passed, on: id, at: scene.now)
        scene.say(request("POST", "/api/v1/downloads", body), on: id)
        #expect(Reply(scene.host.wire(id).text).status == 400)
        scene.node.closed(id, .hungUp, at: scene.now)
        #expect(scene.host.forgotten == [passed])
    }
}

@Suite("A download that is delivered") struct DeliveryTests {
    private func delivering(
        _ doors: [Endpoint: Door], _ change: (inout NodeSettings) -> Void = { _ in }
    ) -> Scene<PeerNode> {
        let scene = peer {
            $0.known = doors.keys.compactMap { HostPort($0.description) }
            change(&$0)
        }
        scene.doors = doors
        scene.settle()
        let body = #"{"name":"a.txt","descriptor":true}"#
        #expect(scene.passing([passed], "POST", "/api/v1/downloads", body).status == 202)
        return scene
    }

    @Test("is done when its file is whole in the descriptor, and not before") func done() throws {
        let scene = delivering([first: holder("a")])
        scene.disk()
        #expect(scene.download?.state == .verifying)
        let delivery = try #require(scene.host.deliveries.first)
        #expect(delivery.share == Shares.downloads && delivery.path == name("a.txt"))
        #expect(delivery.descriptor == passed && !delivery.removing)
        scene.complete(.delivered(delivery.job, .success(())))
        #expect(scene.download?.state == .done && scene.download?.isDelivered == true)
        #expect(scene.download?.isVerified == true)
        let id = scene.download?.id ?? 0
        #expect(scene.operate("GET", "/api/v1/downloads/\(id)").has(#""delivered":true"#))
    }

    @Test("leaves nothing in downloads/ where those are not shared") func unshared() {
        let scene = delivering([first: holder("a")]) { $0.shareDownloads = false }
        scene.disk()
        #expect(scene.host.deliveries.first?.removing == true)
    }

    @Test("keeps what was in downloads/ before") func keptBefore() {
        let scene = delivering([first: holder("a")]) { $0.shareDownloads = false }
        scene.disk(taken: ["a.txt": digest])
        #expect(scene.host.deliveries.first?.removing == false)
    }

    @Test("has failed where its file cannot be brought there, and says that it is here")
    func full() throws {
        let scene = delivering([first: holder("a")])
        scene.disk()
        let job = try #require(scene.host.deliveries.first?.job)
        scene.complete(.delivered(job, .failure(WorldError(.full, "the disk is full"))))
        #expect(scene.download?.state == .failed && scene.download?.failure == .disk)
        #expect(scene.download?.reason?.contains("a.txt is here") == true)
    }

    @Test("lets go of the descriptor when it fails or is cancelled before") func without() {
        let failed = delivering([first: holder("a", bytes("other bytes, as long!"))])
        failed.disk()
        #expect(failed.download?.state == .failed)
        #expect(failed.host.forgotten == [passed] && failed.host.deliveries.isEmpty)
        let cancelled = delivering([first: .mute])
        #expect(cancelled.operate("DELETE", "/api/v1/downloads/1").status < 300)
        #expect(cancelled.host.forgotten == [passed])
    }

    @Test("and cancelled on its way stays cancelled") func cancelledLate() throws {
        let scene = delivering([first: holder("a")])
        scene.disk()
        let job = try #require(scene.host.deliveries.first?.job)
        _ = scene.operate("DELETE", "/api/v1/downloads/1")
        scene.complete(.delivered(job, .success(())))
        #expect(scene.download?.state == .cancelled)
    }
}
