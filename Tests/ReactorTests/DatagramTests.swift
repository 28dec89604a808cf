import Glibc
import Testing
import Vocabulary

@testable import Reactor

// A port and group of the test's own, so that nothing else on the machine is heard or disturbed.
private let group = Endpoint(IPAddress("239.255.77.88")!, port: UInt16(20_000 + getpid() % 10_000))!

private func say(_ text: String, by socket: DatagramSocket) -> SystemError? {
    Array(text.utf8).withUnsafeBytes { socket.send($0.bytes, from: .loopback) }
}

@Suite(.serialized) struct DatagramTests {
    @Test("Two on one machine hear each other by multicast, and know by which interface")
    func twoNodes() throws {
        let scene = Scene()
        let first = try DatagramSocket(scene.loop, group: group)
        let second = try DatagramSocket(scene.loop, group: group)
        #expect(first.setInterfaces([.loopback]).isEmpty)
        #expect(second.setInterfaces([.loopback]).isEmpty)
        var heard: [String] = []
        var origins: [DatagramOrigin] = []
        second.received = { bytes, origin in
            heard.append(bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            origins.append(origin)
        }
        #expect(say("HELLO", by: first) == nil)
        #expect(say("GOODBYE", by: first) == nil)
        #expect(scene.run { heard.count == 2 })
        #expect(heard == ["HELLO", "GOODBYE"])
        #expect(origins[0].source == Endpoint(.loopback, port: group.port))
        #expect(origins[0].interface == .loopback)
    }

    @Test("Who has left the group hears nothing; datagrams too long are nobody's")
    func leaves() throws {
        let scene = Scene()
        let speaker = try DatagramSocket(scene.loop, group: group)
        let listener = try DatagramSocket(scene.loop, group: group)
        let former = try DatagramSocket(scene.loop, group: group)
        listener.setInterfaces([.loopback])
        former.setInterfaces([.loopback])
        former.setInterfaces([])
        #expect(former.interfaces.isEmpty)
        var lengths: [Int] = []
        listener.received = { bytes, _ in lengths.append(bytes.byteCount) }
        former.received = { _, _ in Issue.record("nobody speaks to those who have left") }
        #expect(say(String(repeating: "x", count: Limits.datagramLength + 1), by: speaker) == nil)
        #expect(say("end", by: speaker) == nil)
        #expect(scene.run { !lengths.isEmpty })
        #expect(lengths == [3])
    }

    @Test("More datagrams than one batch are all heard")
    func batches() throws {
        let scene = Scene()
        let speaker = try DatagramSocket(scene.loop, group: group)
        let listener = try DatagramSocket(scene.loop, group: group)
        listener.setInterfaces([.loopback])
        var count = 0
        listener.received = { _, _ in count += 1 }
        for _ in 0..<150 { #expect(say("x", by: speaker) == nil) }
        #expect(scene.run { count == 150 })
    }

    @Test("An address that is no interface of ours is refused, and the others are joined")
    func wrongInterface() throws {
        let scene = Scene()
        let socket = try DatagramSocket(scene.loop, group: group)
        let refused = socket.setInterfaces([IPAddress("192.0.2.1")!, .loopback])
        #expect(refused.map(\.0) == [IPAddress("192.0.2.1")!])
        #expect(socket.interfaces == [.loopback])
    }

    @Test(
        "Over IPv6 it is the same: heard with the sender, and no more once it is left",
        .enabled(if: !MulticastInterfaces.currentV6().isEmpty, "an interface has IPv6"))
    func version6() throws {
        let scene = Scene()
        let interface = try #require(MulticastInterfaces.currentV6().first)
        // Of scope 1: what is sent there never leaves this machine (RFC 4291, section 2.7).
        let group = try #require(Endpoint(IPAddress("ff11::77:88")!, port: group.port))
        let speaker = try DatagramSocket(scene.loop, group: group)
        let listener = try DatagramSocket(scene.loop, group: group)
        let former = try DatagramSocket(scene.loop, group: group)
        for socket in [speaker, listener, former] {
            #expect(socket.setInterfaces([interface]).isEmpty)
        }
        former.setInterfaces([])
        var origins: [DatagramOrigin] = []
        listener.received = { _, origin in origins.append(origin) }
        former.received = { _, _ in Issue.record("nobody speaks to those who have left") }
        let error = [UInt8]([1]).withUnsafeBytes { speaker.send($0.bytes, from: interface) }
        #expect(error == nil)
        #expect(scene.run { origins.count == 1 })
        #expect(origins[0].source == Endpoint(interface, port: group.port))
        #expect(origins[0].interface == interface)
    }

    @Test("An address of the other family, or of nobody, is refused")
    func otherFamily() throws {
        let scene = Scene()
        let group = try #require(Endpoint(IPAddress("ff11::77:88")!, port: group.port))
        let socket = try DatagramSocket(scene.loop, group: group)
        let refused = socket.setInterfaces([.loopback, IPAddress("2001:db8::1")!])
        #expect(Set(refused.map(\.0)) == [.loopback, IPAddress("2001:db8::1")!])
        #expect(socket.interfaces.isEmpty)
        let error = [UInt8]([1]).withUnsafeBytes { socket.send($0.bytes, from: .loopback) }
        #expect(error?.code == EAFNOSUPPORT)
    }

    @Test("Loopback is listed only where it is asked for")
    func interfaces() {
        #expect(MulticastInterfaces.current(includingLoopback: true).contains(.loopback))
        #expect(!MulticastInterfaces.current().contains(.loopback))
    }
}
