// What goes wrong, and when: a plan made from the seed before the day begins.
//
// Law. Every misfortune ends before `calmFrom`: a promise is held against the network after it had
// the time to recover, and not before.

import Vocabulary

/// How bad the days are.
package struct Faults: Sendable {
    package var loss = 0.0
    package var resets = 0.0
    package var duplicates = 0.0
    package var reorders = 0.0
    package var slowDelay = Duration.milliseconds(3)
    package var bandwidth = 20_000_000.0
    package var partitions = 0
    package var kills = 0
    package var powerCuts = 0
    package var stops = 0
    package var fullDisks = 0
    package var slowDisks = 0
    package var clockJumps = 0
    package var edits = 0
    /// Deaths and full disks that wait for somebody who is in the middle of a download.
    package var cutDownloads = 0

    package static let none = Faults()

    package static let mild = {
        var faults = Faults()
        faults.loss = 0.01
        faults.duplicates = 0.01
        faults.reorders = 0.05
        faults.slowDelay = .milliseconds(30)
        faults.partitions = 1
        faults.kills = 3
        faults.stops = 1
        faults.fullDisks = 1
        faults.edits = 3
        faults.cutDownloads = 2
        return faults
    }()

    package static let misery = {
        var faults = Faults()
        faults.loss = 0.05
        faults.resets = 0.004
        faults.duplicates = 0.05
        faults.reorders = 0.2
        faults.slowDelay = .milliseconds(120)
        faults.bandwidth = 200_000
        faults.partitions = 4
        faults.kills = 9
        faults.powerCuts = 3
        faults.stops = 4
        faults.fullDisks = 4
        faults.slowDisks = 3
        faults.clockJumps = 4
        faults.edits = 10
        faults.cutDownloads = 6
        return faults
    }()
}

/// One thing that goes wrong. Nodes are named by their place in the scenario's list.
package enum Misfortune: Sendable, Equatable {
    /// These machines cannot hear the others.
    case partition(Set<Int>, part: Int)
    case heal
    case kill(Int, powerToo: Bool)
    case stop(Int)
    case start(Int)
    case fillDisk(Int)
    case emptyDisk(Int)
    case slowDisk(Int, Double)
    case jumpClock(Int, seconds: Int64)
    /// Somebody at the machine changes a shared file.
    case edit(Int)
    /// Whoever is in the middle of a download is killed, or has no room any more.
    case cutDownload(byFullDisk: Bool)
    case calm
}

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
        for number in 0..<faults.cutDownloads {
            add(.cutDownload(byFullDisk: number % 3 == 2), at: moment())
        }
        for _ in 0..<faults.edits { add(.edit(peer(nodes)), at: moment()) }
        events.sort { $0.at < $1.at }
        events.append((end, .calm))
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

    /// Far enough that proofs of the secret are refused, and back again.
    private mutating func addClockJump(_ node: Int) {
        let seconds = Int64.random(in: -4000...4000, using: &chance)
        addSpell(.jumpClock(node, seconds: seconds), until: .jumpClock(node, seconds: 0))
    }
}
