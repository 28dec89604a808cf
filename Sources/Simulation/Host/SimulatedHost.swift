// The world, as a real node sees it, in virtual time: the second type behind `Host`.
//
// Law 1. It performs and never decides; and it complains aloud where a node's decision is one that
//        the contract forbids, for a real host would have trapped or done harm.
// Law 2. The node is never called from inside its own call.

import Bytes
import Digest
import Node
import Vocabulary

package final class SimulatedHost {
    unowned let installation: Installation
    let world: World
    private(set) var sockets: Sockets!
    package private(set) var node: (any Node)?
    /// Shares that are attached, by number, with the path that each has on the disk.
    var shares: [Int64: ShareRecord] = [:]
    var incoming: [IncomingID: Incoming] = [:]
    /// Folders whose hashing nobody waits for any more.
    var cancelledJobs: Set<JobID> = []
    var stores: [StoreID: OpenStore] = [:]
    /// Connections whose next bytes have their place.
    private var expected: Set<ConnectionID> = []
    /// Which of all runs of all programs this is.
    let number: UInt64
    private var wakeAt: Instant?
    private var wakesInPlace = 0
    private(set) var isStopping = false
    package private(set) var errorsLogged = 0
    /// Files that were told that less than `min_free` is left, and may take no more.
    var warned: Set<IncomingID> = []
    /// Passwords that are being hashed.
    private var passwordsAtWork = 0

    init(of installation: Installation, in world: World) {
        self.installation = installation
        self.world = world
        number = world.nextRun()
        sockets = Sockets(self, called: installation.name, on: installation.machine, in: world)
    }

    var machine: Machine { installation.machine }
    var disk: SimulatedDisk { installation.disk }
    var name: String { installation.name }
    /// The program's sockets, for operators who open its control socket.
    package var door: Sockets { sockets }

    // MARK: The process

    func run(_ node: any Node) {
        self.node = node
        sockets.listen(on: installation.settings.port)
        tell { $0.start(at: $1) }
    }

    /// SIGSTOP, and SIGCONT.
    package func freeze() {
        guard !isStopping else { return }
        world.note(.stop, UInt64(machine.index), 1, "\(name) is frozen")
        sockets.freeze()
    }

    package func thaw() {
        guard sockets.isFrozen else { return }
        world.note(.start, UInt64(machine.index), 0, "\(name) goes on")
        sockets.thaw()
        wakeAt = nil
        armClock()
    }

    func stop() {
        guard !isStopping else { return }
        isStopping = true
        // systemd sends SIGCONT after SIGTERM.
        thaw()
        world.note(.stop, UInt64(machine.index), 0, "\(name) is asked to stop")
        tell { $0.stop(at: $1) }
        world.after(Limits.stopTime + .seconds(5)) {
            guard self.node != nil else { return }
            self.world.complain("\(self.name) was asked to stop and did not")
            self.installation.kill()
        }
    }

    func die(silently: Bool) {
        node = nil
        sockets.abandon(silently: silently)
    }

    /// Lets the node do something, and arms the clock as it then wants it.
    func tell(_ what: (any Node, Instant) -> Void) {
        guard let node else { return }
        what(node, world.now)
        armClock()
    }

    private func armClock() {
        guard let deadline = node?.nextDeadline else { return }
        if let wakeAt, wakeAt <= deadline { return }
        wakeAt = deadline
        world.at(deadline) { self.wake(asOf: deadline) }
    }

    private func wake(asOf time: Instant) {
        guard wakeAt == time, !sockets.isFrozen, let node else { return }
        wakeAt = nil
        if let deadline = node.nextDeadline, deadline <= world.now {
            world.note(.wake, UInt64(machine.index), 0, "\(name) wakes")
            node.deadlineReached(at: world.now)
            watchForSpinning()
        }
        armClock()
    }

    /// A deadline that is still due after it was reached would keep a real loop busy for ever.
    private func watchForSpinning() {
        guard let deadline = node?.nextDeadline, deadline <= world.now else {
            wakesInPlace = 0
            return
        }
        wakesInPlace += 1
        guard wakesInPlace > 1000 else { return }
        world.complain("\(name) wants to be woken at a time that has passed, again and again")
        installation.kill()
    }
}

// MARK: What the kernel says

extension SimulatedHost: Program {
    package func accepted(_ connection: ConnectionID, from remote: Remote) {
        tell { $0.accepted(connection, from: remote, at: $1) }
    }

    package func connected(_ connection: ConnectionID) {
        tell { $0.connected(connection, at: $1) }
    }

