// What a bootstrap remembers of whoever registers, and what it tells.

import Directory
import JSONWire
import RESTAPI
import Testing
import Vocabulary

@testable import Node

private func register(_ ip: String, _ port: Int = 9000) -> String {
    #"{"type":"register","ip":"\#(ip)","port":\#(port)}"#
}

private let surface = RESTSurface()

extension Scene where Actor == BootstrapNode {
    fileprivate func enroll(_ registration: Registration, from sender: String) -> Welcome? {
        let reply = proven("POST", "/api/v1/peers", surface.encode(registration), from: sender)
        return surface.decodeWelcome(bytes(reply.body))
    }

    fileprivate func beat(_ registration: Registration, from sender: String) -> Welcome? {
        let path = "/api/v1/peers/\(registration.id.hex)"
        let reply = proven("PUT", path, surface.encode(registration), from: sender)
        return surface.decodeWelcome(bytes(reply.body))
    }

    fileprivate var listed: [String] {
        node.neighbourhood.views(.all, at: now).map(\.endpoint.description)
    }

    /// Who was written down, each once.
    fileprivate var remembered: [String] {
        host.changes.reduce(into: []) { keys, change in
            if case .rememberNode(let record) = change, !keys.contains(record.key) {
                keys.append(record.key)
            }
        }
    }

    fileprivate var forgotten: [String] {
        host.changes.compactMap { if case .forgetNode(let key) = $0 { key } else { nil } }
    }
}

@Suite("Old clients at a bootstrap") struct OldRegistrationTests {
    @Test("the caller is the first in its list, and the others follow") func callerFirst() {
        let scene = bootstrap()
        #expect(
            scene.old(register("10.0.0.2"), from: "10.0.0.2:1") == #"{"nodes":[["10.0.0.2",9000]]}"#
        )
        scene.pass(.seconds(1))
        let list = JSONReply.parseNodes(bytes(scene.old(register("10.0.0.3"), from: "10.0.0.3:1")))
        #expect(list?.map(\.host) == ["10.0.0.3", "10.0.0.2"])
        #expect(scene.remembered == ["10.0.0.2:9000", "10.0.0.3:9000"])
    }

    @Test("127.0.0.1 sent across a LAN is the sender") func loopback() {
        let scene = bootstrap()
        #expect(
            scene.old(register("127.0.0.1"), from: "10.0.0.2:1").contains(#"["10.0.0.2",9000]"#))
    }

    @Test("the list fits one segment, for the client reads once", arguments: [536, 1448, 65_536])
    func oneSegment(_ segment: Int) {
        let scene = bootstrap()
        scene.host.segment = segment
        var last = ""
        for host in 1...250 {
            last = scene.old(register("10.0.1.\(host)"), from: "10.0.1.\(host):1")
        }
        let limit = min(segment, Limits.jsonNodesLength)
        #expect(last.utf8.count <= limit && last.utf8.count > limit - 40)
        #expect(JSONReply.parseNodes(bytes(last))?.first?.host == "10.0.1.250")
    }

    @Test("IPv6 is left out: clients split at the colon") func v6() {
        let scene = bootstrap()
        _ = scene.enroll(registration("six"), from: "[fd00::6]:1")
        #expect(scene.listed == ["[fd00::6]:9000"])
        #expect(
            scene.old(register("10.0.0.2"), from: "10.0.0.2:1") == #"{"nodes":[["10.0.0.2",9000]]}"#
        )
    }

    @Test("registering again is asking again") func refresh() {
        let scene = bootstrap()
        _ = scene.old(register("10.0.0.2"), from: "10.0.0.2:1")
        _ = scene.old(register("10.0.0.2"), from: "10.0.0.2:2")
        #expect(scene.listed.count == 1 && scene.remembered.count == 1)
        #expect(scene.log.count { $0.contains("registered") } == 1)
    }

    @Test("another's address is listed once a probe reached it") func unproved() {
        let scene = bootstrap()
        let other = endpoint("10.0.0.9:9000")
        #expect(scene.old(register("10.0.0.9"), from: "10.0.0.2:1").contains("10.0.0.9"))
        #expect(scene.listed.isEmpty && scene.calls.map(\.endpoint) == [other])
        scene.pass(.seconds(3))
        #expect(scene.listed.isEmpty && scene.remembered.isEmpty)
        scene.doors[other] = .old { _ in nil }
        _ = scene.old(register("10.0.0.9"), from: "10.0.0.2:1")
        scene.pass(.seconds(2))
        #expect(scene.listed == ["10.0.0.9:9000"] && scene.remembered == ["10.0.0.9:9000"])
    }

    @Test("a stranger from the internet does not send us into our network") func scope() {
        let scene = bootstrap()
        #expect(scene.old(register("10.0.0.9"), from: "8.8.8.8:1").hasPrefix("ERROR"))
        #expect(scene.old(register("10.0.0.2", 0), from: "10.0.0.2:1").hasPrefix("ERROR"))
        #expect(scene.calls.isEmpty && scene.listed.isEmpty)
    }

    @Test("whoever names many doors has us knock once a second") func rationed() {
        let scene = bootstrap()
        for host in 10...200 { _ = scene.old(register("10.0.0.\(host)"), from: "10.0.0.2:1") }
        #expect(scene.calls.count == 1)
        scene.pass(.seconds(5))
        #expect((5...7).contains(scene.calls.count))
        scene.pass(.seconds(120))
        #expect(scene.node.neighbourhood.table.count == 0, "what is not proved is forgotten")
    }
}

