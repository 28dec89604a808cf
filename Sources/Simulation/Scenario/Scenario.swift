// The first network: a bootstrap and twenty peers on three LANs, strangers among them, people who
// search and download, bad days, and then calm; and the promises, held against what is left.

import Node
import RESTAPI
import Vocabulary

/// How a scenario is set up.
package struct ScenarioSettings: Sendable {
    package var peers = 20
    package var faults = Faults.misery
    /// How long things go wrong, and how long it is calm afterwards.
    package var badTime = Duration.seconds(60)
    package var calmTime = Duration.seconds(100)
    package var hasStrangers = true
    /// Lines of the trace that are kept.
    package var linesKept = 0

    package init() {}

    /// How large a seed's network is: mostly a room, now and then a household, or a whole floor.
    package static func peers(of seed: UInt64) -> Int {
        switch seed % 10 {
        case 0: 100
        case 3, 8: 6
        case 5: 40
        default: 20
        }
    }
}

/// What became of one seed.
package struct Outcome: Sendable {
    package let seed: UInt64
    /// What was promised and not held; empty in a good world.
    package let failures: [String]
    /// The same for the same seed.
    package let hash: UInt64
    package let events: Int
    package let downloadsDone: Int
    package let searchesAnswered: Int
    package let questionsAsked: Int
    /// Restarts and full disks in the middle of downloads.
    package let downloadsCut: Int
    /// Addresses that downloads call liars, and the one that is.
    package let liarsNamed: Set<String>
    package let liar: String
    /// What people did and was held against a promise, by name: a check that checks nothing shows.
    package let judged: [String: Int]
    package let lines: [String]
}