    package func received(_ bytes: RawSpan, on connection: ConnectionID) {
        world.questions.heard(bytes, on: connection, by: self)
        world.silences.heard(bytes, on: connection, by: self)
        var place = 0
        while let node, place < bytes.byteCount {
            place += hand(bytes.extracting(place..<bytes.byteCount), on: connection, to: node)
        }
        armClock()
    }

    /// To its place, or a head of it, where that was expected. Gives how many it took.
    private func hand(_ bytes: RawSpan, on connection: ConnectionID, to node: any Node) -> Int {
        let isExpected = expected.remove(connection) != nil
        let taken =
            isExpected
            ? node.receive(on: connection, at: world.now) { Self.copy(bytes, into: &$0) } : nil
        if let taken { return taken }
        let count = isExpected ? min(Limits.headRead, bytes.byteCount) : bytes.byteCount
        node.received(bytes.extracting(..<count), on: connection, at: world.now)
        return count
    }

    private static func copy(_ bytes: RawSpan, into place: inout MutableRawSpan) -> Int {
        let count = min(place.byteCount, bytes.byteCount)
        unsafe place.withUnsafeMutableBytes { place in
            unsafe bytes.extracting(..<count).withUnsafeBytes { unsafe place.copyMemory(from: $0) }
        }
        return count
    }

    package func inputEnded(on connection: ConnectionID) {
        world.questions.ended(connection, by: self)
        world.silences.ended(connection, by: self)
        tell { $0.inputEnded(on: connection, at: $1) }
    }

    package func drained(_ connection: ConnectionID) {
        tell { $0.drained(connection, at: $1) }
    }

    package func closed(_ connection: ConnectionID, _ ending: Ending) {
        expected.remove(connection)
        world.questions.ended(connection, by: self)
        world.silences.ended(connection, by: self)
        tell { $0.closed(connection, ending, at: $1) }
    }

    package func datagramArrived(_ bytes: [UInt8], from sender: Endpoint, by door: DatagramDoor) {
        guard let node else { return }
        bytes.withSpan { node.datagramArrived($0, from: sender, by: door, at: world.now) }
        armClock()
    }

    func completed(_ completion: Completion) {
        sockets.tell { [self] _ in tell { $0.completed(completion, at: $1) } }
    }
}

// MARK: What the node decides

extension SimulatedHost: Host {
    /// Nobody monitors a machine that is not there.
    package var figures: HostFigures { HostFigures() }

    package var wallTime: WallTime { world.wallTime(offset: machine.wallOffset) }

    package func random() -> UInt64 { world.chance.next() }

    package func connect(to endpoint: Endpoint) -> ConnectionID { sockets.connect(to: endpoint) }

    package func send(_ bytes: RawSpan, on connection: ConnectionID, more: Bool) {
        let copy = bytes.copy()
        listen(to: copy, on: connection)
        if let asked = sockets.dialled(connection) {
            world.questions.said(copy, on: connection, by: self, to: asked)
            world.silences.said(copy, on: connection, by: self, to: asked)
        }
        sockets.send(copy, on: connection, more: more)
    }

    package func send(_ file: any OpenedFile, _ range: Range<Int64>, on connection: ConnectionID) {
        guard let file = file as? SimulatedFile else {
            return world.complain("\(name) sends a file that this host did not open")
        }
        guard range.lowerBound >= 0, range.upperBound <= file.size else {
            return world.complain("\(name) sends \(range) of a file of \(file.size) bytes")
        }
        sockets.send(file, range, on: connection)
    }

    package func finish(_ connection: ConnectionID) { sockets.finish(connection) }

    package func close(_ connection: ConnectionID) {
        world.questions.ended(connection, by: self)
        sockets.close(connection)
    }

    package func expectPayload(on connection: ConnectionID) { expected.insert(connection) }
    package func pauseReading(_ connection: ConnectionID) { sockets.pauseReading(connection) }
    package func resumeReading(_ connection: ConnectionID) { sockets.resumeReading(connection) }

    package func bytesSent(on connection: ConnectionID) -> UInt64 {
        sockets.bytesSent(on: connection)
    }

    package func hasUnsent(on connection: ConnectionID) -> Bool {
        sockets.hasUnsent(on: connection)
    }

    package func localAddress(of connection: ConnectionID) -> IPAddress? { machine.address }

    /// Ethernet's, with timestamps.
    package func segmentSize(of connection: ConnectionID) -> Int { 1448 }

    package func resolve(_ name: String, for job: JobID) {
        world.after(world.between(.milliseconds(1), .milliseconds(80))) { [self] in
            let address = IPAddress(name) ?? (world.namesAreLost ? nil : world.names[name])
            completed(
                .resolved(
                    job,
                    address.map { .success([$0]) }
                        ?? .failure(WorldError(.missing, "nobody is called \(name)"))))
        }
    }