@Suite("Our peers at a bootstrap") struct RegistrationTests {
    @Test("hear of each other") func lists() {
        let scene = bootstrap()
        let first = scene.enroll(registration("a", files: 3), from: "10.0.0.2:1")
        #expect(first?.you == endpoint("10.0.0.2:9000") && first?.nodes?.isEmpty == true)
        let second = scene.enroll(registration("b"), from: "10.0.0.3:1")
        #expect(second?.nodes?.map(\.name) == ["a"] && second?.nodes?.first?.files == 3)
        #expect(scene.remembered == [id("a").hex, id("b").hex])
    }

    @Test("who has the list already is not sent it again") func sameGeneration() {
        let scene = bootstrap()
        let first = scene.enroll(registration("a"), from: "10.0.0.2:1")
        let quiet = scene.beat(registration("a", generation: first?.generation), from: "10.0.0.2:1")
        #expect(quiet != nil && quiet?.nodes == nil)
        _ = scene.enroll(registration("b"), from: "10.0.0.3:1")
        let news = scene.beat(registration("a", generation: first?.generation), from: "10.0.0.2:1")
        #expect(news?.nodes?.map(\.name) == ["b"])
        let written = scene.host.changes.count
        _ = scene.beat(registration("a", generation: first?.generation), from: "10.0.0.2:1")
        #expect(scene.host.changes.count == written, "a heartbeat is nothing to write down")
    }

    @Test("in a crowd whoever has a list keeps it until his turn comes") func listsInTurn() {
        let scene = bootstrap()
        for number in 1...200 {
            _ = scene.enroll(registration("node \(number)"), from: "10.0.1.\(number):1")
        }
        let old = registration("node 1", generation: 1)
        var beats = 0
        while beats < 2000, scene.beat(old, from: "10.0.1.1:1")?.nodes != nil { beats += 1 }
        #expect((500..<2000).contains(beats))
        let waiting = scene.beat(old, from: "10.0.1.1:1")
        #expect(waiting?.nodes == nil)
        #expect(waiting?.generation == 1)
        // Who has none is not kept waiting.
        #expect(scene.enroll(registration("new"), from: "10.0.2.1:1")?.nodes?.count == 200)
        scene.pass(.seconds(1))
        #expect(scene.beat(old, from: "10.0.1.1:1")?.nodes?.count == 200)
    }

