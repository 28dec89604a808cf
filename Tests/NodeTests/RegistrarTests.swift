// A peer and its bootstraps.

import Directory
import JSONWire
import RESTAPI
import Testing
import Vocabulary

@testable import Node

private let door = endpoint("10.0.0.8:8000")

private func registering(_ door: Door, seed: UInt64 = 7) -> Scene<PeerNode> {
    let scene = peer({ $0.bootstraps = [HostPort("10.0.0.8:8000")].compactMap(\.self) }, seed: seed)
    scene.doors[NodeTests.door] = door
    scene.pass(.zero)
    return scene
}

extension Scene where Actor == PeerNode {
    fileprivate var bootstrap: BootstrapView? { node.registrar.views(at: now).first }

    fileprivate var listed: [String] {
        node.neighbourhood.views(.bootstrap, at: now).map(\.endpoint.description)
    }

    fileprivate func liveness(of endpoint: Endpoint) -> Neighbour.Liveness? {
        let table = node.neighbourhood.table
        return table.key(at: endpoint).flatMap { table[$0]?.liveness }
    }

    /// The pauses between the calls to the bootstrap, in seconds.
    fileprivate var pauses: [Double] {
        zip(calls.dropFirst(), calls).map { $0.at.since($1.at).inSeconds }
    }
}

@Suite("A peer registers") struct RegistrarTests {
    @Test("with all it has, and then with a heartbeat that knows the list") func heartbeat() {
        let scene = registering(
            .ours { _ in welcome(by: id("b"), generation: 5, [view("x", "10.0.0.9:9000")]) })
        #expect(scene.bootstrap?.state == .registered && scene.bootstrap?.kind == .ours)
        #expect(scene.listed == ["10.0.0.9:9000"])
        scene.pass(.seconds(40))
        let said = scene.said(to: door)
        #expect(said[0].hasPrefix("POST /api/v1/peers HTTP/1.1\r\n"))
        #expect(said[0].contains("Authorization: DistriShare "))
        #expect(!said[0].contains(secret.text), "the secret itself is never sent")
        #expect(said[1].hasPrefix("PUT /api/v1/peers/\(id("me").hex) HTTP/1.1\r\n"))
        #expect(said[1].contains(#""generation":"0000000000000005""#))
        #expect(scene.log.count { $0.contains("registered with") } == 1)
    }

    @Test("whom the list does not name any more is not the bootstrap's") func shorterList() {
        let scene = registering(
            .ours { _ in welcome(by: id("b"), generation: 5, [view("x", "10.0.0.9:9000")]) })
        scene.doors[door] = .ours { _ in welcome(by: id("b"), generation: 6, []) }
        scene.pass(.seconds(40))
        #expect(scene.listed.isEmpty)
    }

    @Test("whom it still names is asked every two minutes, however long it was down")
    func stillNamed() {
        let named = endpoint("10.0.0.9:9000")
        let scene = registering(
            .ours { _ in welcome(by: id("b"), generation: 5, [view("x", "10.0.0.9:9000")]) })
        scene.doors[named] = .refused
        scene.pass(.minutes(30))
        #expect(scene.liveness(of: named) == .down)
        scene.doors[named] = .ours { _ in answer(200, by: id("x")) }
        scene.pass(.seconds(125))
        #expect(scene.liveness(of: named) == .alive)
    }

