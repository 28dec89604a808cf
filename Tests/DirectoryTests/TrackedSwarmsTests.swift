// What a tracker remembers, and whom it tells of whom.

import Bytes
import Digest
import Directory
import Testing
import Vocabulary

/// A tracker on a day of its own, its clock, and what it said last.
final class TrackerScene {
    let table: TrackedSwarms
    var now = second(1000)
    var sample = PeerSample()
    var chance: Chance

    init(
        lifetime: Duration = .minutes(45), memoryMax: Int = 1 << 30, peersPerAddress: Int = 0,
        seed: UInt64 = 1
    ) {
        chance = Chance(seed: seed)
        table = TrackedSwarms(
            sip: SipHash(chance.next(), chance.next()), lifetime: lifetime, memoryMax: memoryMax,
            peersPerAddress: peersPerAddress, seed: chance.next())
    }

    @discardableResult
    func announce(
        _ place: String, of torrent: Int = 1, seed: Bool = false,
        _ news: PeerAnnounce.News = .none, wanted: Int = 50
    ) -> TrackedSwarms.Outcome {
        announce(endpoint(place), of: torrent, seed: seed, news, wanted: wanted)
    }

    @discardableResult
    func announce(
        _ place: Endpoint, of torrent: Int = 1, seed: Bool = false,
        _ news: PeerAnnounce.News = .none, wanted: Int = 50
    ) -> TrackedSwarms.Outcome {
        table.announce(
            PeerAnnounce(
                infoHash: infoHash(torrent), endpoint: place, isSeed: seed, news: news,
                wanted: wanted),
            at: now, using: &chance, into: &sample)
    }

    /// Whom the last announce was told of.
    var told: Set<String> { Set(toldInOrder) }

    var toldInOrder: [String] {
        let four = sample.v4.withSpan { $0.copy() }
        let six = sample.v6.withSpan { $0.copy() }
        return stride(from: 0, to: four.count, by: 6).map { place in
            let v4 = four[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return "\(IPAddress(v4: v4)):\(Self.port(four[place + 4], four[place + 5]))"
        }
            + stride(from: 0, to: six.count, by: 18).map { place in
                let words = [0, 8].map { start in
                    six[place + start..<place + start + 8].reduce(UInt64(0)) {
                        $0 << 8 | UInt64($1)
                    }
                }
                let address = IPAddress(high: words[0], low: words[1])
                return "[\(address)]:\(Self.port(six[place + 16], six[place + 17]))"
            }
    }

    private static func port(_ high: UInt8, _ low: UInt8) -> UInt16 {
        UInt16(high) << 8 | UInt16(low)
    }

    func pass(_ time: Duration) {
        let end = now + time
        while let due = table.nextDeadline, due <= end {
            now = max(now, due)
            table.deadlineReached(at: now)
            if table.nextDeadline == due { break }
        }
        now = end
        table.deadlineReached(at: now)
    }

    func counts(_ torrent: Int = 1) -> SwarmCounts { table.counts(of: infoHash(torrent)) }
}

func infoHash(_ number: Int) -> Digest160 { SHA1.of(Array("torrent \(number)".utf8)) }

func told(_ seeders: Int, _ leechers: Int) -> TrackedSwarms.Outcome {
    .told(SwarmCounts(seeders: seeders, leechers: leechers))
}

/// The nth of many machines of the world.
func machine(_ number: Int) -> Endpoint {
    endpoint("\(IPAddress(v4: 0x0800_0000 + UInt32(number))):6881")
}

@Suite("What a tracker remembers") struct TrackedSwarmsTests {
    @Test("those who come find those who came, and nobody himself") func finding() {
        let scene = TrackerScene()
        #expect(scene.announce("8.0.0.1:1") == told(0, 1))
        #expect(scene.told == [])
        #expect(scene.announce("8.0.0.2:2", seed: true) == told(1, 1))
        #expect(scene.told == ["8.0.0.1:1"])
        #expect(scene.announce("8.0.0.1:1") == told(1, 1))
        #expect(scene.told == ["8.0.0.2:2"])
        #expect(scene.announce("8.0.0.1:1", of: 2) == told(0, 1))
        #expect(scene.told == [])
        #expect(scene.table.peers == 3 && scene.table.swarms == 2)
    }

    @Test("one address with two ports is two, one with one port is one") func identity() {
        let scene = TrackerScene()
        scene.announce("8.0.0.1:1")
        #expect(scene.announce("8.0.0.1:2") == told(0, 2))
        #expect(scene.announce("8.0.0.1:2") == told(0, 2))
    }

