// Datagrams of a real host: from its own port, and to the groups that it has joined.

import Bytes
import Host
import Node
import Reactor
import Testing
import Vocabulary

@Suite(.serialized) struct HostDatagramTests {
    @Test("What is sent leaves from the own port, where the answer is heard") func own() throws {
        let stage = try Stage()
        stage.host.options.isLoopbackOnly = true
        let tracker = try PortSocket(stage.loop, .loopback, port: 0)
        tracker.received = { bytes, sender in
            #expect(bytes.copy() == [1, 2])
            [UInt8]([3]).withSpan { _ = tracker.send($0, to: sender) }
        }
        let place = try #require(Endpoint(.loopback, port: tracker.port))
        #expect(stage.host.send([1, 2], to: place))
        stage.run { !stage.node.datagrams.isEmpty }
        let heard = try #require(stage.node.datagrams.first)
        #expect(heard.bytes == [3] && heard.from == place && heard.by == .own)
    }

    @Test("Without a secret nothing leaves this machine") func outside() throws {
        let stage = try Stage()
        stage.host.options.isLoopbackOnly = true
        let outside = try #require(Endpoint("192.0.2.1:6969"))
        #expect(!stage.host.send([1], to: outside))
    }

    @Test("Each group is told by which it was heard, and the one that was left is silent")
    func groups() throws {
        let stage = try Stage()
        // There is no IPv6 multicast on loopback.
        #expect(stage.host.multicastInterfaces(for: .torrents6) == [])
        for group in [MulticastGroup.nodes, .torrents] {
            #expect(stage.host.listenToMulticast(group, on: [.loopback]) == [.loopback])
        }
        stage.host.multicast([1], to: .torrents, from: .loopback)
        stage.run { stage.node.datagrams.contains { $0.by == .group(.torrents) } }
        #expect(stage.host.listenToMulticast(.torrents, on: []) == [])
        stage.host.multicast([2], to: .torrents, from: .loopback)
        stage.host.multicast([3], to: .nodes, from: .loopback)
        stage.run { stage.node.datagrams.contains { $0.by == .group(.nodes) } }
        #expect(!stage.node.datagrams.contains { $0.bytes == [2] })
        #expect(stage.node.datagrams.filter { $0.by == .group(.nodes) }.map(\.bytes) == [[3]])
    }
}
