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

    @Test(
        "Where a tracker is asked the port hears from the start, and a hundred get their answers",
        arguments: [IPAddress.loopback, IPAddress(high: 0, low: 1)])
    func doors(address: IPAddress) throws {
        let stage = try Stage()
        let port = try PortSocket(stage.loop, address, port: 0).port
        stage.host.options.port = port
        stage.host.options.datagramAddresses = [.loopback, IPAddress(high: 0, low: 1)]
        stage.host.openDoors()
        stage.node.answers = { bytes, sender in
            (bytes + [9]).withSpan { stage.host.answer($0, to: sender) }
        }
        let asker = try PortSocket(stage.loop, address, port: 0)
        var heard: [[UInt8]] = []
        asker.received = { bytes, sender in
            heard.append(bytes.copy())
            #expect(sender == Endpoint(address, port: port))
        }
        let place = try #require(Endpoint(address, port: port))
        for number in 0..<100 { [UInt8(number)].withSpan { _ = asker.send($0, to: place) } }
        stage.run { heard.count == 100 }
        #expect(heard.sorted { $0[0] < $1[0] } == (0..<100).map { [UInt8($0), 9] })
        var options = stage.host.options
        options.datagramAddresses = []
        stage.host.adopt(options)
        [UInt8]([1]).withSpan { _ = asker.send($0, to: place) }
        #expect(try PortSocket(stage.loop, address, port: port).port == port, "it is free again")
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