    @Test("a seed hears of no seed, whoever misses something of all") func seeds() {
        let scene = TrackerScene()
        for number in 1...5 { scene.announce("8.0.0.\(number):1", seed: true) }
        for number in 6...8 { scene.announce("8.0.0.\(number):1") }
        scene.announce("8.0.0.1:1", seed: true)
        #expect(scene.told == ["8.0.0.6:1", "8.0.0.7:1", "8.0.0.8:1"])
        scene.announce("8.0.0.6:1")
        #expect(scene.told.count == 7)
    }

    @Test("who completes becomes a seed, and is counted once") func completing() {
        let scene = TrackerScene()
        scene.announce("8.0.0.1:1")
        #expect(scene.announce("8.0.0.1:1", seed: true, .completed) == told(1, 0))
        for _ in 0..<3 { scene.announce("8.0.0.1:1", seed: true, .completed) }
        #expect(scene.counts() == SwarmCounts(seeders: 1, leechers: 0, completed: 1))
        // Who misses something has not completed anything.
        scene.announce("8.0.0.2:1", seed: false, .completed)
        // Who is heard of for the first time has, if he says so.
        scene.announce("8.0.0.3:1", seed: true, .completed)
        #expect(scene.counts() == SwarmCounts(seeders: 2, leechers: 1, completed: 2))
        // Hashing again found a piece broken.
        #expect(scene.announce("8.0.0.1:1") == told(1, 2))
        #expect(scene.table.completed == [infoHash(1)])
    }

    @Test("who stops is gone at once, and with the last its swarm, but not its count")
    func stopping() {
        let scene = TrackerScene()
        // Whoever comes first makes room for the counts of addresses, which stays.
        scene.announce("8.0.0.2:1", of: 2)
        scene.announce("8.0.0.2:1", of: 2, .stopped)
        let empty = scene.table.bytes
        scene.announce("8.0.0.1:1", seed: true, .completed)
        scene.announce("[2001:db8::1]:1")
        #expect(scene.announce("8.0.0.1:1", .stopped) == told(0, 1))
        #expect(scene.told == [])
        #expect(scene.announce("8.0.0.1:1", .stopped) == told(0, 1))
        #expect(scene.announce("[2001:db8::1]:1", .stopped) == told(0, 0))
        #expect(scene.table.peers == 0 && scene.table.swarms == 0)
        #expect(scene.counts() == SwarmCounts(completed: 1))
        // What is left is the room of the part of the table, which others will use.
        #expect(scene.table.bytes < empty + 1024)
        #expect(scene.announce("8.0.0.9:1", .stopped) == told(0, 0))
        #expect(scene.table.swarms == 0)
    }

    @Test("no more are told than were asked for, nor more than may be") func wanted() {
        let scene = TrackerScene()
        for number in 0..<300 { scene.announce(machine(number), wanted: 0) }
        scene.announce("9.9.9.9:1", wanted: 7)
        #expect(scene.told.count == 7)
        scene.announce("9.9.9.9:1", wanted: 0)
        #expect(scene.told == [])
        scene.announce("9.9.9.9:1", wanted: 1000)
        #expect(scene.told.count == Limits.peersTold)
    }

    @Test("both families hear of each other, their own first") func families() {
        let scene = TrackerScene()
        for number in 1...3 {
            scene.announce("8.0.0.\(number):1")
            scene.announce("[2001:db8::\(number)]:1")
        }
        scene.announce("8.0.0.1:1")
        #expect(scene.told.count == 5)
        scene.announce("8.0.0.1:1", wanted: 3)
        #expect(scene.toldInOrder.prefix(2).allSatisfy { $0.hasPrefix("8.") })
        #expect(scene.told.count == 3)
        scene.announce("[2001:db8::1]:1", wanted: 2)
        #expect(scene.told == ["[2001:db8::2]:1", "[2001:db8::3]:1"])
    }

    @Test("an address of this network is told in this network alone") func reach() {
        let scene = TrackerScene()
        let places = ["127.0.0.1:1", "10.0.0.1:1", "192.168.0.1:1", "[fd00::1]:1", "8.0.0.1:1"]
        for place in places { scene.announce(place) }
        scene.announce("9.9.9.9:1")
        #expect(scene.told == ["8.0.0.1:1"])
        scene.announce("10.0.0.2:1")
        #expect(scene.told == Set(places.dropFirst() + ["9.9.9.9:1"]))
        scene.announce("127.0.0.2:1")
        #expect(scene.told.isSuperset(of: places))
    }

    @Test("an address that no machine has is nobody's") func nobody() {
        let scene = TrackerScene()
        for place in ["0.0.0.0:1", "224.0.0.1:1", "255.255.255.255:1"] {
            #expect(scene.announce(place) == .nobody)
        }
        #expect(scene.table.peers == 0)
    }