    @Test("a heartbeat of somebody unknown registers him") func unknownHeartbeat() {
        let scene = bootstrap()
        #expect(scene.beat(registration("a"), from: "10.0.0.2:1")?.nodes?.isEmpty == true)
        #expect(scene.listed == ["10.0.0.2:9000"] && scene.remembered == [id("a").hex])
    }

    @Test("goodbye is for ever, and said twice it is a 404") func goodbye() {
        let scene = bootstrap()
        _ = scene.enroll(registration("a"), from: "10.0.0.2:1")
        let path = "/api/v1/peers/\(id("a").hex)"
        #expect(scene.proven("DELETE", path, from: "10.0.0.2:1").status == 200)
        #expect(scene.listed.isEmpty && scene.forgotten.last == id("a").hex)
        #expect(scene.log.count { $0.contains("said goodbye") } == 1)
        #expect(scene.proven("DELETE", path, from: "10.0.0.2:1").status == 404)
    }

    @Test("who comes back from another address is the same node") func moved() {
        let scene = bootstrap()
        _ = scene.enroll(registration("a"), from: "10.0.0.2:1")
        _ = scene.enroll(registration("a", run: 2), from: "10.0.0.7:1")
        #expect(scene.listed == ["10.0.0.7:9000"])
        #expect(scene.log.count { $0.contains("started anew") } == 1)
    }

    @Test("without the secret nobody registers") func noSecret() {
        let scene = bootstrap()
        let body = String(decoding: surface.encode(registration("a")), as: UTF8.self)
        let id = scene.dial(request("POST", "/api/v1/peers", body))
        #expect(Reply(scene.host.wire(id).text).status == 401 && scene.listed.isEmpty)
    }

    @Test("an advertised address counts once its own id answers there") func advertised() {
        let scene = bootstrap()
        let wanted = endpoint("10.0.5.5:7000")
        scene.doors[wanted] = .ours { _ in answer(200, by: id("a")) }
        _ = scene.enroll(registration("a", advertise: "10.0.5.5:7000"), from: "10.0.0.2:1")
        #expect(scene.listed == ["10.0.5.5:7000"])
        scene.pass(.seconds(5))
        _ = scene.beat(registration("a", advertise: "10.0.5.5:7000"), from: "10.0.0.2:1")
        #expect(scene.listed == ["10.0.5.5:7000"], "a heartbeat does not take it back")
    }

    @Test("who merely answers at an advertised address is not listed for it")
    func advertisedVictim() {
        for door in [
            Door.ours { _ in bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") },
            .ours { _ in answer(200, by: id("victim")) }, .old { _ in nil }, .refused,
        ] {
            let scene = bootstrap()
            scene.doors[endpoint("10.0.5.5:80")] = door
            _ = scene.enroll(registration("a", advertise: "10.0.5.5:80"), from: "10.0.0.2:1")
            scene.pass(.seconds(2))
            #expect(scene.calls.count >= 1)
            #expect(scene.listed == ["10.0.0.2:9000"])
        }
    }
}

@Suite("A bootstrap forgets") struct EvictionTests {
    @Test("who is silent and fails three probes, with one line that says why") func eviction() {
        let scene = bootstrap()
        let gone = endpoint("10.0.0.2:9000")
        scene.doors[gone] = .refused
        _ = scene.enroll(registration("a"), from: "10.0.0.2:1")
        scene.pass(.seconds(89))
        #expect(scene.listed.count == 1 && scene.calls.count >= 3, "not before its time")
        scene.pass(.seconds(30))
        #expect(scene.listed.isEmpty && scene.forgotten.last == id("a").hex)
        let lines = scene.log.filter { $0.contains("evicted") }
        #expect(lines.count == 1 && lines.first?.contains("connection refused") == true)
    }

    @Test("nobody who was silent for long, before three probes failed") func threeProbes() {
        let scene = bootstrap { $0.staleAfter = .seconds(30) }
        _ = scene.old(register("10.0.0.2"), from: "10.0.0.2:1")
        scene.doors[endpoint("10.0.0.2:9000")] = .silent
        // Somebody looked away: no probe ran in all that time.
        scene.now = scene.now + .seconds(600)
        scene.pass(.seconds(3))
        #expect(scene.listed.count == 1 && scene.calls.count == 1)
        scene.pass(.seconds(30))
        #expect(scene.listed.isEmpty && scene.calls.count >= 3)
    }

