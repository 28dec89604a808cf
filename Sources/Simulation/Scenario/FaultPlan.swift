// When what goes wrong: a plan made from the seed before the day begins.
//
// Law. Every misfortune ends before `calmFrom`: a promise is held against the network after it had
// the time to recover, and not before.

import Vocabulary

/// When what goes wrong.
package struct FaultPlan {
    package private(set) var events: [(at: Instant, Misfortune)] = []
    private let begin: Instant
    private let end: Instant
    private var chance: Chance

    /// - Parameters:
    ///   - nodes: how many there are; the first is the bootstrap.
    ///   - calmFrom: when everything has ended.
    package init(
        _ faults: Faults, nodes: Int, from begin: Instant, calmFrom end: Instant, seed: UInt64
    ) {
        self.begin = begin
        self.end = end
        chance = Chance(seed: seed ^ 0x6661_756c_7473)
        for part in 0..<faults.partitions { addPartition(part + 1, nodes: nodes) }
        for _ in 0..<faults.kills { addDeath(.kill(node(nodes), powerToo: false)) }
        for _ in 0..<faults.powerCuts { addDeath(.kill(node(nodes), powerToo: true)) }
        for _ in 0..<faults.stops { addDeath(.stop(node(nodes))) }
        for _ in 0..<faults.fullDisks {
            let node = peer(nodes)
            addSpell(.fillDisk(node), until: .emptyDisk(node))
        }
        for _ in 0..<faults.slowDisks {
            let node = node(nodes)
            addSpell(.slowDisk(node, 40), until: .slowDisk(node, 1))
        }
        for _ in 0..<faults.clockJumps { addClockJump(node(nodes)) }
        planNetwork(faults, nodes)
        planPrograms(faults, nodes)
        for number in 0..<faults.cutDownloads {
            add(.cutDownload(byFullDisk: number % 3 == 2), at: moment())
        }
        for _ in 0..<faults.edits { add(.edit(peer(nodes)), at: moment()) }
        events.sort { $0.at < $1.at }
        events.append((end, .calm))
    }

    private mutating func planNetwork(_ faults: Faults, _ nodes: Int) {
        for _ in 0..<faults.slowLinks {
            let node = node(nodes)
            addSpell(.slowLink(node, 20), until: .slowLink(node, 1))
        }
        for _ in 0..<faults.shutDoors {
            let node = node(nodes)
            addSpell(.shutDoor(node), until: .openDoor(node))
        }
        for _ in 0..<faults.brokenLinks { add(.breakLinks(node(nodes)), at: moment()) }
        for _ in 0..<faults.forgottenLinks { add(.forgetLinks(node(nodes)), at: moment()) }
        for _ in 0..<faults.deafness {
            let node = node(nodes)
            addSpell(.deafen(node), until: .hearAgain(node))
        }
        for _ in 0..<faults.lostNames { addSpell(.loseNames, until: .findNames) }
    }

    private mutating func planPrograms(_ faults: Faults, _ nodes: Int) {
        for _ in 0..<faults.brokenDisks {
            let node = node(nodes)
            addSpell(.breakDisk(node), until: .mendDisk(node))
        }
        for _ in 0..<faults.narrowDisks {
            let node = peer(nodes)
            addSpell(.narrowDisk(node), until: .emptyDisk(node))
        }
        for _ in 0..<faults.exhaustions {
            let node = node(nodes)
            addSpell(.exhaust(node), until: .recover(node))
        }
        for _ in 0..<faults.freezes {
            let node = node(nodes)
            addSpell(.freeze(node), until: .thaw(node))
        }
    }

    private mutating func node(_ nodes: Int) -> Int { Int.random(in: 0..<nodes, using: &chance) }
    private mutating func peer(_ nodes: Int) -> Int { Int.random(in: 1..<nodes, using: &chance) }

    private mutating func moment() -> Instant {
        Instant(
            nanoseconds: UInt64.random(in: begin.nanoseconds..<end.nanoseconds, using: &chance))
    }

    private mutating func add(_ misfortune: Misfortune, at time: Instant) {
        events.append((time, misfortune))
    }

    private mutating func addSpell(_ first: Misfortune, until last: Misfortune) {
        let start = moment()
        let length = Duration.milliseconds(Int.random(in: 500...40_000, using: &chance))
        add(first, at: start)
        add(last, at: min(start + length, end))
    }

    private mutating func addDeath(_ death: Misfortune) {
        let node =
            switch death {
            case .kill(let node, _), .stop(let node): node
            default: preconditionFailure("a death is a kill or a stop")
            }
        addSpell(death, until: .start(node))
    }

    private mutating func addPartition(_ part: Int, nodes: Int) {
        let size = Int.random(in: 1...nodes / 2, using: &chance)
        let all = Array(0..<nodes).shuffled(using: &chance)
        addSpell(.partition(Set(all.prefix(size)), part: part), until: .heal)
    }

    /// Far enough that proofs of the secret are refused, or by a year, and back again.
    private mutating func addClockJump(_ node: Int) {
        let year: Int64 = 31_557_600
        let seconds =
            [Int64.random(in: -4000...4000, using: &chance), -year, year]
            .randomElement(using: &chance) ?? year
        addSpell(.jumpClock(node, seconds: seconds), until: .jumpClock(node, seconds: 0))
    }
}
