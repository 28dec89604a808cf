// A day of many peers whose files come and go, and of a bootstrap that is killed again and again:
// heartbeats are lost, come late and come twice, and the catalogue is true all the same.
//
// Law. It is a world of its own: what happens here leaves the days of `Scenario` as they are.

import HTTPWire
import Node
import Vocabulary

/// What became of one seed.
package struct IndexOutcome: Sendable {
    package let seed: UInt64
    /// What the bootstrap says and what is so, where that is not the same.
    package let failures: [String]
    /// The same for the same seed.
    package let hash: UInt64
    /// Files that were there to be compared.
    package let files: Int
    package let lines: [String]
}

package final class IndexDay {
    package let world: World
    private let seed: UInt64
    private let bootstrap: Installation
    private var peers: [Installation] = []
    private let asking: Operator
    private var failures: [String] = []
    /// What the bootstrap lists, as "id name size".
    private var listed: Set<String> = []
    private static let heartbeat = Duration.seconds(10)

    package init(seed: UInt64, peers count: Int, linesKept: Int = 0) {
        self.seed = seed
        // Not the world that the same seed is for a `Scenario`.
        world = World(seed: seed ^ 0x494e_4445_5800_0000)
        world.trace.linesKept = linesKept
        world.network.delay = .microseconds(300)...(.milliseconds(80))
        bootstrap = Self.install("bootstrap", .bootstrap, in: world)
        asking = Operator(of: bootstrap, in: world)
        for number in 1...count {
            let peer = Self.install("peer\(number)", .peer, in: world)
            peers.append(peer)
            for file in 0..<Int.random(in: 0...4, using: &world.chance) { share(file, at: peer) }
        }
        bootstrap.start()
        for peer in peers { world.after(world.between(.zero, .seconds(5))) { peer.start() } }
    }

    /// Lives through everything and says what was held.
    package func run() -> IndexOutcome {
        world.run(for: .seconds(20))
        misbehave()
        becomeCalm()
        // Two heartbeats, a tenth longer as chance has it, and what they ask for.
        world.run(for: Self.heartbeat * 2.2 + .seconds(5))
        let truth = self.truth
        readList(after: nil)
        world.run(for: .seconds(5))
        judge(truth)
        let outcome = IndexOutcome(
            seed: seed, failures: failures, hash: world.trace.hash, files: truth.count,
            lines: world.trace.lines)
        world.end()
        return outcome
    }

    private static func install(_ name: String, _ role: Role, in world: World) -> Installation {
        var settings = NodeSettings()
        settings.role = role
        settings.port = role == .bootstrap ? 8000 : 9000
        settings.name = name
        settings.secret = Secret(Scenario.secret)
        settings.operatorToken = Secret(Scenario.token)
        settings.minFree = 1 << 20
        settings.multicastEnabled = false
        settings.heartbeat = heartbeat
        if role == .peer {
            settings.bootstraps = [HostPort("10.0.1.1:8000")].compactMap(\.self)
        }
        return Installation(
            name, on: world.addMachine(lan: 1 + world.machines.count / 200), settings: settings,
            in: world,
            birth: Scenario.realNode)
    }

    // MARK: The day

    private func path(_ file: Int, of peer: Installation) -> String {
        "\(SimulatedDisk.shared)/\(peer.name) song \(file).ogg"
    }

    private func share(_ file: Int, at peer: Installation) {
        let bytes = Content.bytes(
            seed: world.chance.next(), count: Int.random(in: 1...900, using: &world.chance))
        let path = path(file, of: peer)
        peer.disk.put(bytes, at: path, modified: Int64(world.now.nanoseconds))
        peer.host?.noticed(path)
    }

    private func unshare(_ file: Int, at peer: Installation) {
        let path = path(file, of: peer)
        guard peer.disk.file(at: path) != nil else { return }
        peer.disk.remove(path)
        peer.host?.noticed(path)
    }

    /// A minute in which everything goes wrong that can.
    private func misbehave() {
        world.network.loss = 0.03
        world.network.resets = 0.02
        for _ in 0..<12 {
            for _ in 0..<max(4, peers.count / 10) { befall() }
            if bootstrap.isRunning, world.happens(0.3) {
                bootstrap.kill(powerToo: world.happens(0.3))
                let pause = world.between(.milliseconds(500), .seconds(8))
                world.after(pause) { [unowned self] in
                    if !bootstrap.isRunning { bootstrap.start() }
                }
            }
            world.run(for: .seconds(5))
        }
    }

    private func befall() {
        guard let peer = world.pick(peers) else { return }
        let file = Int.random(in: 0..<6, using: &world.chance)
        switch Int.random(in: 0..<8, using: &world.chance) {
        case 0...3: share(file, at: peer)
        case 4...6: unshare(file, at: peer)
        default:
            peer.kill(powerToo: false)
            world.after(world.between(.milliseconds(100), .seconds(4))) {
                if !peer.isRunning { peer.start() }
            }
        }
    }

    private func becomeCalm() {
        world.network.loss = 0
        world.network.resets = 0
        if !bootstrap.isRunning { bootstrap.start() }
        for peer in peers where !peer.isRunning { peer.start() }
        // Whoever heard nothing of the bootstrap tries again after a minute at the latest, and what
        // no watch has told of is found by a walk.
        world.run(for: Limits.registerBackOffMax + .seconds(5))
        for peer in peers where peer.isRunning {
            for file in 0..<6 { peer.host?.noticed(path(file, of: peer)) }
        }
        world.run(for: .seconds(5))
    }

    // MARK: What is so, and what is said

    private var truth: Set<String> {
        var all: Set<String> = []
        for peer in peers {
            for path in peer.disk.paths(beneath: SimulatedDisk.shared) {
                guard let file = peer.disk.file(at: path) else { continue }
                let name = path.dropFirst(SimulatedDisk.shared.count + 1)
                all.insert("\(peer.id.hex) \(name) \(file.bytes.count)")
            }
        }
        return all
    }

    private func readList(after cursor: String?) {
        let place = cursor.map { "&cursor=\(PercentCoding.encodeQuery($0))" } ?? ""
        asking.ask("GET", "/api/v1/files?limit=1000\(place)") { [unowned self] reply in
            guard let document = reply.document, let files = document["files"]?.list else {
                return failures.append("the bootstrap does not list its files")
            }
            for file in files { note(file) }
            if let next = document["next"]?.text { readList(after: next) }
        }
    }

    private func note(_ file: Document) {
        for holder in file["holders"]?.list ?? [] {
            let words = [
                holder["id"]?.text ?? "-", file["name"]?.text ?? "-",
                file["size"]?.integer.map { "\($0)" } ?? "-",
            ]
            listed.insert(words.joined(separator: " "))
        }
    }

    private func judge(_ truth: Set<String>) {
        for missing in truth.subtracting(listed).sorted().prefix(5) {
            failures.append("not listed: \(missing)")
        }
        for extra in listed.subtracting(truth).sorted().prefix(5) {
            failures.append("listed, and not so: \(extra)")
        }
    }
}