    package func multicastInterfaces(for group: MulticastGroup) -> [IPAddress] {
        // Machines of this world have one address, of IPv4.
        machine.isDeaf || group == .torrents6 ? [] : [machine.address]
    }

    package func listenToMulticast(
        _ group: MulticastGroup, on interfaces: [IPAddress]
    ) -> [IPAddress] {
        let joined = interfaces.filter { $0 == machine.address && !machine.isDeaf }
        if joined.isEmpty { machine.leave(group, sockets) } else { machine.join(group, sockets) }
        return joined
    }

    package func send(_ datagram: [UInt8], to endpoint: Endpoint) -> Bool {
        world.send(datagram, from: installation.settings.port, of: machine, to: endpoint)
        return true
    }

    package func multicast(
        _ datagram: [UInt8], to group: MulticastGroup, from interface: IPAddress
    ) {
        guard interface == machine.address else {
            return world.complain("\(name) multicasts from \(interface), which is not its own")
        }
        if datagram.count > Limits.datagramLength {
            world.complain("\(name) multicasts \(datagram.count) bytes")
        }
        world.multicast(datagram, to: group, from: machine)
    }

    package func room() -> Int64 { disk.room }

    package func record(_ change: LedgerChange) {
        if case .rememberDownload(let download) = change, let part = download.part {
            installation.promisedParts.insert(part)
        }
        guard installation.ledger.record(change, at: world.now) else { return }
        flushLedger(after: Limits.ledgerDelay)
    }

    package func record(_ changes: [LedgerChange], for job: JobID) {
        work(.milliseconds(1), .milliseconds(40)) { [self] in
            guard !disk.isBroken else { return .recorded(job, .failure(.broken)) }
            guard !disk.isFull else {
                return .recorded(job, .failure(WorldError(.full, "the disk is full")))
            }
            installation.ledger.write(changes, at: world.now)
            return .recorded(job, .success(()))
        }
    }

    /// A cheap digest in place of a dear one: it tells right from wrong all the same.
    package func hashPassword(
        _ password: [UInt8], by recipe: PasswordRecipe, for job: JobID
    ) {
        passwordsAtWork += 1
        if passwordsAtWork > Limits.passwordsAtOnce {
            world.complain("\(name) hashes \(passwordsAtWork) passwords at once")
        }
        work(.milliseconds(200), .milliseconds(600)) { [self] in
            passwordsAtWork -= 1
            return .passwordHashed(
                job, .success(SHA256.authentication(of: password, key: recipe.salt)))
        }
    }

    /// A holder at a time.
    package func loadListings(after mark: ListingMark?, for job: JobID) {
        let row = Int(mark?.holder ?? 0)
        work(.milliseconds(1), .milliseconds(20)) { [self] in
            let all = installation.ledger.listings
            guard row < all.count else {
                return .listingsLoaded(job, .success(ListingPart(groups: [], next: nil)))
            }
            let files = all[row].files.values.sorted { $0.name < $1.name }
            let part = ListingPart(
                groups: [.init(holder: all[row].key, listings: files)],
                next: row + 1 < all.count ? ListingMark(holder: Int64(row + 1), name: "") : nil)
            return .listingsLoaded(job, .success(part))
        }
    }

    package func loadTorrent(_ infoHash: Digest160, for job: JobID) {
        work(.milliseconds(1), .milliseconds(20)) { [self] in
            .torrentLoaded(job, .success(installation.ledger.torrents[infoHash]))
        }
    }

    /// The ledger writes in batches; a crash before that loses the batch, and a disk that fails is
    /// tried again.
    private func flushLedger(after delay: Duration, hasFailed: Bool = false) {
        world.after(delay) { [self] in
            guard node != nil else { return }
            guard !disk.isBroken, !disk.isFull else {
                completed(.ledgerFailed(WorldError(.other, "the disk does not take it")))
                return flushLedger(after: Limits.roomInterval, hasFailed: true)
            }
            installation.ledger.flush(at: world.now)
            if hasFailed { completed(.ledgerMended) }
        }
    }

    package func log(
        _ level: LogLevel, _ place: StaticString, _ message: @autoclosure () -> String
    ) {
        if level == .error { errorsLogged += 1 }
        let message = message()
        if let end = message.place(of: " sent wrong data of"),
            let accused = Endpoint(String(message[..<end.lowerBound]))
        {
            world.accusations.append((name, accused.address.description))
        }
        world.listen(to: Array(message.utf8), from: name, in: "its log")
        world.note(.log, 0, 0, "\(name) [\(level)] \(place): \(message)")
    }

    package func stopped() {
        guard isStopping else {
            return world.complain("\(name) says that it stopped, and nobody asked it to")
        }
        world.after(.microseconds(1)) { self.installation.stoppedByItself() }
    }
}
