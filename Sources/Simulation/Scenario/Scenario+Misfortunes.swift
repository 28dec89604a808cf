// Bad days: what each misfortune does to the world, and how everything becomes good again.

import Node
import Vocabulary

extension Scenario {
    func planFaults() {
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
        case .emptyDisk(let node): installations[node].disk.empty()
        case .narrowDisk(let node): narrow(installations[node])
        case .breakDisk(let node): installations[node].disk.isBroken = true
        case .mendDisk(let node): installations[node].disk.isBroken = false
        case .slowDisk(let node, let factor): installations[node].machine.diskSlowness = factor
        case .jumpClock(let node, let seconds): installations[node].machine.clockJump = seconds
        case .slowLink, .shutDoor, .openDoor, .breakLinks, .forgetLinks, .deafen, .hearAgain,
            .loseNames, .findNames:
            befallNetwork(misfortune)
        case .exhaust(let node): installations[node].host?.door.isExhausted = true
        case .recover(let node): installations[node].host?.door.isExhausted = false
        case .freeze(let node): installations[node].host?.freeze()
        case .thaw(let node): installations[node].host?.thaw()
        case .edit(let node): edit(at: installations[node])
        case .cutDownload(let byFullDisk): cutDownload(byFullDisk: byFullDisk)
        case .calm: becomeCalm()
        }
    }

    private func befallNetwork(_ misfortune: Misfortune) {
        switch misfortune {
        case .slowLink(let node, let factor): installations[node].machine.linkSlowness = factor
        case .shutDoor(let node): installations[node].machine.refuses = true
        case .openDoor(let node): installations[node].machine.refuses = false
        case .breakLinks(let node): installations[node].host?.door.breakAll()
        case .forgetLinks(let node): installations[node].host?.door.severAll()
        case .deafen(let node): installations[node].machine.isDeaf = true
        case .hearAgain(let node): installations[node].machine.isDeaf = false
        case .loseNames: world.namesAreLost = true
        case .findNames: world.namesAreLost = false
        default: preconditionFailure("\(misfortune) does not befall the network")
        }
    }

    /// Room for a small file, and not for a large one.
    private func narrow(_ installation: Installation) {
        let room = Int64.random(in: 0...60_000, using: &world.chance)
        installation.disk.narrow(to: installation.settings.minFree + room)
    }

    /// Power goes for the whole machine, and with it for its other node.
    func kill(_ installation: Installation, powerToo: Bool) {
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
        world.namesAreLost = false
        world.network.loss = 0
        world.network.resets = 0
        world.network.delay = .microseconds(300)...(.milliseconds(5))
        world.network.bandwidth = 20_000_000
        for installation in installations {
            recover(installation)
            // Those that are just stopping go down first, and come back as their unit would.
            restart(installation)
        }
    }

    private func recover(_ installation: Installation) {
        installation.disk.empty()
        installation.disk.isBroken = false
        let machine = installation.machine
        machine.diskSlowness = 1
        machine.clockJump = 0
        machine.linkSlowness = 1
        machine.refuses = false
        machine.isDeaf = false
        installation.host?.door.isExhausted = false
        installation.host?.thaw()
    }

    private func restart(_ installation: Installation) {
        if !installation.isRunning { return installation.start() }
        guard installation.host?.isStopping == true else { return }
        world.after(.seconds(1)) { [unowned self] in restart(installation) }
    }
}
