// Who may have a copy of what a node remembers, and how he is answered.

import Testing
import Vocabulary

@testable import Node

private let passed = DescriptorID(number: 5)
private let body = #"{"descriptor":true}"#

extension Scene {
    fileprivate func wants(_ descriptor: DescriptorID?) -> ConnectionID {
        let id = accept(.local(pid: 1, uid: 0))
        if let descriptor { node.descriptorArrived(descriptor, on: id, at: now) }
        say(request("POST", "/api/v1/backups", body), on: id)
        return id
    }
}

@Suite("A backup") struct BackupTests {
    @Test("is made for whoever has the control socket, at either role, and logged")
    func made() throws {
        try isMade(peer())
        try isMade(bootstrap())
    }

    private func isMade<Role>(_ scene: Scene<Role>) throws {
        let id = scene.wants(passed)
        let (descriptor, job) = try #require(scene.host.backups.first)
        #expect(descriptor == passed)
        #expect(scene.host.wire(id).text.isEmpty, "he is answered when it is done")
        scene.complete(.backedUp(job, .success(4096)))
        let reply = Reply(scene.host.wire(id).text)
        #expect(reply.status == 200 && reply.has(#"{"size":4096,"v":1}"#))
        #expect(scene.host.lines.contains { $0.contains("backed up, by user 0, process 1") })
    }

    @Test("that fails says why") func failing() throws {
        let scene = bootstrap()
        let id = scene.wants(passed)
        let job = try #require(scene.host.backups.first).1
        scene.complete(.backedUp(job, .failure(WorldError(.full, "there is no room"))))
        let reply = Reply(scene.host.wire(id).text)
        #expect(reply.status == 507 && reply.has("there is no room"))
    }

    @Test("is made one at a time, and what was passed for another is let go of") func oneAtATime()
        throws
    {
        let scene = bootstrap()
        _ = scene.wants(passed)
        let second = DescriptorID(number: 6)
        #expect(Reply(scene.host.wire(scene.wants(second)).text).status == 429)
        #expect(scene.host.forgotten == [second] && scene.host.backups.count == 1)
        let job = try #require(scene.host.backups.first).1
        scene.complete(.backedUp(job, .success(1)))
        _ = scene.wants(DescriptorID(number: 7))
        #expect(scene.host.backups.count == 2)
    }

    @Test("is nothing for the operator over TCP, and wants a descriptor") func refused() {
        let scene = bootstrap { $0.operatorToken = operatorToken }
        let token = "Authorization: Bearer \(operatorToken.text)"
        let stranger = scene.dial(request("POST", "/api/v1/backups", body))
        #expect(Reply(scene.host.wire(stranger).text).status == 401)
        let id = scene.dial(request("POST", "/api/v1/backups", body, token))
        #expect(Reply(scene.host.wire(id).text).status == 403)
        #expect(Reply(scene.host.wire(scene.wants(nil)).text).status == 400)
        #expect(scene.host.backups.isEmpty)
    }
}
