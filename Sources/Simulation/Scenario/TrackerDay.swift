// A day of a tracker: clients announce, complete, stop and vanish, datagrams are lost, come late
// and come twice, and the bootstrap is killed again and again. An interval and a half after it is
// calm the tracker tells of exactly those who are there. Then strangers fill it, as far as it lets
// itself be filled, and go; and an interval and a half later it is true again.
//
// Law. It is a world of its own, as `IndexDay` is.

import Digest
import HTTPWire
import Node
import Vocabulary

/// What became of one seed.
package struct TrackerOutcome: Sendable {
    package let seed: UInt64
    package let failures: [String]
    /// The same for the same seed: of everything before the flood.
    package let hash: UInt64
    /// Peers that were there to be compared, at both times.
    package let peers: Int
    /// The most that the tracker took of its memory, in hundredths.
    package let fullest: Int
    /// Strangers who were told that there is no room.
    package let refused: Int
    package let lines: [String]
}

package final class TrackerDay {
    package let world: World
    private let seed: UInt64
    private let bootstrap: Installation
    private let asking: Operator
    private var members: [SwarmMember] = []
    private var strangers: [SwarmMember] = []
    private var failures: [String] = []
    private var fullest = 0
    private var compared = 0
    private var isOver = false

    private static let interval = Duration.minutes(10)
    /// An interval and a half, and the eighth of it that forgetting in rounds may take; before
    /// that, whoever was not heard says it again a minute later at the latest.
    private static let settling = interval * 1.5 * 1.125 + .seconds(70)
    /// Room for some thousands of peers.
    private static let memoryMax = 256 << 10

    package init(seed: UInt64, peers count: Int, linesKept: Int = 0) {
        self.seed = seed
        // Not the world that the same seed is for a `Scenario`.
        world = World(seed: seed ^ 0x5452_4143_4b45_5200)
        world.trace.linesKept = linesKept
        world.network.delay = .microseconds(300)...(.milliseconds(80))
        bootstrap = Self.install(in: world)
        asking = Operator(of: bootstrap, in: world)
        bootstrap.start()
        // A swarm has as many as one answer can name, and no more.
        let torrents = max(3, count / 20)
        for number in 0..<count { members.append(member(of: number % torrents)) }
        watchCeiling()
    }

    /// Lives through everything and says what was held.
    package func run() -> TrackerOutcome {
        for member in members {
            world.after(world.between(.zero, .seconds(60))) { member.start() }
        }
        world.run(for: .minutes(2))
        misbehave()
        becomeCalm()
        world.run(for: Self.settling)
        judge("after bad days")
        // What follows meets the ceiling, and how many bytes a list has is the allocator's word.
        let hash = world.trace.hash
        let refused = flood()
        // Who had to go for a stranger, or was refused, is there again when there is room.
        world.run(for: Self.settling + .minutes(2))
        judge("after a flood")
        isOver = true
        let outcome = TrackerOutcome(
            seed: seed, failures: failures, hash: hash, peers: compared,
            fullest: fullest, refused: refused, lines: world.trace.lines)
        world.end()
        return outcome
    }

    private static func install(in world: World) -> Installation {
        var settings = NodeSettings()
        settings.role = .bootstrap
        settings.port = 8000
        settings.name = "bootstrap"
        settings.secret = Secret(Scenario.secret)
        settings.operatorToken = Secret(Scenario.token)
        settings.minFree = 1 << 20
        settings.multicastEnabled = false
        settings.memoryMax = memoryMax
        settings.tracker.isOpen = true
        settings.tracker.interval = interval
        settings.tracker.peersTold = Limits.peersTold
        return Installation(
            "bootstrap", on: world.addMachine(lan: 1), settings: settings, in: world,
            birth: Scenario.realNode)
    }

    private func member(of torrent: Int) -> SwarmMember {
        let isSeed = world.happens(0.4)
        return SwarmMember(
            of: SHA1.of(Array("torrent \(torrent)".utf8)), isSeed: isSeed, port: 6881,
            on: world.addMachine(lan: 2 + world.machines.count / 200),
            tracker: bootstrap.endpoint, in: world)
    }

    // MARK: The day

    /// Two hours in which everything goes wrong that can.
    private func misbehave() {
        world.network.loss = 0.05
        world.network.duplicates = 0.05
        world.network.reorders = 0.1
        for _ in 0..<24 {
            for _ in 0..<max(2, members.count / 8) { befall() }
            if bootstrap.isRunning, world.happens(0.25) {
                bootstrap.kill(powerToo: world.happens(0.3))
                startSoon()
            } else if bootstrap.isRunning, world.happens(0.1) {
                // A clean stop, after which it knows what it knew.
                bootstrap.stop()
                startSoon()
            }
            world.run(for: .minutes(5))
        }
    }

    private func startSoon() {
        world.after(world.between(.seconds(10), .minutes(3))) { [unowned self] in
            if !isOver, !bootstrap.isRunning { bootstrap.start() }
        }
    }

    private func befall() {
        guard let member = world.pick(members) else { return }
        let delay = world.between(.zero, .minutes(4))
        let fate = Int.random(in: 0..<6, using: &world.chance)
        world.after(delay) {
            switch fate {
            case 0: member.stop()
            case 1: member.vanish()
            case 2: member.complete()
            default: member.start()
            }
        }
    }

    private func becomeCalm() {
        world.run(for: .minutes(5))
        world.network.loss = 0
        world.network.duplicates = 0
        world.network.reorders = 0
        if !bootstrap.isRunning { bootstrap.start() }
    }

    /// Strangers come until no more are let in, stay for a while, and vanish. How many were not.
    private func flood() -> Int {
        let machines = (0..<4).map { _ in world.addMachine(lan: 200) }
        for number in 0..<3000 {
            let stranger = SwarmMember(
                of: SHA1.of(Array("flood \(number)".utf8)), isSeed: number % 3 == 0,
                port: UInt16(10_000 + number / machines.count),
                on: machines[number % machines.count], tracker: bootstrap.endpoint, in: world)
            strangers.append(stranger)
            world.after(.milliseconds(number * 20)) { stranger.start() }
        }
        world.run(for: .minutes(3))
        let refused = strangers.count { $0.refusal != nil }
        for stranger in strangers { stranger.vanish() }
        return refused
    }

    // MARK: What is so, and what is said

    /// Each second: what the tracker takes is never more than it may.
    private func watchCeiling() {
        for table in bootstrap.node?.tables ?? [] where table.name == "tracker bytes" {
            fullest = max(fullest, table.count * 100 / max(1, table.limit))
            if table.count > table.limit, failures.count < 20 {
                failures.append(
                    "the tracker takes \(table.count) bytes, and may take \(table.limit)")
            }
        }
        world.after(.seconds(1)) { [unowned self] in if !isOver { watchCeiling() } }
    }

    /// Somebody who is in no swarm asks each of them who is there, as any client would.
    private func judge(_ when: String) {
        let torrents = Set(members.map(\.infoHash)).sorted()
        let onlooker = world.addMachine(lan: 201)
        var counts: [Digest160: (seeders: Int, leechers: Int)] = [:]
        readSwarms(into: { counts[$0] = ($1, $2) }, after: nil)
        world.run(for: .seconds(2))
        for (number, torrent) in torrents.enumerated() {
            let asker = SwarmMember(
                of: torrent, isSeed: false, port: UInt16(20_000 + number), on: onlooker,
                tracker: bootstrap.endpoint, in: world)
            asker.start()
            world.run(for: .seconds(1))
            let there = members.filter { $0.isThere && $0.infoHash == torrent }
            compare(Set(there.map(\.endpoint)), Set(asker.told), torrent, when)
            let said = counts[torrent] ?? (0, 0)
            let seeds = there.count { $0.isSeed }
            if said.seeders != seeds || said.leechers != there.count - seeds {
                failures.append(
                    "\(when), of \(torrent.hex): \(said) are listed, and there are \(seeds) "
                        + "seeds among \(there.count)")
            }
            compared += there.count
            asker.stop()
            world.run(for: .seconds(1))
        }
        let others = Set(counts.keys).subtracting(torrents)
        if !others.isEmpty {
            failures.append("\(when): \(others.count) swarms are listed that are no more")
        }
    }

    private func compare(
        _ there: Set<Endpoint>, _ told: Set<Endpoint>, _ torrent: Digest160, _ when: String
    ) {
        let wrong = [
            ("not told of", there.subtracting(told)),
            ("told of, and gone", told.subtracting(there)),
        ]
        for (word, some) in wrong {
            for endpoint in some.map(\.description).sorted().prefix(3) {
                failures.append("\(when), of \(torrent.hex): \(word): \(endpoint)")
            }
        }
    }

    private func readSwarms(
        into take: @escaping (Digest160, Int, Int) -> Void, after cursor: String?
    ) {
        let place = cursor.map { "&cursor=\(PercentCoding.encodeQuery($0))" } ?? ""
        asking.ask("GET", "/api/v1/swarms?limit=100\(place)") { [unowned self] reply in
            guard let document = reply.document, let swarms = document["swarms"]?.list else {
                return failures.append("the bootstrap does not list its swarms")
            }
            for swarm in swarms {
                guard let infoHash = Digest160(hex: swarm["infohash"]?.text ?? "") else { continue }
                take(
                    infoHash, Int(swarm["seeders"]?.integer ?? -1),
                    Int(swarm["leechers"]?.integer ?? -1))
            }
            if let next = document["next"]?.text { readSwarms(into: take, after: next) }
        }
    }
}
