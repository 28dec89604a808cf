// A day of one torrent: some share a file, others want it by nothing but its info-hash, and all of
// them live on a bad network; some lie, some stand still, and one floods.
//
// Law. It is a world of its own: what happens here leaves the days of `Scenario` as they are.

import Digest
import Metainfo
import Node
import Vocabulary

/// What became of one seed.
package struct SwarmOutcome: Sendable {
    package let seed: UInt64
    /// What was promised and not held; empty in a good world.
    package let failures: [String]
    /// The same for the same seed.
    package let hash: UInt64
    package let events: Int
    /// Nodes that have the torrent in the end and did not share it.
    package let fetched: Int
    /// Who was banned, by address.
    package let banned: Set<String>
    package let liars: Set<String>
    /// Whether nobody had all of it for a while, and everybody said so.
    package let hadToWait: Bool
    package let lines: [String]
}

package final class SwarmDay {
    package let world: World
    private let seed: UInt64
    var peers: [Installation] = []
    var operators: [Operator] = []
    var seeds: [Installation] = []
    var leechers: [Installation] = []
    /// Their disks give other bytes than were written.
    var liars: [Installation] = []
    var stalled: [Installation] = []
    let content: [UInt8]
    let infoHash: Digest160
    var checks = Checks()
    var answersAwaited = 0
    /// Whoever has all of it goes away for a while.
    let losesAll: Bool
    private static let name = "film.bin"
    private static let peerCount = 10

    package init(seed: UInt64, linesKept: Int = 0) {
        self.seed = seed
        // Not the world that the same seed is for a `Scenario`.
        world = World(seed: seed ^ 0x5357_4152_4d00_0000)
        world.trace.linesKept = linesKept
        let count = Int.random(in: 100_000...900_000, using: &world.chance)
        content = Content.bytes(seed: world.chance.next(), count: count)
        infoHash = Self.infoHash(of: content)
        losesAll = seed % 4 == 3
        settle()
    }

    /// Lives through everything and says what was held.
    package func run() -> SwarmOutcome {
        world.run(for: .seconds(10))
        addEverywhere()
        world.run(for: .seconds(2))
        losesAll ? loseAll() : misbehave()
        becomeCalm()
        waitForAll()
        let fetched = judge()
        let outcome = SwarmOutcome(
            seed: seed, failures: checks.failures, hash: world.trace.hash,
            events: world.trace.count, fetched: fetched,
            banned: Set(world.accusations.map(\.accused)),
            liars: Set(liars.map { $0.machine.address.description }), hadToWait: losesAll,
            lines: world.trace.lines)
        world.end()
        return outcome
    }

    // MARK: Settling

    private static func infoHash(of content: [UInt8]) -> Digest160 {
        guard let name = FileName(name),
            let own = try? OwnContent(file: name, length: Int64(content.count)),
            let info = try? own.info(hashes: PieceGeometry.ownHashes(of: content))
        else { preconditionFailure("so little content is a torrent") }
        return info.infoHash
    }

    private func settle() {
        world.network.loss = 0.01
        world.network.resets = 0.0005
        world.network.delay = .microseconds(300)...(.milliseconds(40))
        world.network.bandwidth = 400_000
        install("bootstrap", .bootstrap)
        for number in 1...Self.peerCount { peers.append(install("peer\(number)", .peer)) }
        let shuffled = peers.shuffled(using: &world.chance)
        let seedCount = losesAll ? 2 : 6
        seeds = Array(shuffled.prefix(seedCount))
        leechers = Array(shuffled.dropFirst(seedCount))
        if !losesAll {
            liars = Array(seeds.prefix(3))
            stalled = Array(seeds.dropFirst(3).prefix(2))
        }
        for seed in seeds {
            seed.disk.put(content, at: "\(SimulatedDisk.shared)/\(Self.name)", modified: 1)
        }
        for liar in liars { liar.disk.lies = true }
    }

    @discardableResult
    private func install(_ name: String, _ role: Role) -> Installation {
        var settings = NodeSettings()
        settings.role = role
        settings.port = role == .bootstrap ? 8000 : 9000
        settings.name = name
        settings.secret = Secret(Scenario.secret)
        settings.minFree = 1 << 20
        settings.operatorToken = Secret(Scenario.token)
        settings.strangers = true
        if role == .peer {
            settings.bootstraps = [HostPort("10.0.1.1:8000")].compactMap(\.self)
        }
        let installation = Installation(
            name, on: world.addMachine(lan: 1 + operators.count % 2 * (role == .peer ? 1 : 0)),
            settings: settings, in: world, birth: Scenario.realNode)
        operators.append(Operator(of: installation, in: world))
        world.after(world.between(.zero, .seconds(2))) { installation.start() }
        return installation
    }

    func `operator`(of installation: Installation) -> Operator? {
        operators.first { $0.installation === installation }
    }

    // MARK: The day

    /// Half of them name peers by hand; the others ask the network.
    private func addEverywhere() {
        for (number, leecher) in leechers.enumerated() {
            let named = number % 2 == 0 ? peers.filter { $0 !== leecher } : []
            add(at: leecher, naming: named, tries: 5)
        }
    }

    private func add(at leecher: Installation, naming named: [Installation], tries: Int) {
        let peers = named.map { "\"\($0.endpoint)\"" }.joined(separator: ",")
        let body = #"{"infohash":"\#(infoHash.hex)","peers":[\#(peers)]}"#
        `operator`(of: leecher)?.ask("POST", "/api/v1/torrents", body: body) { [unowned self] in
            guard case .lost = $0, tries > 0 else { return }
            world.after(.seconds(2)) { [unowned self] in
                add(at: leecher, naming: named, tries: tries - 1)
            }
        }
    }

    /// Some stand still, one floods, and now and then somebody is killed or has a bad disk.
    private func misbehave() {
        for node in stalled { node.host?.freeze() }
        let flooder = RequestFlooder(
            on: world.addMachine(lan: 1), of: infoHash, in: world,
            targets: peers.map(\.endpoint))
        flooder.begin()
        for _ in 0..<8 {
            world.run(for: world.between(.seconds(1), .seconds(8)))
            befall()
        }
        flooder.isOver = true
    }

    private func befall() {
        guard let victim = world.pick(leechers) else { return }
        switch Int.random(in: 0..<6, using: &world.chance) {
        case 0, 1: restart(victim, powerToo: false)
        case 2: restart(victim, powerToo: true)
        case 3: victim.disk.isFull = true
        case 4: victim.machine.diskSlowness = 20
        default: victim.host?.door.breakAll()
        }
    }

    private func restart(_ victim: Installation, powerToo: Bool) {
        victim.kill(powerToo: powerToo)
        world.after(world.between(.seconds(1), .seconds(10))) {
            if !victim.isRunning { victim.start() }
        }
    }

    /// All who have it are killed before anybody else has. Then one comes back.
    private func loseAll() {
        world.run(for: world.between(.zero, .milliseconds(600)))
        for seed in seeds { seed.kill(powerToo: false) }
        world.run(for: .minutes(3))
        judgeWaiting()
        for seed in seeds.prefix(1) { seed.start() }
    }

    private func becomeCalm() {
        world.network.loss = 0
        world.network.resets = 0
        for peer in peers {
            peer.disk.isFull = false
            peer.machine.diskSlowness = 1
            peer.host?.thaw()
            if !losesAll, !peer.isRunning { peer.start() }
        }
    }

    /// As long as somebody has all of it, and not longer than a quarter of an hour.
    private func waitForAll() {
        for _ in 0..<90 where leechers.contains(where: { !has($0) }) {
            world.run(for: .seconds(10))
        }
        world.run(for: .seconds(5))
    }

    /// Whether it stands in `downloads/`, whatever it holds.
    func has(_ installation: Installation) -> Bool {
        !installation.disk.paths(beneath: SimulatedDisk.downloads).isEmpty
    }
}
