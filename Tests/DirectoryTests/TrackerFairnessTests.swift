// Nobody counts twice in a tracker, and nobody fills it alone.

import Bytes
import Digest
import Directory
import Testing
import Vocabulary

@Suite("A tracker is fair") struct TrackerFairnessTests {
    @Test("who leaves, comes again and has completed again is counted once") func completions() {
        let scene = TrackerScene()
        for _ in 0..<5 {
            scene.announce("10.0.0.2:1", .none)
            scene.announce("10.0.0.2:1", seed: true, .completed)
            scene.announce("10.0.0.2:1", seed: true, .completed)
            scene.announce("10.0.0.2:1", seed: true, .stopped)
        }
        #expect(scene.table.counts(of: infoHash(1)).completed == 1)
        // Another port is another peer, and another torrent another download.
        scene.announce("10.0.0.2:2", seed: true, .completed)
        scene.announce("[2001:db8::1]:2", seed: true, .completed)
        scene.announce("10.0.0.2:1", of: 2, seed: true, .completed)
        #expect(scene.table.counts(of: infoHash(1)).completed == 3)
        #expect(scene.table.counts(of: infoHash(2)).completed == 1)
    }

    @Test("who fell silent and completes again is counted once, too") func silent() {
        let scene = TrackerScene()
        scene.announce("10.0.0.2:1", seed: true, .completed)
        scene.pass(.minutes(60))
        #expect(scene.table.peers == 0)
        scene.announce("10.0.0.2:1", seed: true, .completed)
        #expect(scene.table.counts(of: infoHash(1)).completed == 1)
    }

    @Test("what is remembered of completions ends, the oldest first") func bounded() {
        // A small tracker remembers a thousand.
        let scene = TrackerScene(memoryMax: 1 << 20)
        for port in 1...20_000 as ClosedRange<UInt16> {
            let place = Endpoint(address("10.0.0.2"), port: port)!
            scene.announce(place, seed: true, .completed)
            scene.announce(place, seed: true, .stopped)
        }
        #expect(scene.table.counts(of: infoHash(1)).completed == 20_000)
        scene.announce("10.0.0.2:20000", seed: true, .completed)
        #expect(scene.table.counts(of: infoHash(1)).completed == 20_000)
        scene.announce("10.0.0.2:1", seed: true, .completed)
        #expect(scene.table.counts(of: infoHash(1)).completed == 20_001)
    }

    @Test("an address has so many peers and no more, whatever their torrents and ports")
    func addresses() {
        let scene = TrackerScene(peersPerAddress: 10)
        for number in 1...10 {
            #expect(scene.announce("8.8.8.8:\(number)", of: number % 3) != .tooMany)
        }
        #expect(scene.announce("8.8.8.8:11") == .tooMany)
        #expect(scene.announce("8.8.8.8:1", of: 77) == .tooMany)
        #expect(scene.table.swarms == 3 && scene.table.peers == 10)
        // Who is there already goes on, others come, and who leaves makes room.
        #expect(scene.announce("8.8.8.8:1", of: 1) != .tooMany)
        #expect(scene.announce("8.8.8.9:1") != .tooMany)
        scene.announce("8.8.8.8:1", of: 1, .stopped)
        #expect(scene.announce("8.8.8.8:1", of: 77) != .tooMany)
        #expect(scene.announce("8.8.8.8:2", of: 77) == .tooMany)
        scene.pass(.minutes(60))
        #expect(scene.table.peers == 0)
        #expect(scene.announce("8.8.8.8:2", of: 77) != .tooMany)
    }

    @Test("over IPv6 a network is one address, and this machine has no limit") func networks() {
        let scene = TrackerScene(peersPerAddress: 4)
        for number in 1...4 { scene.announce("[2001:db8::\(number)]:1") }
        #expect(scene.announce("[2001:db8::5]:1") == .tooMany)
        #expect(scene.announce("[2001:db8:0:1::5]:1") != .tooMany)
        for number in 1...9 {
            #expect(scene.announce("127.0.0.1:\(number)") != .tooMany)
            #expect(scene.announce("[::1]:\(number)") != .tooMany)
        }
        scene.announce("127.0.0.1:1", .stopped)
    }

    @Test("many addresses are hardly ever taken for one") func manyAddresses() {
        let scene = TrackerScene(peersPerAddress: 8)
        var refused = 0
        for number in 0..<100_000 as Range<UInt32> {
            let place = Endpoint(IPAddress(v4: 0x0800_0000 + number), port: 1)!
            if scene.announce(place, of: Int(number % 1000)) == .tooMany { refused += 1 }
        }
        #expect(refused < 100)
        for number in 0..<100_000 as Range<UInt32> {
            let place = Endpoint(IPAddress(v4: 0x0800_0000 + number), port: 1)!
            scene.announce(place, of: Int(number % 1000), .stopped)
        }
        #expect(scene.table.peers == 0)
        for number in 1...8 { #expect(scene.announce("8.0.0.1:\(number)") != .tooMany) }
    }
}