package final class Scenario {
    package let world: World
    package let settings: ScenarioSettings
    package internal(set) var installations: [Installation] = []
    package internal(set) var truth: Truth
    var operators: [Operator] = []
    var busy: Set<Int> = []
    var stopWishes = false
    /// Whose downloads people paused, and who was switched off from multicast.
    var paused: Set<Int> = []
    var deaf: Set<Int> = []
    var searchesAnswered = 0
    var downloadsCut = 0
    var checks = Checks()
    var visitors: [Visitor] = []
    var watchers: [Watcher] = []
    /// Addresses whose bytes may be wrong: those of liars, and of people who wrote into a file.
    var liars: Set<String> = []
    var gifts = 0
    var answersAwaited = 0
    /// By node: what it was to fetch from one holder only.
    var askedOfOne: [String: Set<String>] = [:]
    let secretOfOld = "distrishare2024"
    // They begin with a byte that nothing else has: whoever says one is heard.
    static let secret = "~the secret of this simulated network"
    static let token = "~the token of its operators"
    let calm: Instant
    /// Births of nodes; the tests' own where they bring one.
    let birth: Installation.Birth

    package init(
        seed: UInt64, _ settings: ScenarioSettings = ScenarioSettings(),
        birth: @escaping Installation.Birth = Scenario.realNode
    ) {
        self.settings = settings
        self.birth = birth
        world = World(seed: seed)
        world.trace.linesKept = settings.linesKept
        truth = Truth(seed: seed)
        calm = world.now + settings.badTime
        weather()
        settle()
    }

    var isCalm: Bool { world.now >= calm }

    /// Lives through everything and says what was held.
    package func run() -> Outcome {
        planFaults()
        live()
        world.run(until: calm + settings.calmTime)
        let judged = judge()
        let outcome = Outcome(
            seed: world.seed, failures: judged, hash: world.trace.hash,
            events: world.trace.count, downloadsDone: checks.downloadsDone,
            searchesAnswered: searchesAnswered, questionsAsked: world.questions.count,
            downloadsCut: downloadsCut, liarsNamed: checks.liarsNamed,
            liar: installations[settings.peers].endpoint.description, judged: judgedCounts,
            lines: world.trace.lines)
        world.end()
        return outcome
    }

    // MARK: Settling

    private func weather() {
        let faults = settings.faults
        world.network.loss = faults.loss
        world.network.resets = faults.resets
        world.network.duplicates = faults.duplicates
        world.network.reorders = faults.reorders
        world.network.bandwidth = faults.bandwidth
        world.network.delay = .microseconds(300)...faults.slowDelay
    }

    private func settle() {
        let center = world.addMachine(lan: 0)
        world.names["bootstrap.example"] = center.address
        let old = world.addMachine(lan: 0)
        install("bootstrap", .bootstrap, on: center, port: 8000)
        for number in 1...settings.peers { settlePeer(number) }
        // Clocks are apart, by less than what makes proofs fail.
        for machine in world.machines {
            machine.clockError = Int64.random(in: -100...100, using: &world.chance)
        }
        world.secrets = [
            Confidence("the network's secret", Self.secret),
            Confidence("the operator's token", Self.token),
        ]
        shareFavourites()
        if settings.hasStrangers { settleStrangers(oldBootstrap: old) }
        settleWatchers()
        // Not all at once: people switch their machines on one after the other.
        for (index, installation) in installations.enumerated() {
            let delay = index == 0 ? .zero : world.between(.zero, .seconds(8))
            world.after(delay) { if !installation.isRunning { installation.start() } }
        }
    }

    /// Every fifth peer shares its machine with the one before.
    private func settlePeer(_ number: Int) {
        let shares = number % 5 == 0
        let machine =
            shares ? installations[number - 1].machine : world.addMachine(lan: 1 + number % 3)
        let peer = install("peer\(number)", .peer, on: machine, port: shares ? 9001 : 9000)
        for _ in 0..<Int.random(in: 1...3, using: &world.chance) { share(at: peer) }
    }

    @discardableResult
    private func install(
        _ name: String, _ role: Role, on machine: Machine, port: UInt16
    ) -> Installation {
        var settings = NodeSettings()
        settings.role = role
        settings.port = port
        settings.name = name
        settings.zone = "lan\(machine.lan)"
        settings.secret = Secret(Scenario.secret)
        settings.jsonSecret = Secret(secretOfOld)
        settings.minFree = 1 << 20
        settings.operatorToken = Secret(Scenario.token)
        // Files are small here, and have several holders all the same.
        settings.segmentLength = 8 << 10
        // And all but the smallest come by their swarms to every other node.
        settings.swarmLength = installations.count % 2 == 1 ? .max : 4_000
        if role == .peer { settings.bootstraps = bootstraps(at: installations.count) }
        let number = installations.count
        let installation = Installation(
            name, on: machine, settings: settings, in: world, birth: birth)
        installations.append(installation)
        operators.append(Operator(of: installation, in: world))
        // Somebody has a narrow line, and says so in his config.
        if number % 9 == 4 {
            installation.settings.uploadRate = 60_000
            installation.settings.perPeerRate = 30_000
            installation.settings.downloadRate = 200_000
        }
        // Somebody's files lie on a network file system, which tells of no changes.
        if number % 8 == 7 {
            installation.disk.isWatched = false
            installation.settings.rescan = .seconds(20)
        }
        return installation
    }

    private func bootstraps(at index: Int) -> [HostPort] {
        let ours = index % 2 == 0 ? "bootstrap.example:8000" : "10.0.0.1:8000"
        let names = index % 4 == 0 && settings.hasStrangers ? [ours, "10.0.0.2:8000"] : [ours]
        return names.compactMap { HostPort($0) }
    }
}

extension Scenario {
    /// Our own nodes, with the surface that users know.
    package static func realNode(
        _ installation: Installation, _ host: SimulatedHost, _ identity: Identity
    ) -> any Node {
        let (settings, memory) = (installation.settings, installation.ledger.memory)
        let seed = host.random()
        switch settings.role {
        case .peer:
            return PeerNode(
                settings: settings, identity: identity, memory: memory, surface: RESTSurface(),
                host: host, seed: seed, at: host.world.now)
        case .bootstrap:
            return BootstrapNode(
                settings: settings, identity: identity, memory: memory, surface: RESTSurface(),
                host: host, seed: seed, at: host.world.now)
        }
    }
}
