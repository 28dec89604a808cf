// Who lives in the network besides our nodes: old programs, people with curl, pages that watch, and
// those who mean no good.

import Node
import Vocabulary

extension Scenario {
    func settleStrangers(oldBootstrap machine: Machine) {
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
        liars.insert(installations[settings.peers].endpoint.description)
        for _ in 0..<(settings.peers < 10 ? 1 : 3) { settleImpostor() }
        settleFlooder()
        let goods = Self.favourites.compactMap { name in
            truth.contents(of: name).first.map { (name, $0) }
        }
        WebServer(on: world.addMachine(lan: 3), files: goods, in: world).begin()
        for lan in 1...2 { settleVisitor(lan) }
    }

    private func settleImpostor() {
        let goods = Self.favourites.compactMap { name in
            truth.contents(of: name).first.map { (name, $0) }
        }
        let lan = Int.random(in: 1...3, using: &world.chance)
        let impostor = Impostor(
            world.pick(Impostor.Habit.allCases) ?? .forges, on: world.addMachine(lan: lan),
            goods: goods, in: world)
        if impostor.isLiar { liars.insert(impostor.endpoint.description) }
        // Another content under the same name, with its own digest, is no lie.
        if impostor.habit == .renames {
            for (name, bytes) in goods { truth.add(bytes + [1], as: name) }
        }
        world.after(world.between(.seconds(1), .seconds(20))) { impostor.begin() }
    }

    private func settleFlooder() {
        let flooder = Flooder(on: world.addMachine(lan: 2), until: calm, in: world) {
            [unowned self] in world.pick(installations)?.endpoint
        }
        world.after(.seconds(6)) { flooder.begin() }
    }

    private func settleVisitor(_ lan: Int) {
        let surroundings = Visitor.Surroundings(
            // In the end what he began has ended, too: an upload is an incoming file.
            host: { [unowned self] in
                stopWishes ? nil : world.pick(installations.filter(\.isRunning))
            },
            contents: { [unowned self] in truth.contents(of: $0) },
            gift: { [unowned self] in
                gifts += 1
                let name = "gift \(gifts).dat"
                return (name, truth.make(name, using: &world.chance))
            })
        let visitor = Visitor(
            on: world.addMachine(lan: lan), secret: Self.secret, token: Self.token, in: world,
            surroundings)
        visitors.append(visitor)
        world.after(.seconds(9)) { visitor.begin() }
    }

    /// Pages that stay open: one of the bootstrap's, and two of peers'.
    func settleWatchers() {
        for index in [0, 2, settings.peers - 1] {
            let watcher = Watcher(of: installations[index], operators[index], in: world)
            watchers.append(watcher)
            world.after(.seconds(5)) { watcher.begin() }
        }
    }

    var judgedCounts: [String: Int] {
        [
            "visits": visitors.reduce(0) { $0 + $1.judged },
            "events": watchers.reduce(0) { $0 + $1.eventsHeard },
            "evictions": world.silences.judged, "liars named": checks.liarsNamed.count,
            "questions": world.questions.count, "downloads cut": downloadsCut,
        ]
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
}
