// What can go wrong: in the network, on disks, with clocks and with programs.

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
    /// Lines that are slow, and firewalls that let nobody in.
    package var slowLinks = 0
    package var shutDoors = 0
    /// All connections of a machine are reset, or forgotten on the way: half open.
    package var brokenLinks = 0
    package var forgottenLinks = 0
    /// No interface can multicast; no name can be looked up; no descriptor is left.
    package var deafness = 0
    package var lostNames = 0
    package var exhaustions = 0
    /// Disks that fail, and disks with little more than what must stay free.
    package var brokenDisks = 0
    package var narrowDisks = 0
    /// Programs that are stopped for a while, as by SIGSTOP.
    package var freezes = 0
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
        faults.freezes = 1
        faults.forgottenLinks = 1
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
        faults.slowLinks = 3
        faults.shutDoors = 2
        faults.brokenLinks = 3
        faults.forgottenLinks = 3
        faults.deafness = 2
        faults.lostNames = 1
        faults.exhaustions = 2
        faults.brokenDisks = 3
        faults.narrowDisks = 3
        faults.freezes = 4
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
    /// A little more is left than what must stay free.
    case narrowDisk(Int)
    case breakDisk(Int)
    case mendDisk(Int)
    case slowLink(Int, Double)
    case shutDoor(Int)
    case openDoor(Int)
    case breakLinks(Int)
    case forgetLinks(Int)
    case deafen(Int)
    case hearAgain(Int)
    case loseNames
    case findNames
    case exhaust(Int)
    case recover(Int)
    case freeze(Int)
    case thaw(Int)
    case jumpClock(Int, seconds: Int64)
    /// Somebody at the machine changes a shared file.
    case edit(Int)
    /// Whoever is in the middle of a download is killed, or has no room any more.
    case cutDownload(byFullDisk: Bool)
    case calm
}