    @Test("every peer of a swarm is told about as often as any other", arguments: [20, 500])
    func fairness(_ count: Int) {
        let scene = TrackerScene()
        for number in 0..<count { scene.announce(machine(number), seed: number % 3 == 0) }
        var times: [String: Int] = [:]
        let rounds = 400 * count / 10
        for _ in 0..<rounds {
            scene.announce("9.9.9.9:1", wanted: 10)
            for peer in scene.told { times[peer, default: 0] += 1 }
        }
        #expect(times.count == count)
        // 400 on average; five deviations of the square root of that.
        #expect(times.values.allSatisfy { abs($0 - 400) < 100 })
    }
}

@Suite("A large swarm") struct LargeSwarmTests {
    @Test("ten thousand come, change and go, and the count is always right", arguments: 1...3)
    func life(_ seed: UInt64) {
        let scene = TrackerScene(seed: seed)
        var truth: [Int: Bool] = [:]
        var chance = Chance(seed: seed)
        for _ in 0..<30_000 {
            let number = Int(chance.next() % 4000)
            let isSeed = chance.next() % 3 == 0
            if chance.next() % 4 == 0 {
                scene.announce(machine(number), .stopped)
                truth[number] = nil
            } else {
                scene.announce(machine(number), seed: isSeed, wanted: 2)
                truth[number] = isSeed
            }
        }
        let seeders = truth.values.count { $0 }
        #expect(
            scene.counts() == SwarmCounts(seeders: seeders, leechers: truth.count - seeders))
        #expect(scene.table.peers == truth.count)
        for number in truth.keys { scene.announce(machine(number), .stopped) }
        #expect(scene.table.peers == 0 && scene.table.swarms == 0)
    }

    @Test("IPv6 in all its bits", arguments: 1...2) func v6(_ seed: UInt64) throws {
        let scene = TrackerScene()
        var chance = Chance(seed: seed)
        let places = try (0..<2000).map { _ in
            try #require(
                Endpoint(
                    IPAddress(high: 0x2001_0db8 << 32 | chance.next() >> 32, low: chance.next()),
                    port: 1 + chance.next() % 60_000))
        }
        for place in places { scene.announce(place) }
        #expect(scene.counts().leechers == 2000)
        for place in places { scene.announce(place, seed: true) }
        #expect(scene.counts() == SwarmCounts(seeders: 2000))
        for place in places { scene.announce(place, .stopped) }
        #expect(scene.table.swarms == 0)
    }
}

@Suite("What a tracker costs") struct TrackerMemoryTests {
    @Test("at most 64 bytes a peer, with ten peers a swarm") func memory() {
        let scene = TrackerScene()
        let empty = scene.table.bytes
        for number in 0..<100_000 {
            scene.announce(machine(number), of: number % 10_000, seed: number % 3 == 0, wanted: 0)
        }
        #expect(scene.table.peers == 100_000)
        #expect((scene.table.bytes - empty) / 100_000 <= 64)
    }
}

@Suite("Connection ids") struct ConnectionTicketsTests {
    private let tickets = ConnectionTickets(sip: SipHash(1, 2))
    private let one = address("10.0.0.1")

    @Test("good for two minutes from where it was asked for") func life() {
        let made = second(100_000)
        let ticket = tickets.ticket(for: one, at: made)
        for seconds in [0, 1, 60, 120] {
            #expect(tickets.isGood(ticket, from: one, at: made + .seconds(seconds)))
        }
        #expect(!tickets.isGood(ticket, from: one, at: made + .seconds(121)))
        #expect(!tickets.isGood(ticket, from: one, at: made + .seconds(65_536 + 5)))
    }

    @Test("never from elsewhere, never before its time, never by another key") func forged() {
        let made = second(100_000)
        let ticket = tickets.ticket(for: one, at: made)
        #expect(!tickets.isGood(ticket, from: address("10.0.0.2"), at: made))
        #expect(!tickets.isGood(ticket, from: address("::a00:1"), at: made))
        #expect(!tickets.isGood(ticket, from: one, at: second(99_999)))
        #expect(!ConnectionTickets(sip: SipHash(1, 3)).isGood(ticket, from: one, at: made))
        #expect((0..<64).allSatisfy { !tickets.isGood(ticket ^ 1 << $0, from: one, at: made) })
        #expect(!tickets.isGood(0, from: one, at: .start))
    }

    @Test("of two million that are made up, none is taken") func millions() {
        var chance = Chance(seed: 9)
        let now = second(77_777)
        // The lower bits can be known; so they are right.
        let taken = (0..<2_000_000).count { _ in
            tickets.isGood(chance.next() & ~0xffff | 77_777 & 0xffff, from: one, at: now)
        }
        #expect(taken == 0)
    }
}
