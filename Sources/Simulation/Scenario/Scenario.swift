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
    var searchesAnswered = 0
    var downloadsCut = 0
    var checks = Checks()
    let secretOfOld = "distrishare2024"
    private var calm: Instant
    /// Births of nodes; the tests' own where they bring one.
    private let birth: Installation.Birth

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
            liar: installations[settings.peers].endpoint.description, lines: world.trace.lines)
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
        shareFavourites()
        if settings.hasStrangers { settleStrangers(oldBootstrap: old) }
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
        settings.secret = Secret("the secret of this simulated network")
        settings.jsonSecret = Secret(secretOfOld)
        settings.minFree = 1 << 20
        // Files are small here, and have several holders all the same.
        settings.segmentLength = 8 << 10
        if role == .peer { settings.bootstraps = bootstraps(at: installations.count) }
        let installation = Installation(
            name, on: machine, settings: settings, in: world, birth: birth)
        installations.append(installation)
        operators.append(Operator(of: installation, in: world))
        return installation
    }

    private func bootstraps(at index: Int) -> [HostPort] {
        let ours = index % 2 == 0 ? "bootstrap.example:8000" : "10.0.0.1:8000"
        let names = index % 4 == 0 && settings.hasStrangers ? [ours, "10.0.0.2:8000"] : [ours]
        return names.compactMap { HostPort($0) }
    }

    private func settleStrangers(oldBootstrap machine: Machine) {
        OldBootstrap(on: machine, in: world).begin()
        let names = ["old amber song.mp3", "old river map.txt"]
        var files: [String: [UInt8]] = [:]
        for name in names { files[name] = truth.make(name, using: &world.chance) }
        let old = OldPeer(
            on: world.addMachine(lan: 2), secret: secretOfOld,
            bootstrap: installations[0].endpoint, files: files, in: world)
        world.after(.seconds(3)) { old.begin() }
        let forger = Forger(on: world.addMachine(lan: 1), until: calm, in: world)
        world.after(.seconds(2)) { forger.begin() }
        let client = OldClient(on: world.addMachine(lan: 3), secret: secretOfOld, in: world) {
            [unowned self] in wishOfOldClient()
        }
        world.after(.seconds(12)) { client.begin() }
        installations[settings.peers].disk.lies = true
    }

    private func wishOfOldClient() -> OldClient.Wish? {
        guard let peer = world.pick(Array(installations[1..<settings.peers])), peer.isRunning,
            let path = world.pick(peer.disk.paths(beneath: SimulatedDisk.shared)),
            let name = path.split(separator: "/").last.map(String.init)
        else { return nil }
        return OldClient.Wish(node: peer.endpoint, name: name) { [unowned self] in
            truth.isUnambiguous(name) ? truth.contents(of: name).first : nil
        }
    }

    // MARK: Bad days

    private func planFaults() {
        let plan = FaultPlan(
            settings.faults, nodes: installations.count, from: world.now + .seconds(5),
            calmFrom: calm, seed: world.seed)
        for (time, misfortune) in plan.events {
            world.at(time) { [unowned self] in befall(misfortune) }
        }
    }

    private func befall(_ misfortune: Misfortune) {
        world.note(.fault, 0, 0, "\(misfortune)")
        switch misfortune {
        case .partition(let nodes, let part):
            let machines = nodes.map { installations[$0].machine.index }.sorted()
            world.network.cut(machines, part: part)
        case .heal: world.network.heal()
        case .kill(let node, let powerToo): kill(installations[node], powerToo: powerToo)
        case .stop(let node): installations[node].stop()
        case .start(let node): startAgain(installations[node])
        case .fillDisk(let node): installations[node].disk.isFull = true
        case .emptyDisk(let node): installations[node].disk.isFull = false
        case .slowDisk(let node, let factor): installations[node].machine.diskSlowness = factor
        case .jumpClock(let node, let seconds): installations[node].machine.wallOffset = seconds
        case .edit(let node): edit(at: installations[node])
        case .cutDownload(let byFullDisk): cutDownload(byFullDisk: byFullDisk)
        case .calm: becomeCalm()
        }
    }

    /// Power goes for the whole machine, and with it for its other node.
    private func kill(_ installation: Installation, powerToo: Bool) {
        let victims =
            powerToo
            ? installations.filter { $0.machine === installation.machine } : [installation]
        for victim in victims { victim.kill(powerToo: powerToo) }
    }

    func startAgain(_ installation: Installation) {
        for other in installations
        where other.machine === installation.machine && !other.isRunning {
            other.start()
        }
    }

    private func becomeCalm() {
        world.network.heal()
        world.network.loss = 0
        world.network.resets = 0
        world.network.delay = .microseconds(300)...(.milliseconds(5))
        world.network.bandwidth = 20_000_000
        for installation in installations {
            installation.disk.isFull = false
            installation.machine.diskSlowness = 1
            installation.machine.wallOffset = 0
            // Those that are just stopping go down first, and come back as their unit would.
            restart(installation)
        }
    }

    private func restart(_ installation: Installation) {
        if !installation.isRunning { return installation.start() }
        guard installation.host?.isStopping == true else { return }
        world.after(.seconds(1)) { [unowned self] in restart(installation) }
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
