// The real world behind a node: libuv's loop, the disk, the ledger and the log.
//
// Law 1. It performs and never decides. A bytes-reader or a policy in here is in the wrong folder.
// Law 2. Everything runs on the loop's thread; what blocks goes through `Offload` and comes back
//        as a completion in a turn of its own.

import Bytes
import Digest
import Disk
import Glibc
import Journal
import Ledger
import Node
import Reactor
import Vocabulary

package final class LiveHost: Host {
    /// What the host must know of the config.
    package struct Options {
        /// Without a secret nothing is heard or said beyond this machine.
        package var isLoopbackOnly = false
        /// The node's own; datagrams have the same number.
        package var port: UInt16 = 0
        package var multicastGroup = IPAddress(v4: 0xe001_0101)
        package var multicastPort: UInt16 = 10000
        /// Where datagrams to the port are heard from the start: a tracker is asked there.
        package var datagramAddresses: [IPAddress] = []
        /// Whether the port is listened to over IPv6 too.
        package var listensOverV6 = false
        /// Nil: every interface that can multicast. Of IPv4.
        package var multicastInterface: IPAddress?
        package var congestion = CongestionControl.auto
        /// Bytes; the unit of sending files.
        package var chunk = Limits.chunk
        package var connectionsMax = 10_000
        package var connectionsPerAddress = 256

        package init() {}
    }

    package let loop: Loop
    package let connections: Connections
    let offload: Offload
    let hashing: Hashing
    let journal: Journal
    let state: StateFolder
    let writer: LedgerWriter
    let lastBackup: LastBackup
    private var lastBackupError: LedgerError?
    package var options: Options
    package var node: (any Node)!
    /// Called when the node has nothing left to do.
    package var whenStopped: () -> Void = {}

    var shares: [Int64: AttachedShare] = [:]
    var passed = Passed()
    let openFiles = FileCache()
    let watcher: Watcher?
    var watch: DescriptorWatch?
    var incoming: [IncomingID: Arrival] = [:]
    var parts: [IncomingID: PartArrival] = [:]
    /// Those that the node has let go of and the pool has not.
    var closingParts: [IncomingID: PartArrival] = [:]
    /// Those that nobody had open and the pool deletes.
    var removingParts: [Digest256] = []
    var stores: [StoreID: OpenStore] = [:]
    /// Those that the node has let go of and the pool has not.
    var closingStores: [StoreID: OpenStore] = [:]
    /// What came of these torrents is being deleted.
    var removingStores: [Digest160] = []
    /// Folders that are being hashed.
    var contentJobs: [JobID: Cancellation] = [:]
    var callers = Callers()
    /// Callers that came in, and those for whom there was no room.
    var accepted: UInt64 = 0
    var refused: UInt64 = 0
    var groups: [MulticastGroup: DatagramSocket] = [:]
    /// Nil until a datagram is sent.
    var portSockets: PortSockets?
    /// Those that are open from the start, and the one by which was heard what is being answered.
    var doors: [PortSocket] = []
    unowned var hearing: PortSocket?
    let cancellation = Cancellation()
    /// What walks have found and the node has not heard yet, in their order.
    var findings: [Findings] = []
    private var findingsClock: Timer?
    private var clock: Timer?
    private var armed: Instant?

    package init(
        loop: Loop, journal: Journal, state: StateFolder, ledger: Ledger, options: Options
    ) {
        self.loop = loop
        self.journal = journal
        self.state = state
        self.options = options
        connections = Connections(loop)
        offload = Offload(loop)
        hashing = Hashing(offload)
        writer = LedgerWriter(ledger, loop: loop, offload: offload)
        lastBackup = LastBackup(of: ledger.path, writer, loop: loop, offload: offload)
        do {
            watcher = try Watcher()
        } catch {
            journal.log(.warning, "library", "folders are not watched: \(error)")
            watcher = nil
        }
        connections.handler = self
        connections.chunk = options.chunk
        followLedger()
        clock = Timer(loop) { [unowned self] in
            armed = nil
            node.deadlineReached(at: self.loop.now)
        }
        findingsClock = Timer(loop) { [unowned self] in tellFindings() }
        loop.turnEnded = { [unowned self] in armClock() }
        startWatching()
    }

    /// Callbacks hand in; here, once a turn, the clock is set for what the node decided.
    private func armClock() {
        guard let next = node?.nextDeadline else {
            if armed != nil { clock?.disarm() }
            armed = nil
            return
        }
        guard next != armed else { return }
        armed = next
        clock?.arm(at: next)
    }

    /// What walks have found goes on in a turn of its own, after everybody else was heard.
    func tellFindingsSoon() { findingsClock?.arm(after: .zero) }

    func complete(_ completion: Completion) { node.completed(completion, at: loop.now) }

    // MARK: Time, chance and voice

    package var wallTime: WallTime { WallTime(seconds: Int64(Glibc.time(nil))) }

    package func random() -> UInt64 {
        secureRandomBytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    package func log(
        _ level: LogLevel, _ place: StaticString, _ message: @autoclosure () -> String
    ) {
        journal.log(level, place, message())
    }

    package func record(_ change: LedgerChange) { writer.record(change) }

    package func record(_ changes: [LedgerChange], for job: JobID) {
        writer.record(changes) { [unowned self] result in complete(.recorded(job, result)) }
    }

    package func loadListings(after mark: ListingMark?, for job: JobID) {
        writer.read { ledger throws(LedgerError) in
            try ledger.listings(after: mark)
        } then: { [unowned self] result in
            complete(.listingsLoaded(job, result.mapError(\.inWorld)))
        }
    }

    package func loadTorrent(_ infoHash: Digest160, for job: JobID) {
        writer.read { ledger throws(LedgerError) in
            try ledger.torrent(infoHash)
        } then: { [unowned self] result in
            complete(.torrentLoaded(job, result.mapError(\.inWorld)))
        }
    }

    private func followLedger() {
        writer.failed = { [unowned self] in complete(.ledgerFailed($0)) }
        writer.mended = { [unowned self] in complete(.ledgerMended) }
        writer.begunAnew = { [unowned self] in
            complete(.ledgerBegunAnew($0.map(\.description)))
        }
        writer.told = { [unowned self] in
            lastBackupError = nil
            lastBackup.changed()
        }
        lastBackup.failed = { [unowned self] error in
            // Tried once a minute: the log tells the first of a row.
            guard error != lastBackupError else { return }
            lastBackupError = error
            journal.log(.warning, "ledger", "the last backup is not up to date: \(error)")
        }
    }

    package func stopped() { whenStopped() }

    /// Ends everything that the pool still does; what was to be remembered is written first.
    package func shutDown() {
        cancellation.cancel()
        for arrival in incoming.values { arrival.discard()?.discard() }
        parkParts()
        parkStores()
        writer.stopCopying()
        while writer.isBusy || lastBackup.isWorking { loop.runOnce() }
        writer.flushNow()
        lastBackup.refreshNow(writer.ledger)
    }
}

@available(*, unavailable) extension LiveHost: Sendable {}

extension LiveHost {
    /// Takes over what can change while it runs.
    package func adopt(_ new: Options) {
        // Another group wants another socket, which is opened when the node listens next.
        if new.multicastGroup != options.multicastGroup
            || new.multicastPort != options.multicastPort
        {
            groups[.nodes] = nil
        }
        let isElsewhere = new.datagramAddresses != options.datagramAddresses
        options = new
        if isElsewhere { openDoors() }
    }
}
