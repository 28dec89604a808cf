// HELLO and GOODBYE: hints from anybody at all.

import Directory
import Testing
import Vocabulary

@testable import Node

private func listening() -> Scene<PeerNode> {
    let host = RecordingHost()
    host.interfaces = [address("10.0.0.1")]
    return peer({ $0.multicastEnabled = true }, host: host)
}

extension Scene where Actor == PeerNode {
    fileprivate func list(_ list: NodeList) -> [String] {
        node.neighbourhood.views(list, at: now).map(\.endpoint.description)
    }
}

@Suite("HELLO") struct HelloTests {
    @Test("listens anew at once when the config was read again") func reload() {
        let scene = listening()
        let before = scene.host.joined.count
        scene.host.interfaces = [address("10.0.0.77")]
        scene.node.reload(scene.node.desk.settings, at: scene.now)
        #expect(scene.host.joined.dropFirst(before) == [[address("10.0.0.77")]])
    }

    @Test("is said at once, and every five seconds, with the interface's address") func rhythm() {
        let scene = listening()
        scene.pass(.seconds(21))
        #expect(
            scene.host.datagrams.map(\.text) == Array(repeating: "HELLO:10.0.0.1:9000", count: 5))
    }

    @Test("brings a node onto the list once its door was seen to open") func probedFirst() {
        let scene = listening()
        scene.datagram("HELLO:10.0.0.9:9000", from: "10.0.0.9:10000")
        #expect(
            scene.list(.all).isEmpty && scene.calls.map(\.endpoint) == [endpoint("10.0.0.9:9000")])
        let open = listening()
        open.doors[endpoint("10.0.0.9:9000")] = .ours { _ in answer(200, by: id("x")) }
        open.datagram("HELLO:10.0.0.9:9000", from: "10.0.0.9:10000")
        #expect(open.list(.multicast) == ["10.0.0.9:9000"])
    }

    @Test("three intervals of silence end it, on the third list only") func silence() {
        let scene = listening()
        scene.doors[endpoint("10.0.0.9:9000")] = .ours { _ in answer(200, by: id("x")) }
        scene.datagram("HELLO:10.0.0.9:9000", from: "10.0.0.9:10000")
        scene.pass(.seconds(15))
        #expect(scene.list(.multicast).count == 1)
        scene.pass(.seconds(1))
        #expect(scene.list(.multicast).isEmpty && scene.list(.all).count == 1)
    }

    @Test("of our own is no neighbour, at whichever of our addresses") func own() {
        let scene = listening()
        scene.datagram("HELLO:10.0.0.1:9000", from: "10.0.0.1:10000")
        scene.datagram("HELLO:10.0.0.1:9000", from: "127.0.0.1:10000")
        #expect(scene.calls.isEmpty && scene.node.neighbourhood.table.count == 0)
        scene.doors[endpoint("10.7.7.7:9000")] = .ours { _ in answer(200, by: id("me")) }
        scene.datagram("HELLO:10.7.7.7:9000", from: "10.7.7.7:10000")
        #expect(scene.node.neighbourhood.table.count == 0)
        scene.datagram("HELLO:10.7.7.7:9000", from: "10.7.7.7:10000")
        #expect(scene.calls.count == 1, "met once, known from then on")
    }

    @Test("that another says for a node does not keep it on the list") func forAnother() {
        let scene = listening()
        scene.doors[endpoint("10.0.0.9:9000")] = .ours { _ in answer(200, by: id("x")) }
        scene.datagram("HELLO:10.0.0.9:9000", from: "10.0.0.9:10000")
        scene.pass(.seconds(14))
        scene.datagram("HELLO:10.0.0.9:9000", from: "10.0.0.66:10000")
        scene.pass(.seconds(2))
        #expect(scene.list(.multicast).isEmpty)
    }

    @Test("forged by the thousand fills no table and knocks at few doors") func forgers() {
        let scene = listening()
        for source in 0..<5000 {
            let liar = IPAddress(v4: 0x0a01_0000 + UInt32(source))
            scene.datagram(
                "HELLO:10.2.\(source / 250).\(source % 250 + 1):80", from: "\(liar):10000")
        }
        #expect(scene.calls.count <= Limits.probesPerSecond)
        #expect(scene.node.neighbourhood.table.count <= Limits.strangersPerSecond)
        for _ in 0..<30 {
            scene.pass(.seconds(1))
            for source in 0..<200 {
                let liar = IPAddress(v4: 0x0a01_0000 + UInt32(source))
                let port = UInt64(source) + scene.now.nanoseconds / 1_000_000_000
                scene.datagram("HELLO:10.3.\(source).1:\(port)", from: "\(liar):10000")
            }
        }
        #expect(scene.node.neighbourhood.table.unlisted <= Limits.multicastNodes)
        #expect(scene.node.tables.allSatisfy { $0.count <= $0.limit })
        scene.pass(.minutes(3))
        #expect(scene.node.neighbourhood.table.count == 0)
    }

    @Test("that is none is counted") func malformed() {
        let scene = listening()
        for text in ["", "HELLO", "HELLO:10.0.0.9", "HELLO:name:1", "HOWDY:10.0.0.9:1"] {
            scene.datagram(text, from: "10.0.0.9:10000")
        }
        #expect(scene.node.neighbourhood.malformed == 5 && scene.calls.isEmpty)
    }

    @Test("is neither said nor heard where a person switched it off") func off() {
        let scene = listening()
        #expect(scene.operate("PUT", "/api/v1/multicast", #"{"enabled":false}"#).status == 200)
        let said = scene.host.datagrams.count
        #expect(scene.host.datagrams.last?.text == "GOODBYE:10.0.0.1:9000")
        scene.pass(.seconds(30))
        scene.datagram("HELLO:10.0.0.9:9000", from: "10.0.0.9:10000")
        #expect(scene.host.datagrams.count == said && scene.calls.isEmpty)
        #expect(scene.host.changes.contains(.set(key: "multicast", value: "off")))
    }
}

@Suite("GOODBYE") struct MulticastGoodbyeTests {
    private func acquainted() -> Scene<PeerNode> {
        let scene = listening()
        scene.doors[endpoint("10.0.0.9:9000")] = .ours { _ in answer(200, by: id("x")) }
        scene.datagram("HELLO:10.0.0.9:9000", from: "10.0.0.9:10000")
        return scene
    }

    @Test("takes a node off the third list only") func thirdList() {
        let scene = acquainted()
        scene.datagram("GOODBYE:10.0.0.9:9000", from: "10.0.0.9:10000")
        #expect(scene.list(.multicast).isEmpty && scene.list(.all) == ["10.0.0.9:9000"])
    }

    @Test("counts only from the address that it names") func forged() {
        let scene = acquainted()
        scene.datagram("GOODBYE:10.0.0.9:9000", from: "10.0.0.66:10000")
        #expect(scene.list(.multicast).count == 1)
    }
}