    @Test("and no address takes the whole list for itself") func crowd() {
        let scene = bootstrap()
        for port in 10_000..<10_000 + Limits.nodesPerAddress + 40 {
            _ = scene.old(register("10.0.0.2", port), from: "10.0.0.2:1")
        }
        #expect(scene.listed.count == Limits.nodesPerAddress)
        _ = scene.old(register("10.0.0.3"), from: "10.0.0.3:1")
        #expect(scene.listed.contains("10.0.0.3:9000"))
    }

    @Test("nobody whose door opens, however silent he is") func probesKeep() {
        let scene = bootstrap()
        scene.doors[endpoint("10.0.0.2:9000")] = .old { _ in nil }
        _ = scene.old(register("10.0.0.2"), from: "10.0.0.2:1")
        scene.pass(.minutes(30))
        #expect(scene.listed == ["10.0.0.2:9000"])
        let words = scene.said(to: endpoint("10.0.0.2:9000"))
        // It is asked what it is once in ten minutes: one of ours may have taken its place.
        #expect(words.count > 20)
        #expect(words.count { !$0.isEmpty } <= 4, "an old program is mostly only touched")
    }

    @Test("one good probe begins the count anew") func anew() {
        let scene = bootstrap()
        let door = endpoint("10.0.0.2:9000")
        _ = scene.old(register("10.0.0.2"), from: "10.0.0.2:1")
        scene.doors[door] = .refused
        scene.pass(.seconds(80))
        scene.doors[door] = .old { _ in nil }
        scene.pass(.seconds(20))
        scene.doors[door] = .refused
        scene.pass(.seconds(60))
        #expect(scene.listed.count == 1)
    }

    @Test("nobody over a restart") func restart() {
        var memory = Memory()
        let time = WallTime(seconds: 1_700_000_000)
        for host in 1...3 {
            let endpoint = endpoint("10.0.0.\(host):9000")
            let node = host == 1 ? id("a") : nil
            memory.nodes.append(
                NodeRecord(
                    key: node?.hex ?? endpoint.description, id: node, endpoint: endpoint,
                    name: "", zone: "", version: "", files: 0, kind: host == 1 ? .ours : .old,
                    lastSeen: time, registered: time))
        }
        let scene = bootstrap(memory: memory)
        #expect(scene.listed.count == 3)
        let list = JSONReply.parseNodes(bytes(scene.old(register("10.0.0.9"), from: "10.0.0.9:1")))
        #expect(list?.count == 4)
        scene.pass(.seconds(80))
        #expect(scene.listed.count == 4, "silence is counted from the restart")
        scene.pass(.seconds(60))
        #expect(scene.listed.isEmpty)
    }

    @Test("a list that is full says so, and keeps whom it has") func full() {
        let scene = bootstrap()
        for row in 0..<Limits.registeredNodes {
            let address = IPAddress(v4: 0x0b00_0000 + UInt32(row))
            guard let endpoint = Endpoint(address, port: 9000),
                // One without an id, which anybody can have listed, would make room.
                let key = scene.node.neighbourhood.table.learn(
                    id("\(row)"), endpoint, isReached: true, at: scene.now)
            else { continue }
            scene.node.neighbourhood.table.update(key) { $0.isListed = true }
        }
        let reply = scene.proven(
            "POST", "/api/v1/peers", surface.encode(registration("late")), from: "10.0.0.2:1")
        #expect(reply.status == 507)
        #expect(scene.node.tables.allSatisfy { $0.count <= $0.limit })
    }

    @Test("who comes with the bootstrap's own key is told so") func ownKey() {
        let scene = bootstrap()
        let reply = scene.proven(
            "POST", "/api/v1/peers", surface.encode(registration("bootstrap")), from: "10.0.0.2:1")
        #expect(reply.status == 409)
    }
}
