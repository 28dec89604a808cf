// What the interface promises, and what holds it against a world.
//
// without a secret a node binds loopback only, and multicasts there only
//     → not here: binding is the host's; HostTests
// secrets and tokens are never sent, logged or told
//     → every byte that a node sends and every line that it logs is looked through (`Confidence`)
// a proof of the secret counts once
//     → `Visitor.replay`
// the secret opens what may be read, and nothing else does
//     → `Visitor.unproven`, `.proven`
// changes are the operator's
//     → `Visitor.intrude`; no intruder's file lies anywhere in the end
// no foreign page or name changes or reads
//     → `Visitor.page`
// a shared file cannot run on the node's origin
//     → `Visitor.checkFields`
// errors are problem documents
//     → `Visitor.checkProblem`
// ranges, tags and digests are the file's
//     → `Visitor.checkBody`, `.conditionally`
// an upload: 201, 200, 409, 507; nothing is replaced, nothing is left of half of one
//     → `Visitor.upload`; the disk refuses to replace; `nothingLeaks`
// a node is listed once by its id, whatever addresses it has
//     → `Checks.nodes`
// two daemons with one id are reported
//     → a story of its own (`StoryTests.twins`)
// the bootstrap remembers whoever registers, and forgets after silence and three probes
//     → `Silences`, asked by the `Watcher` of every node that went
// everybody knows everybody; a peer is registered
//     → `Checks.nodes`, `.status`
// multicast finds the LAN; GOODBYE counts only from its source; forged HELLOs list nobody
//     → `Checks.multicast`, with a `Forger` in the LAN
// nothing is asked twice in a search
//     → `Questions`
// a finished file is what its digest says, and lies there as its download says
//     → `Checks.downloads`, `.done`
// nothing is ever replaced; the same content is there once; another is `name (2).ext`
//     → `SimulatedDisk.place`; `Checks.downloads`
// a download ends, or waits with a reason, as long as somebody has the file
//     → `Checks.downloadsEnded`
// who lied is named, and nobody else
//     → `Checks.holders`
// what has come is kept over a restart, and fetched once
//     → `SimulatedHost.write`, `.keepParts`, `.openPart`
// no download starts or goes on under `min_free`
//     → `SimulatedHost.openPart`, `.write`, `.append`
// the library is true to the disk
//     → `Checks.library`
// lists in parts repeat nothing and leave nothing out
//     → `Pager`
// a torrent is whole as long as one whole copy lives; what is placed is right; who lied is banned
//     → `SwarmDay`: `.judge`, `.judgeBans`, `.judgeWaiting`; `SimulatedHost.placeStore`
// events have ids without gaps; `Last-Event-ID` goes on; `resync` where it cannot
//     → `Watcher`
// who follows the events knows what the lists say
//     → `Checks.watcher`
// every table has its end
//     → `Checks.tables` every five seconds; `Visitor.metrics`
// what is over is forgotten: connections, incoming files
//     → `Checks.status`, `.connections`, `.downloadsEnded`
// what waits for a connection or for the disk has an end
//     → `End.queue`, `SimulatedHost.append`, `.write`
// an operator is answered, whatever the network is like
//     → `Scenario.expectAnswer`
// SIGTERM ends a node in time, with goodbyes
//     → `SimulatedHost.stop`
// config, exit codes, the tool's words, files and their modes, the lock, the database's versions,
// the length of a socket's path, descriptors over it, systemd
//     → not here: no node keeps or breaks them; SettingsTests, LedgerTests, InteropTests
// a name that moves is looked up again within five minutes
//     → not here: worlds are shorter; RegistrarTests

package enum Promise: String, CaseIterable {
    case everybodyKnowsEverybody = "in the end every live peer knows every live peer"
    case listedOnce = "a node is listed once"
    case everybodyIsRegistered = "in the end every peer is registered with its bootstraps"
    case lanKnowsLAN = "multicast lists the LAN, and nobody else"
    case downloadsAreCorrect = "every finished download is correct"
    case nothingIsReplaced = "nothing is replaced, and nothing is there twice"
    case everythingEnds = "in calm, every download of what somebody has comes to an end"
    case onlyLiarsAreNamed = "nobody is called a liar who is none"
    case libraryIsTrue = "the library is what lies on the disk"
    case eventsTellAll = "events tell everything"
    case changesAreTheOperators = "only operators change anything"
    case nothingLeaks = "what has ended leaves nothing behind"
    case torrentsAreRight = "no torrent is placed with wrong content"
    case torrentsEnd = "a torrent becomes whole as long as one whole copy lives"
    case waitingIsExplained = "what nobody has is waited for, and said"
    case onlyLiarsAreBanned = "exactly those are banned who sent wrong data"
    case tablesAreBounded = "every table is within its limit"
    case contractsHold = "nothing is asked twice, and nobody breaks a contract"
}