    @Test("whom nobody names but a person is asked ever less often") func nobodyNames() {
        let scene = registering(.ours { _ in welcome(by: id("b")) })
        #expect(
            scene.operate("POST", "/api/v1/nodes", #"{"address":"10.0.0.9:9000"}"#).status < 300)
        scene.doors[endpoint("10.0.0.9:9000")] = .refused
        scene.pass(.minutes(60))
        let asked = scene.calls.filter { $0.endpoint.port == 9000 }.map(\.at)
        let last = zip(asked.dropFirst(), asked).map { $0.since($1) }.suffix(2)
        let range = Duration.seconds(590)...(.seconds(620))
        #expect(last.count == 2 && last.allSatisfy(range.contains), "\(last)")
    }

    @Test("anew where it was forgotten") func forgotten() {
        let scene = registering(.ours { _ in welcome(by: id("b")) })
        scene.doors[door] = .ours { said in
            said.hasPrefix("PUT") ? answer(404, by: id("b")) : welcome(by: id("b"))
        }
        scene.pass(.seconds(40))
        #expect(scene.said(to: door).map { $0.prefix(4) } == ["POST", "PUT ", "POST"])
        #expect(scene.bootstrap?.state == .registered)
    }

    @Test("in dialect J where HTTP is not understood") func oldBootstrap() {
        let scene = registering(
            .old { _ in bytes(#"{"nodes":[["10.0.0.1",9000],["10.0.0.9",9000]]}"#) })
        let said = scene.said(to: door)
        #expect(said.count == 2 && said[0].hasPrefix("POST "))
        #expect(said[1] == #"{"type":"register","ip":"10.0.0.1","port":9000}"#)
        #expect(said[1].utf8.count <= Limits.jsonOwnRequestLength)
        #expect(scene.bootstrap?.state == .registered)
        #expect(scene.listed.contains("10.0.0.9:9000"))
        // One of ours that is killed closes without a word too; three times is proof.
        scene.pass(.seconds(80))
        #expect(scene.bootstrap?.kind == .old)
        let before = scene.said(to: door).count
        scene.pass(.seconds(40))
        let later = scene.said(to: door)[before...]
        #expect(!later.isEmpty && later.allSatisfy { $0.hasPrefix("{") }, "HTTP is given up")
    }

    @Test("a bootstrap of ours that was killed is not taken for an old one") func killed() {
        let scene = registering(.ours { _ in welcome(by: id("b")) })
        scene.doors[door] = .old { _ in bytes("nothing") }
        while scene.calls.count < 2 { scene.pass(.milliseconds(100)) }
        #expect(scene.calls.count == 2 && scene.bootstrap?.state == .failed)
    }

    @Test("with words that people understand where it cannot") func reasons() {
        let refused = registering(.ours { _ in answer(401, by: id("b")) })
        #expect(refused.bootstrap?.reason?.contains("secret") == true)
        let itself = registering(.ours { _ in welcome(by: id("me")) })
        #expect(itself.bootstrap?.reason == "that is this node itself")
        let peer = registering(.ours { _ in answer(404, by: id("b")) })
        #expect(peer.bootstrap?.reason?.contains("no bootstrap") == true)
        for scene in [refused, itself, peer] {
            scene.pass(.minutes(5))
            #expect(scene.log.count { $0.contains("not registered with") } == 1, "said once")
        }
    }

    @Test("a name is looked up, and what cannot be found is tried again") func names() {
        let scene = peer { $0.bootstraps = [HostPort("boot.example:8000")].compactMap(\.self) }
        scene.pass(.zero)
        let first = scene.host.lookUps.removeFirst()
        scene.complete(.resolved(first.job, .failure(WorldError(.missing, "no such name"))))
        #expect(scene.bootstrap?.reason == "no such name")
        scene.pass(.seconds(2))
        scene.doors[door] = .ours { _ in welcome(by: id("b")) }
        let second = scene.host.lookUps.removeFirst()
        scene.complete(.resolved(second.job, .success([door.address])))
        #expect(scene.bootstrap?.state == .registered)
    }
}

@Suite("A bootstrap that is down") struct BackOffTests {
    @Test("is tried less and less often, a minute apart at most") func backOff() {
        let scene = registering(.refused)
        scene.pass(.minutes(20))
        let pauses = scene.pauses
        for (pause, nominal) in zip(pauses, [1.0, 2, 4, 8, 16, 32, 60, 60, 60]) {
            #expect((nominal * 0.75...nominal * 1.25).contains(pause))
        }
        #expect(pauses.count > 9 && pauses.allSatisfy { $0 <= 75 })
    }

    @Test("is not stormed by everybody at once") func jitter() {
        let storms = (1...20).map { (seed: UInt64) in
            let scene = registering(.refused, seed: seed)
            scene.pass(.minutes(5))
            return scene.pauses
        }
        #expect(Set(storms.map { $0[6] }).count > 15)
    }

    @Test("is found when it comes back, and the next trouble is tried anew") func comesBack() {
        let scene = registering(.refused)
        scene.pass(.minutes(10))
        scene.doors[door] = .ours { _ in welcome(by: id("b")) }
        scene.pass(.seconds(76))
        #expect(scene.bootstrap?.state == .registered && scene.bootstrap?.reason == nil)
        scene.doors[door] = .refused
        while scene.bootstrap?.state == .registered { scene.pass(.milliseconds(100)) }
        let failed = scene.calls.count
        scene.pass(.seconds(2))
        #expect(scene.calls.count > failed, "after a second, not after a minute")
    }
}

@Suite("A peer says goodbye") struct GoodbyeTests {
    @Test("to bootstraps of ours and on multicast, and is gone when it was said") func stopping() {
        let host = RecordingHost()
        host.interfaces = [address("10.0.0.1")]
        let scene = peer(
            {
                $0.bootstraps = [HostPort("10.0.0.8:8000")].compactMap(\.self)
                $0.multicastEnabled = true
            }, host: host)
        scene.doors[door] = .ours { _ in welcome(by: id("b")) }
        scene.pass(.zero)
        scene.node.stop(at: scene.now)
        scene.settle()
        #expect(
            scene.said(to: door).last?.hasPrefix("DELETE /api/v1/peers/\(id("me").hex)") == true)
        #expect(host.datagrams.last?.text == "GOODBYE:10.0.0.1:9000")
        #expect(host.joined.last?.isEmpty == true)
        #expect(!host.hasStopped)
        scene.pass(.milliseconds(30))
        #expect(host.hasStopped)
    }

    @Test("and does not wait for ever for one that does not listen") func mute() {
        let scene = registering(.ours { _ in welcome(by: id("b")) })
        scene.doors[door] = .mute
        scene.node.stop(at: scene.now)
        scene.settle()
        scene.pass(.seconds(4))
        #expect(!scene.host.hasStopped)
        scene.pass(.seconds(2))
        #expect(scene.host.hasStopped)
    }

    @Test("lets an answer end first") func running() {
        let scene = sharing()
        let id = scene.dial(#"{"type":"download","filename":"a.txt","secret":"swordfish"}"#)
        scene.node.stop(at: scene.now)
        scene.pass(.seconds(1))
        #expect(!scene.host.hasStopped && !scene.host.wire(id).isClosed)
        scene.node.closed(id, .finished, at: scene.now)
        scene.pass(.milliseconds(30))
        #expect(scene.host.hasStopped)
    }
}
